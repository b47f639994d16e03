"""Whose kitchen's line a command, an event or a deadline may move: one table.

An order has a place in its kitchen from its admission until it is cooked; a held one waits in the
line before it. Whatever looks at the line and then lets somebody in must be alone with that kitchen:
else two could take the last place. On an engine with many writers it locks the store's row before
everything else in its transaction; on SQLite nothing else writes meanwhile anyway.

What only gives a place back, or takes one without asking (a payment that rests, or goes on), needs
no lock: whoever looks later sees it, and whoever looks at the same time as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.delivery.events import DeliveryGivenUp
from domain.order.commands import AdvanceOrder, CancelOrder, ExpireOrder, PlaceOrder, ReplaceOrder
from domain.payment.events import PaymentRested
from domain.processes.deadlines import FireDeadline
from domain.processes.operating import EndOrder
from domain.shared.deadlines import DeadlineKind
from domain.shared.messages import Command, Event, Query
from domain.store.commands import CallOff, RejectOrder
from domain.store.events import CapacityChanged, OrderCooked, StoreOpened
from domain.store.request_commands import AgreeToCancel, CancelForMissing, ReportMissing


@dataclass(frozen=True, slots=True)
class Kitchen:
    """The kitchen of a store, or of an order's store: one of the two is given."""

    store_id: str | None = None
    order_id: str | None = None


def _of_store(message: Any) -> Kitchen:
    return Kitchen(store_id=message.store_id)


def _of_order(message: Any) -> Kitchen:
    return Kitchen(order_id=message.order_id)


_DEADLINES = frozenset(
    {
        DeadlineKind.PAY_BY,
        DeadlineKind.REST_UNTIL,
        DeadlineKind.RESUME_HELD,
        DeadlineKind.ANSWER_BY,
        DeadlineKind.CALL_OFF_COOKING,
    }
)
_COMMANDS: Mapping[type[Command[Any]], Callable[[Any], Kitchen | None]] = {
    PlaceOrder: lambda command: Kitchen(store_id=command.basket.store_id),
    CancelOrder: _of_order,
    ReplaceOrder: _of_order,
    AdvanceOrder: _of_order,
    ExpireOrder: _of_order,
    RejectOrder: _of_order,
    CallOff: _of_order,
    EndOrder: _of_order,
    AgreeToCancel: _of_order,
    CancelForMissing: _of_order,
    ReportMissing: _of_order,
    FireDeadline: lambda command: _of_order(command) if command.kind in _DEADLINES else None,
}
_EVENTS: Mapping[tuple[str, type[Event]], Callable[[Any], Kitchen]] = {
    ("order", OrderCooked): _of_order,
    ("order", PaymentRested): _of_order,
    ("store", DeliveryGivenUp): _of_order,
    ("order", CapacityChanged): _of_store,
    ("order", StoreOpened): _of_store,
}


def kitchen_of_command(command: Command[Any] | Query[Any]) -> Kitchen | None:
    """Return the kitchen whose line a command may move, if it may move any."""
    of = _COMMANDS.get(type(command))  # type: ignore[arg-type]
    return of(command) if of else None


def kitchen_of_event(consumer: str, event: Event) -> Kitchen | None:
    """Return the kitchen whose line a consumer may move when it handles an event, if any."""
    of = _EVENTS.get((consumer, type(event)))
    return of(event) if of else None


LINE_MOVERS: frozenset[object] = frozenset({*_COMMANDS, *_DEADLINES, *_EVENTS}) - {FireDeadline}
"""Every command, deadline kind, and (consumer, event) of the table."""
