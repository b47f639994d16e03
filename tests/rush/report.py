"""The figures of a rush, in the page on reliability."""

from __future__ import annotations

from tests.chaos.report import PAGE, Result

_FREE, _PACED = "make rush", "the paced rush"


def write(result: Result, *, is_paced: bool) -> None:
    """Put the table into the page. Raises ValueError when its markers are gone."""
    page, what = PAGE.read_text("utf-8"), _PACED if is_paced else _FREE
    begin = page.index(f"<!-- figures of {what} -->\n") + len(f"<!-- figures of {what} -->")
    end = page.index(f"<!-- end of the figures of {what} -->")
    PAGE.write_text(f"{page[:begin]}\n{result.table()}\n{page[end:]}", "utf-8")
