"""The house rules that no linter checks."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from bot.persistence.database.tables import orders
from bot.settings import Settings
from handlers.ui.translator import LANGUAGES
from tests.support.engines import ENGINES, fresh_location

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {
    ".ci", ".dockerignore", ".env.example", ".github", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md",
    "Dockerfile", "LICENSE", "Makefile", "README.md", "SECURITY.md", "bot", "compose.yaml", "deploy",
    "docs", "domain", "handlers", "main.py", "pyproject.toml", "requirements-dev.txt",
    "requirements.txt", "tests",
}  # fmt: skip


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_top_level_has_only_names_that_convention_needs() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert names <= TOP_LEVEL


def test_file_of_the_program_can_be_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources("bot", "domain", "handlers")
        if "migrations" not in path.parts
        and (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def in_tables(name: str | None, kind: str, _parents: object) -> bool:
    # Only PostgreSQL has it, and alembic does not ask an index of the tables for its engine.
    return (kind, name) != ("index", "ix_events_xact_id_seq")


@pytest.mark.parametrize("engine", ENGINES)
def test_migrations_lead_to_the_tables_of_the_program(tmp_path: Path, engine: str) -> None:
    with fresh_location(engine, tmp_path) as location, location.one_moment() as connection:
        opts = {"compare_type": True, "include_name": in_tables}
        context = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(context, orders.metadata)
    assert differences == []


def test_lock_files_name_no_package_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text("utf-8")


def test_example_settings_and_readme_name_every_setting() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"`{name.upper()}`" in readme, name


def test_every_language_has_its_catalogue() -> None:
    texts = {path.stem for path in (ROOT / "handlers/ui/texts").glob("*.ftl")}
    assert texts == set(LANGUAGES)


def test_domain_knows_no_clock_and_no_randomness() -> None:
    forbidden = {"now", "utcnow", "today", "uuid4", "random", "sleep"}
    for path in sources("domain"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in forbidden, f"{path}:{node.lineno}"
