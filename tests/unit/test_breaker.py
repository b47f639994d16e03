"""The breaker, for every order in which calls begin, end and are cancelled."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Coroutine, Generator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.payments.resilience.breaker import Breaker, BreakerOpenError, BreakerState

LIMIT, REST = 3, 10.0
CLOSED, HALF_OPEN, OPEN = BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN
MOVES = {(CLOSED, OPEN), (OPEN, HALF_OPEN), (HALF_OPEN, OPEN), (HALF_OPEN, CLOSED)}


class DownError(Exception):
    """The other side does not answer."""


class NoError(Exception):
    """The other side says no."""


class Turn:
    """Waits for whoever drives the coroutine."""

    def __await__(self) -> Generator[None, str, str]:
        return (yield)


class Call:
    """One call in hand, driven without an event loop, so that every order can be tried."""

    def __init__(self, breaker: Breaker) -> None:
        self.has_begun = False
        self._coroutine: Coroutine[Any, Any, str] = breaker.call(self._work)

    def begin(self) -> None:
        """Raises BreakerOpenError."""
        self._coroutine.send(None)

    def end(self, how: str) -> None:
        kinds: dict[str, type[BaseException]] = {
            "well": StopIteration,
            "down": DownError,
            "no": NoError,
            "cancelled": CancelledError,
        }
        move: Any = self._coroutine.throw if how == "cancelled" else self._coroutine.send
        with pytest.raises(kinds[how]):
            move(CancelledError() if how == "cancelled" else how)

    async def _work(self) -> str:
        self.has_begun = True
        how = await Turn()
        if how == "down":
            raise DownError
        if how == "no":
            raise NoError
        return how


class BreakerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.changes: list[tuple[str, BreakerState]] = []
        self.states = [CLOSED]
        self.opened_at = 0.0
        self.in_hand: list[Call] = []
        self.trying: Call | None = None
        # Calls that began before the last change; how they end must not matter.
        self.stale: set[Call] = set()
        self.failures = 0
        self.breaker = Breaker(
            "shop",
            clock=lambda: self.now,
            failures=LIMIT,
            rest=REST,
            answers=(NoError,),
            on_change=lambda name, state: self.changes.append((name, state)),
        )

    @property
    def state(self) -> BreakerState:
        return self.states[-1]

    def moved(self, state: BreakerState) -> None:
        self.states.append(state)
        self.failures = 0
        self.trying = None
        self.stale |= set(self.in_hand)
        if state is OPEN:
            self.opened_at = self.now

    @rule(seconds=st.sampled_from([0.5, REST / 2, REST]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def begin(self) -> None:
        resting = self.state is OPEN and self.now < self.opened_at + REST
        expected = not resting and self.trying is None
        call = Call(self.breaker)
        if not expected:
            with pytest.raises(BreakerOpenError):
                call.begin()
            assert not call.has_begun
            return
        if self.state is OPEN:
            self.moved(HALF_OPEN)
        call.begin()
        assert call.has_begun
        if self.state is HALF_OPEN:
            self.trying = call
        self.in_hand.append(call)

    @precondition(lambda self: self.state is CLOSED)
    @rule()
    def fail_until_open(self) -> None:
        while self.state is CLOSED:
            self.begin()
            self._end(self.in_hand[-1], "down")

    @precondition(lambda self: self.in_hand)
    @rule(data=st.data(), how=st.sampled_from(["well", "no", "down", "down", "cancelled"]))
    def end(self, data: st.DataObject, how: str) -> None:
        self._end(data.draw(st.sampled_from(self.in_hand)), how)

    def _end(self, call: Call, how: str) -> None:
        self.in_hand.remove(call)
        call.end(how)
        if call in self.stale:
            return
        if how == "cancelled":
            self.trying = None
        elif self.state is HALF_OPEN:
            self.moved(OPEN if how == "down" else CLOSED)
        elif how == "down":
            self.failures += 1
            if self.failures == LIMIT:
                self.moved(OPEN)
        else:
            self.failures = 0

    @invariant()
    def state_is_as_expected(self) -> None:
        assert self.breaker.state is self.state

    @invariant()
    def at_most_one_call_tries(self) -> None:
        assert len([it for it in self.in_hand if it not in self.stale]) <= 1 or (
            self.state is CLOSED
        )

    @invariant()
    def every_change_is_told_once(self) -> None:
        assert self.changes == [("shop", state) for state in self.states[1:]]
        assert set(zip(self.states, self.states[1:], strict=False)) <= MOVES

    def teardown(self) -> None:
        for call in self.in_hand:
            call.end("cancelled")
        self.state_is_as_expected()


TestBreaker = BreakerMachine.TestCase
TestBreaker.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def a_breaker(clock: list[float], changes: list[BreakerState]) -> Breaker:
    return Breaker(
        "shop",
        clock=lambda: clock[0],
        failures=1,
        on_change=lambda _name, state: changes.append(state),
    )


async def down() -> None:
    raise DownError


async def well() -> str:
    return "well"


async def test_call_after_the_rest_closes_an_open_breaker() -> None:
    clock, changes = [0.0], list[BreakerState]()
    breaker = a_breaker(clock, changes)
    with pytest.raises(DownError):
        await breaker.call(down)
    with pytest.raises(BreakerOpenError):
        await breaker.call(well)
    clock[0] = 10.0
    assert await breaker.call(well) == "well"
    assert changes == [OPEN, HALF_OPEN, CLOSED]


async def test_open_from_outside_without_rest_lets_one_call_try_at_once() -> None:
    changes: list[BreakerState] = []
    breaker = a_breaker([0.0], changes)
    breaker.open(rest=0)
    breaker.open(rest=0)
    assert await breaker.call(well) == "well"
    assert changes == [OPEN, HALF_OPEN, CLOSED]
