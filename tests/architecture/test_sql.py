"""One rule for SQL: a module's own Core statements, run by SQLAlchemy's connection."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PERSISTENCE = ROOT / "bot" / "persistence"
DATABASE = PERSISTENCE / "database"
BUILDERS = {"select", "insert", "update", "delete", "text"}
# Called while modules are loaded, once for each table.
AT_LOADING = {
    "insert_or_ignore",
    "insert_or_replace",
    "insert_or_set",
    "wished",
    "__init_subclass__",
}
AROUND_SQLALCHEMY = {"driver_connection", "exec_driver_sql", "dbapi_connection"}


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in folder.rglob("*.py"):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def test_statement_of_the_persistence_is_built_once_for_its_module() -> None:
    built = {
        f"{path}:{call.lineno}"
        for path, tree in trees(PERSISTENCE)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        and getattr(function, "name", "") not in AT_LOADING
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in BUILDERS
    }
    assert built == set()


def test_driver_is_known_to_the_database_package_alone() -> None:
    known = {
        f"{path}:{node.lineno}"
        for folder in ("bot", "domain", "handlers")
        for path, tree in trees(ROOT / folder)
        if not (ROOT / path).is_relative_to(DATABASE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in AROUND_SQLALCHEMY
    }
    assert known == set()


def test_dialect_speaks_its_own_words_in_one_module() -> None:
    speaking = {
        str(path)
        for path, tree in trees(ROOT / "bot")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy.dialects")
    }
    assert speaking == {"bot/persistence/database/upsert.py"}
