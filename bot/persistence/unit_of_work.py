"""The unit of work: every repository on one connection, at one time."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from bot.persistence.database.engine import savepoint
from bot.persistence.queues.backlog import backlog
from bot.persistence.queues.event_store import EventStore, Routes
from bot.persistence.queues.idempotency import IdempotencyKeys
from bot.persistence.queues.inbox import SqlConversations, SqlUpdates
from bot.persistence.queues.messages import SqlMessages
from bot.persistence.queues.waiting import Queues, queues
from bot.persistence.repositories.customers import SqlOrderViews, SqlPeople
from bot.persistence.repositories.deadlines import SqlDeadlines
from bot.persistence.repositories.deliveries import SqlDeliveries
from bot.persistence.repositories.ledger import SqlLedger
from bot.persistence.repositories.orders import SqlOrders
from bot.persistence.repositories.payments import SqlPayments
from bot.persistence.repositories.stores import SqlStores
from bot.persistence.repositories.tickets import SqlTickets
from domain.processes.context_gateways import ContextGateways

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.shared.limits import OperatingLimits
    from domain.shared.messages import Event


class UnitOfWork(ContextGateways):
    """Satisfies ``FullUnitOfWork``; repositories are made when they are first asked for."""

    def __init__(
        self, connection: Connection, routes: Routes, limits: OperatingLimits, now: datetime
    ) -> None:
        """Work on a connection that has begun; whoever began it commits or rolls back."""
        self._connection = connection
        self._routes = routes
        self.limits = limits
        self.now = self.happened_at = now
        self.published: set[type[Event]] = set()

    def publish(self, event: Event) -> None:
        """Write an event to the event store and the outbox, with this transaction."""
        self.event_store.write(event)
        self.published.add(type(event))

    def backlog(self, most: int) -> int:
        """How many events or messages wait to be handled, counted up to ``most``."""
        return backlog(self._connection, most)

    def part(self) -> AbstractContextManager[None]:
        """A part of the transaction, which an exception rolls back alone."""
        return savepoint(self._connection)

    @cached_property
    def orders(self) -> SqlOrders:
        """The orders."""
        return SqlOrders(self._connection, self.publish)

    @cached_property
    def payments(self) -> SqlPayments:
        """The payments."""
        return SqlPayments(self._connection, self.publish, self.now)

    @cached_property
    def ledger(self) -> SqlLedger:
        """The ledger."""
        return SqlLedger(self._connection, self.now)

    @cached_property
    def stores(self) -> SqlStores:
        """The stores."""
        return SqlStores(self._connection, self.publish)

    @cached_property
    def tickets(self) -> SqlTickets:
        """The tickets."""
        return SqlTickets(self._connection, self.publish)

    @cached_property
    def deliveries(self) -> SqlDeliveries:
        """The deliveries."""
        return SqlDeliveries(self._connection, self.publish)

    @cached_property
    def views(self) -> SqlOrderViews:
        """The order views."""
        return SqlOrderViews(self._connection)

    @cached_property
    def people(self) -> SqlPeople:
        """The people."""
        return SqlPeople(self._connection)

    @cached_property
    def deadlines(self) -> SqlDeadlines:
        """The deadlines."""
        return SqlDeadlines(self._connection)

    @property
    def cards(self) -> SqlMessages:
        """The live cards, which are promised like any message."""
        return self.messages

    @property
    def promised(self) -> bool:
        """Whether messages were promised."""
        messages = self.__dict__.get("messages")
        return messages is not None and messages.promised

    @cached_property
    def messages(self) -> SqlMessages:
        """The messages that are promised."""
        return SqlMessages(self._connection, self.now)

    @cached_property
    def updates(self) -> SqlUpdates:
        """The inbox of updates."""
        return SqlUpdates(self._connection, self.now)

    @cached_property
    def conversations(self) -> SqlConversations:
        """Where people are in their conversations."""
        return SqlConversations(self._connection, self.now)

    @cached_property
    def handled(self) -> IdempotencyKeys:
        """The commands of updates that are not done yet."""
        return IdempotencyKeys(self._connection)

    @cached_property
    def event_store(self) -> EventStore:
        """The events."""
        return EventStore(self._connection, self._routes, self.now)

    def queues(self) -> Queues:
        """How much is waiting."""
        return queues(self._connection)
