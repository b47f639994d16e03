"""Each promise of docs/reliability.md names the tests that fail when it is broken."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reliability.md").read_text("utf-8")
# A name that is broken off or misspelt is a reference, too: it is found not to exist.
REFERENCE = re.compile(r"(tests/[\w/.-]*)::(\w*)")
# The sections whose every point is a promise.
OF_PROMISES = (
    "What is promised",
    "When the payment provider fails",
    "When too much comes at once",
)
ALSO_NAMING_TESTS = ("What may come twice",)


def section(title: str) -> str:
    _, found, rest = PAGE.partition(f"\n## {title}\n")
    assert found, f"no section {title!r}"
    return rest.partition("\n## ")[0]


def points(title: str) -> list[str]:
    return re.split(r"^- ", section(title), flags=re.MULTILINE)[1:]


PROMISES = [point for title in OF_PROMISES for point in points(title)]


def names_of_tests_in(path: Path) -> set[str]:
    """The names of the tests of a file, those in classes as well."""
    if not path.is_file():
        return set()
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


@pytest.mark.parametrize("title", OF_PROMISES)
def test_section_of_promises_has_some(title: str) -> None:
    assert len(points(title)) >= 4


@pytest.mark.parametrize("promise", PROMISES, ids=lambda it: " ".join(it.split()[:5]))
def test_promise_names_its_tests(promise: str) -> None:
    assert REFERENCE.search(promise)


@pytest.mark.parametrize("title", ALSO_NAMING_TESTS)
def test_section_about_what_is_not_promised_names_its_tests(title: str) -> None:
    assert REFERENCE.search(section(title))


def test_every_test_that_is_named_exists() -> None:
    named = set(REFERENCE.findall(PAGE))
    missing = {
        f"{file}::{test}" for file, test in named if test not in names_of_tests_in(ROOT / file)
    }
    assert missing == set()
