"""Pages, tables and names in Markdown."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

GENERATED = "<!-- Written by `make docs`; do not edit. -->"


def page(title: str, *blocks: str) -> str:
    """A page of blocks with an empty line between them."""
    return "\n\n".join((f"# {title}", GENERATED, *blocks)) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; each row has a cell for each word of the head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def code(text: str) -> str:
    """A name of the code."""
    return f"`{text}`"


def listed(words: Sequence[str], last: str) -> str:
    """Words as one says them: a, b ``last`` c."""
    *others, final = words
    return f"{', '.join(others)} {last} {final}" if others else final


def first_line(thing: Any) -> str:
    """The first sentence of a docstring, on one line."""
    paragraph = (inspect.getdoc(thing) or "").partition("\n\n")[0]
    return " ".join(paragraph.split()).partition(". ")[0].rstrip(".").replace("``", "`")


def place(thing: Any) -> str:
    """The module of a function or class, and its name."""
    return f"{thing.__module__}.{thing.__qualname__}"
