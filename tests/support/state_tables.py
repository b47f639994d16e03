"""Walking through every state and action of an aggregate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from domain.delivery.errors import AlreadyTaken
from domain.order.errors import TooLateToCancel
from domain.shared.errors import DomainError, WrongState


def pairs(states: type[Any], actions: dict[str, Any]) -> list[tuple[str, str]]:
    return [(state.value, action) for state in states for action in actions]


def check(
    aggregate: Any, action: Callable[[Any], Any], expected: tuple[str, list[str]] | None
) -> None:
    before = aggregate.state
    if expected is None:
        with pytest.raises(DomainError) as refused:
            action(aggregate)
        assert isinstance(refused.value, WrongState | TooLateToCancel | AlreadyTaken)
        assert aggregate.state == before
        assert aggregate.take_events() == []
        return
    action(aggregate)
    state, events = expected
    assert aggregate.state.value == state
    assert [type(event).__name__ for event in aggregate.take_events()] == events


def wherever(moves: dict[tuple[str, str], tuple[str, list[str]]]) -> dict[tuple[str, str], str]:
    return {pair: state for pair, (state, _events) in moves.items()}


def flat(table: Mapping[Any, Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    return {(at, action): to for at, moves in table.items() for action, to in moves.items()}
