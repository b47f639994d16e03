"""No test can hang: each has a time limit, and none takes it away."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_BY_DEFAULT, MOST_OF_ALL = 120, 900
HANGS = """
import asyncio

async def test_waits_for_ever():
    await asyncio.Event().wait()
"""


def marks(source: str) -> Iterator[ast.Call]:
    """Every ``pytest.mark.timeout(…)``."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="mark"), attr="timeout")):
                yield node


def limit(mark: ast.Call) -> float:
    """The seconds of a mark; 0 for one that says anything else."""
    match mark:
        case ast.Call(args=[ast.Constant(value=int(seconds))], keywords=[]):
            return seconds
    return 0


def test_every_test_has_a_limit_unless_it_says_otherwise(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.hasplugin("timeout")
    assert 0 < float(pytestconfig.getini("timeout")) <= MOST_BY_DEFAULT


def test_every_mark_with_another_limit_is_a_limit() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{mark.lineno}": limit(mark)
        for path in (ROOT / "tests").rglob("*.py")
        for mark in marks(path.read_text("utf-8"))
    }
    assert found
    assert {at: it for at, it in found.items() if not 0 < it <= MOST_OF_ALL} == {}


@pytest.mark.parametrize("name", ["Makefile", ".ci/run", "pyproject.toml"])
def test_nothing_that_runs_the_tests_changes_their_limits(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for way in ("no:timeout", "--timeout", "PYTEST_TIMEOUT", "--session-timeout"):
        assert way not in text


def test_test_that_waits_for_ever_is_ended_by_its_limit(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS, "utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    options = ["-p", "no:cacheprovider", "-o", "timeout=1", f"--rootdir={tmp_path}"]
    ended = subprocess.run(
        [*command, *options, str(tmp_path / "test_hangs.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED, ended.stdout + ended.stderr
    assert "Timeout (>1.0s)" in ended.stdout
