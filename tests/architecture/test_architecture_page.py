"""docs/architecture.md leads along one tap, and each file and function that it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
MOST_LINES = 120
HOPS = (
    "Inbox", "User queue", "Processing", "Scope", "Handler", "Command bus", "Transaction",
    "Service", "Aggregate", "Outbox", "Relay", "Policy", "Projection", "Notification", "Sender",
    "Rate limiter", "Transport",
)  # fmt: skip
# A name that is broken off or misspelt is a reference, too: it is found not to exist.
REFERENCE = re.compile(r"`([\w/.-]+\.py)::([\w.]*)`")
FILE = re.compile(r"`([\w/.-]+\.py)`")
LINK = re.compile(r"\]\(([^)#]+)\)")


def hops() -> dict[str, str]:
    """The numbered steps of the page, by name."""
    found = re.findall(r"^\d+\. +\*\*(.+?)\.\*\*(.*?)(?=^\d+\. |^#|^\S)", PAGE, re.M | re.S)
    return dict(found)


def names_in(path: Path) -> set[str]:
    """The classes, functions and methods of a file, dotted; none, if there is no such file."""
    if not path.is_file():
        return set()

    def inside(node: ast.AST, before: str) -> set[str]:
        names = set()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                names |= {before + child.name} | inside(child, f"{before}{child.name}.")
        return names

    return inside(ast.parse(path.read_text("utf-8")), "")


def test_page_can_be_read_in_one_sitting() -> None:
    assert len(PAGE.splitlines()) <= MOST_LINES


def test_page_leads_from_hop_to_hop() -> None:
    assert tuple(hops()) == HOPS


@pytest.mark.parametrize("hop", HOPS)
def test_hop_names_a_file_and_a_function(hop: str) -> None:
    assert REFERENCE.search(hops()[hop])


def test_every_file_and_function_that_is_named_exists() -> None:
    missing = {
        f"{file}::{name}"
        for file, name in REFERENCE.findall(PAGE)
        if name not in names_in(ROOT / file)
    } | {file for file in FILE.findall(PAGE) if not (ROOT / file).is_file()}
    assert missing == set()


def test_every_page_that_is_linked_exists() -> None:
    assert {it for it in LINK.findall(PAGE) if not (ROOT / "docs" / it).exists()} == set()
