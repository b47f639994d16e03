"""This release as the next one may be: `python -m tests.beside.bot_that_knows_more run`.

It knows one event more, which it writes for every ticket; of that it makes a message for the
operators, and sets a deadline of a new kind. When it fires, it says so by another new event. Its
tables have a column more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import NullPool, create_engine

from bot.notifications import recipients, rendering
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.repositories import deadlines as stored_deadlines
from domain.order import OrderPaid
from domain.processes import deadlines, policies, registry
from domain.processes.deadlines import FireDeadline
from domain.shared.messages import Event, OrderEvent
from handlers.ui.keyboards import Card
from handlers.ui.notices import operator_notice
from tests.chaos import bot_on_a_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.persistence.unit_of_work import UnitOfWork
    from handlers.ui.translator import Translator

LOOK_AGAIN, LATER = "look_again", timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class OrderNoted(OrderEvent):
    """A store has got a ticket."""


@dataclass(frozen=True, kw_only=True)
class OrderLookedAt(OrderEvent):
    """The new deadline has fired."""


def note_order(event: OrderPaid, uow: UnitOfWork, *asked: Any) -> None:
    """What the store does anyway, and the new event."""
    policies.open_ticket(event, uow, *asked)
    uow.publish(OrderNoted(order_id=event.order_id))


def look_again(event: OrderNoted, uow: UnitOfWork) -> None:
    """Set the new deadline."""
    uow.deadlines.set(LOOK_AGAIN, event.order_id, uow.now + LATER)


def fire(command: FireDeadline, uow: UnitOfWork) -> bool:
    """Fire a deadline of the new kind, or any other."""
    if command.kind != LOOK_AGAIN:
        return deadlines.fire_deadline(command, cast("Any", uow))
    if taken := uow.deadlines.take(LOOK_AGAIN, command.order_id, uow.now):
        uow.publish(OrderLookedAt(order_id=command.order_id))
    return taken


def told(event: Event, translate: Translator, name_of: Callable[[int], str]) -> Card:
    """What an operator reads of the new event, or of any other."""
    if isinstance(event, OrderNoted):
        return Card(f"noted {event.order_id}")
    return operator_notice(event, translate, name_of)


def migrate(self: PostgresqlServer, patience: float = 60) -> None:
    """Expand the tables once more."""
    _migrate(self, patience)
    engine = create_engine(self.url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE orders ADD COLUMN IF NOT EXISTS later TEXT")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'next'")


_migrate = PostgresqlServer.migrate


def know_more() -> None:
    """Put the new names beside the others, before anything has looked at them."""
    known: Any = policies.POLICIES
    known["store"][OrderPaid] = note_order
    known["order"][OrderNoted] = look_again
    tell: Any = recipients.NOTIFICATIONS
    tell["operator"][OrderNoted] = recipients.tell_operators
    rendering.operator_notice = told  # type: ignore[attr-defined]
    PostgresqlServer.migrate = migrate  # type: ignore[method-assign]
    services: Any = registry.SERVICES
    services[FireDeadline] = fire
    stored_deadlines._KNOWN.append(LOOK_AGAIN)


if __name__ == "__main__":
    know_more()
    bot_on_a_clock.main()
