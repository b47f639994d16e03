"""A clock that tests move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Real time, plus what the test added."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def seconds(self) -> float:
        """The same, for what counts seconds."""
        return self().timestamp()

    def __call__(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC) + self._ahead

    def advance(self, **how_much: float) -> None:
        """Move on (or back), by the keyword arguments of ``timedelta``."""
        self._ahead += timedelta(**how_much)
