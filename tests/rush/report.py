"""The figures of a rush, in the page on reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.chaos.report import Result

_FREE, _PACED = "make rush", "the paced rush"


def write(result: Result, *, is_paced: bool) -> None:
    """Put the table into the page. Raises ValueError when its markers are gone."""
    result.write(_PACED if is_paced else _FREE)
