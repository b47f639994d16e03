"""A circuit breaker: who does not answer is left alone for a while (docs/adr/0009)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class BreakerState(StrEnum):
    """Calls go through, one call tries, or none does."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


class BreakerOpenError(Exception):
    """The call was not made, because those before it failed."""


class Breaker:
    """Opens after failures in a row, rests, then lets one call at a time try.

    A cancelled call says nothing about the other side: it is neither success nor failure. Nor
    is the outcome of a call that began before the state last changed. The other side must
    answer or fail some time: a call that tries and never ends would keep the others out.
    """

    def __init__(
        self,
        name: str,
        *,
        clock: Callable[[], float],
        failures: int = 5,
        rest: float = 10.0,
        answers: tuple[type[Exception], ...] = (),
        on_change: Callable[[str, BreakerState], None] = lambda _name, _state: None,
    ) -> None:
        """A closed breaker.

        Args:
            name: What ``on_change`` is told.
            clock: Tells the time in seconds and never goes back.
            failures: Opens after so many failures in a row.
            rest: Seconds for which no call goes through once it is open.
            answers: Errors by which the other side has answered; as good as a success.
            on_change: Called once for each change of state, after it; must not raise.
        """
        self.name, self.state = name, BreakerState.CLOSED
        self._clock, self._limit, self._rest = clock, failures, rest
        self._answers, self._on_change = answers, on_change
        self._failures = 0
        self._may_try_at = clock()
        self._is_trying = False
        # Counts the changes, to know a call that began before the last of them.
        self._period = 0

    async def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do ``work`` if it may be done now, and learn from how it ends.

        Raises:
            BreakerOpenError: It may not; nothing was done.
            Exception: Whatever ``work`` raises.
        """
        self._enter()
        period = self._period
        try:
            result = await work()
        except self._answers:
            self._end(period, has_failed=False)
            raise
        except Exception:
            self._end(period, has_failed=True)
            raise
        except BaseException:
            if period == self._period:
                self._is_trying = False
            raise
        self._end(period, has_failed=False)
        return result

    def open(self, rest: float | None = None) -> None:
        """Open it from outside, to rest for so many seconds; no change if it is open."""
        self._may_try_at = self._clock() + (self._rest if rest is None else rest)
        if self.state is not BreakerState.OPEN:
            self._change(BreakerState.OPEN)

    def _enter(self) -> None:
        if self.state is BreakerState.CLOSED:
            return
        if self._is_trying or self._clock() < self._may_try_at:
            raise BreakerOpenError(self.name)
        if self.state is BreakerState.OPEN:
            self._change(BreakerState.HALF_OPEN)
        self._is_trying = True

    def _end(self, period: int, *, has_failed: bool) -> None:
        if period != self._period:
            return
        self._failures = self._failures + 1 if has_failed else 0
        if self.state is BreakerState.HALF_OPEN and not has_failed:
            self._change(BreakerState.CLOSED)
        elif self.state is BreakerState.HALF_OPEN or self._failures >= self._limit:
            self.open()

    def _change(self, state: BreakerState) -> None:
        self.state = state
        self._period += 1
        self._failures = 0
        self._is_trying = False
        self._on_change(self.name, state)
