"""A figure of the result."""

from __future__ import annotations

from dataclasses import dataclass


class Skipped(Exception):
    """This machine lacks what a part needs; the text says what."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``goal`` and ``met`` for those that have to reach something."""

    what: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None


def quantile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie; not a number if there are none."""
    if not values:
        return float("nan")
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
