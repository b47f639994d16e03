"""Every file that a document names exists, and every page that it links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
# A path in backticks, with or without what is meant of the file.
NAMED = re.compile(r"`((?:bot|handlers|domain|tests|docs)/[\w./*-]+)(?:::\w+)*`")
LINKED = re.compile(r"\]\(([^)#:]+)\)")


def missing(page: str, text: str) -> set[str]:
    """What a page names or links and is not there; a star stands for any name."""
    folder = (ROOT / page).parent
    named = {it for it in NAMED.findall(text) if not any(ROOT.glob(it.rstrip("/")))}
    return named | {it for it in LINKED.findall(text) if not (folder / it).exists()}


def test_name_of_what_is_gone_is_found() -> None:
    text = "`bot/door.py`, `handlers/ui/texts/*.ftl`, [here](adr), [there](nowhere.md)"
    assert missing("docs/x.md", text) == {"bot/door.py", "nowhere.md"}


@pytest.mark.parametrize("page", PAGES)
def test_whatever_a_page_names_exists(page: str) -> None:
    assert missing(page, (ROOT / page).read_text("utf-8")) == set()
