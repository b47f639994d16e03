"""The unit of work: every repository on one connection, at one time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from bot.persistence.database.columns import check_columns
from bot.persistence.pages import page, parties
from bot.persistence.queues.arrivals import Arrivals
from bot.persistence.queues.backlog import backlog
from bot.persistence.queues.cards import SqlCards
from bot.persistence.queues.event_store import EventStore, Routes
from bot.persistence.queues.idempotency import IdempotencyKeys
from bot.persistence.queues.inbox import SqlConversations, SqlUpdates
from bot.persistence.queues.messages import SqlMessages
from bot.persistence.queues.outbox import Outbox
from bot.persistence.queues.unpublished import Unpublished
from bot.persistence.queues.waiting import Queues, queues
from bot.persistence.repositories.api_tokens import SqlApiTokens
from bot.persistence.repositories.couriers import SqlCouriers
from bot.persistence.repositories.customers import SqlOrderViews, SqlPeople
from bot.persistence.repositories.deadlines import SqlDeadlines
from bot.persistence.repositories.deliveries import SqlDeliveries
from bot.persistence.repositories.ledger import SqlLedger
from bot.persistence.repositories.orders import SqlOrders
from bot.persistence.repositories.payments import SqlPayments
from bot.persistence.repositories.stores import SqlStores
from bot.persistence.repositories.tickets import SqlTickets

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from bot.persistence.brought import Brought
    from bot.persistence.database.location import Location
    from bot.persistence.pages import Listing
    from domain.processes.kitchens import Kitchen
    from domain.shared.limits import OperatingLimits
    from domain.shared.messages import Event

T = TypeVar("T")

OnCommit = Callable[["set[type[Event]]", bool], None]


class Database(Protocol):
    """Where units of work are carried out, each in one transaction."""

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run ``work``, which must be short and cannot write. Raises DatabaseUnavailable."""

    @property
    def locks_kitchens(self) -> bool:
        """Whether there are many writers, so that a transaction may move one kitchen's line only."""

    async def write(
        self,
        work: Callable[[UnitOfWork], T],
        *,
        lasting: bool = False,
        kitchen: Kitchen | None = None,
    ) -> T:
        """Run ``work`` in a transaction; it must bear being run again after a rollback.

        Args:
            work: What is done.
            lasting: Whether it must be on the disk when it is answered.
            kitchen: Whose line it may move.

        Raises:
            DatabaseUnavailable: The database is full, locked or away. A later try may find the
                work done, when only the disk failed to keep it.
        """

    def check_presence(self) -> None:
        """Look whether the database is still there; called now and then, also when nothing happens."""

    def lose(self, problem: str) -> None:
        """Touch the database no more, since it is damaged: from now on all raises DatabaseLost."""

    def close(self) -> None:
        """Finish what is waiting, then let go of the database."""

    def give_up(self) -> None:
        """Wait for a server no more, whoever does, and for good; from any thread."""


def nothing(_uow: UnitOfWork) -> None:
    """Read or write nothing: to see whether somebody answers, or to wait for the disk."""


def open_database(
    location: Location,
    *,
    routes: Routes,
    limits: OperatingLimits,
    clock: Callable[[], datetime],
    on_commit: OnCommit = lambda _events, _messages: None,
    on_lost: Callable[[str], None] = lambda _problem: None,
) -> Database:
    """Open a database, whose tables must exist.

    Args:
        location: Where it is.
        routes: Which consumers an event goes to.
        limits: The operator's times and limits.
        clock: Tells the time, in UTC.
        on_commit: Called on the event loop after a commit, with the kinds of events that were
            published and whether messages were promised, if there is anything of the two.
        on_lost: Called once, when a file is found to be gone or damaged, with what happened.
    """

    def begin(connection: Connection, kitchen_of: str | None = None) -> UnitOfWork:
        uow = UnitOfWork(connection, routes, limits, clock())
        if kitchen_of is not None:
            uow.stores.lock(kitchen_of)
        return uow

    def committed(units: list[UnitOfWork]) -> None:
        published = {kind for unit in units for kind in unit.published}
        promised = any(unit.promised for unit in units)
        if published or promised:
            on_commit(published, promised)

    return cast("Database", location.open(begin, committed, on_lost))


class UnitOfWork:
    """Satisfies ``FullUnitOfWork``; repositories are made when they are first asked for."""

    def __init__(
        self, connection: Connection, routes: Routes, limits: OperatingLimits, now: datetime
    ) -> None:
        """Work on a connection that has begun; whoever began it commits or rolls back."""
        self._connection = connection
        self._routes = routes
        self.limits = limits
        self.now = self._happened_at = now
        self.published: set[type[Event]] = set()

    @property
    def happened_at(self) -> datetime:
        """When the event that is being handled happened (UTC); else the same as ``now``."""
        return self._happened_at

    @contextmanager
    def handling(self, happened_at: datetime) -> Iterator[None]:
        """Handle an event that happened at a time (UTC)."""
        self._happened_at = happened_at
        try:
            yield
        finally:
            self._happened_at = self.now

    def publish(self, event: Event) -> None:
        """Write an event to the event store and the outbox, with this transaction."""
        self.event_store.write(event)
        self.published.add(type(event))

    def lend(self, brought: Brought) -> None:
        """Let this transaction see what was read of deliveries in their own database."""
        self.deliveries = self.couriers = brought  # type: ignore[assignment]
        self.deadlines.elsewhere = brought.waits

    def history(self, subject: str) -> list[tuple[datetime, Event]]:
        """What happened to an order or somebody else, oldest first, each with its time (UTC)."""
        return self.event_store.history(subject)

    def backlog(self, most: int) -> int:
        """How many events or messages wait to be handled, counted up to ``most``."""
        return backlog(self._connection, most)

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
    def couriers(self) -> SqlCouriers:
        """The couriers."""
        return SqlCouriers(self._connection, self.publish)

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
    def promised(self) -> bool:
        """Whether messages were promised."""
        messages = self.__dict__.get("messages")
        return messages is not None and messages.promised

    @cached_property
    def messages(self) -> SqlMessages:
        """The messages that are promised."""
        return SqlMessages(self._connection, self.now)

    @cached_property
    def cards(self) -> SqlCards:
        """Which message is the card of what."""
        return SqlCards(self._connection)

    @cached_property
    def updates(self) -> SqlUpdates:
        """The inbox of updates."""
        return SqlUpdates(self._connection, self.now)

    @cached_property
    def conversations(self) -> SqlConversations:
        """Where people are in their conversations."""
        return SqlConversations(self._connection, self.now)

    @cached_property
    def idempotency(self) -> IdempotencyKeys:
        """The results of commands that have a key."""
        return IdempotencyKeys(self._connection, self.now)

    @cached_property
    def event_store(self) -> EventStore:
        """The events."""
        return EventStore(self._connection, self._routes, self.now)

    @cached_property
    def outbox(self) -> Outbox:
        """Which consumers still have to handle which events."""
        return Outbox(self._connection, self.now)

    @cached_property
    def unpublished(self) -> Unpublished:
        """The events that the broker does not have yet."""
        return Unpublished(self._connection)

    @cached_property
    def arrivals(self) -> Arrivals:
        """The events that come from the broker."""
        return Arrivals(self._connection, self.now)

    @cached_property
    def api_tokens(self) -> SqlApiTokens:
        """The tokens by which programs speak HTTP."""
        return SqlApiTokens(self._connection)

    def page(
        self, listing: Listing, given: Mapping[str, Any], after: Sequence[Any] | None, most: int
    ) -> Sequence[RowMapping]:
        """A page of rows; see ``bot.persistence.pages.page``."""
        return page(self._connection, listing, given, after, most)

    def parties(self, order_ids: Sequence[str]) -> Mapping[str, tuple[int, str]]:
        """The customer and the store of each of these orders."""
        return parties(self._connection, order_ids)

    def queues(self) -> Queues:
        """How much is waiting, and for how long.

        Raises:
            DBAPIError: The tables are not those of this program.
        """
        check_columns(self._connection)
        return queues(self._connection, self.now)
