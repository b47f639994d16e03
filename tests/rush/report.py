"""The figures of a rush, in the page on reliability."""

from __future__ import annotations

from tests.chaos.report import PAGE, Result

_BEGIN, _END = "<!-- figures of make rush -->", "<!-- end of the figures of make rush -->"


def write(result: Result) -> None:
    """Put the table into the page. Raises ValueError when its markers are gone."""
    page = PAGE.read_text("utf-8")
    begin, end = page.index(_BEGIN) + len(_BEGIN), page.index(_END)
    PAGE.write_text(f"{page[:begin]}\n{result.table()}\n{page[end:]}", "utf-8")
