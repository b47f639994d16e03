"""docs/flows/transitions.md: what each action makes of each state of an aggregate."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from domain.delivery.courier import Courier
from domain.delivery.model import Delivery
from domain.order.model import Order
from domain.payment.model import Payment
from domain.store.ticket import Ticket
from tests.architecture.flows.markdown import code, first_line, page, table
from tests.unit import test_payment_states, test_state_tables

AGGREGATES: tuple[type[Any], ...] = (Order, Payment, Ticket, Delivery, Courier)
INTRODUCTION = (
    "What an action makes of an aggregate in each state; *stays* is an answer that leaves the state "
    "as it is. An empty cell changes nothing: it is a refusal, or a fact that is only noted because "
    "it comes late or twice. `tests/unit/test_state_tables.py` tries every pair."
)
Transitions = Mapping[tuple[str, str], str]


def transitions_of(aggregate: type[Any]) -> Transitions:
    """What (state, action) leads to; from the aggregate's own table, where it has one.

    Such a table is called ``TRANSITIONS``, has actions by state, and can be had from the aggregate's
    module. Where there is none it is the table of the tests, which try every pair.
    """
    own = getattr(sys.modules[aggregate.__module__], "TRANSITIONS", None)
    if own is not None:
        return {
            (str(state), action): str(after)
            for state, actions in own.items()
            for action, after in actions.items()
        }
    tables = vars(test_state_tables) | vars(test_payment_states)
    moves = tables[f"{aggregate.__name__.upper()}_MOVES"]
    return {pair: after for pair, (after, _) in moves.items()}


def first_state(aggregate: type[Any]) -> Enum:
    """The state that an aggregate begins in."""
    (state,) = (it.default for it in fields(aggregate) if it.name == "state")
    assert isinstance(state, Enum)
    return state


def diagram(moves: Transitions, first: str) -> str:
    """The moves from state to state, as a picture."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (state, action), after in moves.items():
        if after != state:
            arrows.setdefault((state, after), []).append(action)
    lines = [
        f"    {state} --> {after}: {', '.join(them)}" for (state, after), them in arrows.items()
    ]
    return "\n".join(("```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```"))


def moves_table(moves: Transitions, states: list[str]) -> str:
    """Every action in every state: what it leads to, or nothing where it is refused."""
    actions = dict.fromkeys(action for _, action in moves)

    def cell(state: str, action: str) -> str:
        after = moves.get((state, action))
        return "" if after is None else "stays" if after == state else after

    rows = ((code(action), *(cell(state, action) for state in states)) for action in actions)
    return table(("action", *(f"*{state}*" for state in states)), rows)


def transitions() -> str:
    """The page."""
    blocks = [INTRODUCTION]
    for aggregate in AGGREGATES:
        first = first_state(aggregate)
        states = [str(it.value) for it in type(first)]
        moves = transitions_of(aggregate)
        path = aggregate.__module__.replace(".", "/")
        blocks += [
            f"## {aggregate.__name__}",
            f"{first_line(aggregate)} (`{path}.py`).",
            diagram(moves, str(first)),
            moves_table(moves, states),
        ]
    return page("Transitions", *blocks)
