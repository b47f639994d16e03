"""The delivery context on a database of its own: what works there, and between the two."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from bot.command_bus import CommandBus
from bot.events.bus import bus_of, routes_of
from bot.events.carrier import Carrier
from bot.events.consumers import CONSUMERS
from bot.events.relay import Relay
from bot.notifications.recipients import COURIERS
from bot.operator_error import OperatorError
from bot.persistence.database.location import location_of
from bot.persistence.side import DeliverySide
from bot.persistence.unit_of_work import open_database
from bot.scheduling.deadline_worker import DeadlineWorker
from bot.scheduling.housekeeping import Housekeeping
from bot.starting import check, only_process
from bot.worker import Wakeup, working, working_together
from domain.processes.apart import DELIVERY
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterator
    from datetime import datetime

    from bot.measures import Measures
    from bot.persistence.unit_of_work import Database
    from bot.settings import Settings

_log = structlog.get_logger(__name__)

AWAY = "delivery_away"
_OTHERS = tuple(it for it in CONSUMERS if it != DELIVERY)
_LOOK_AGAIN = 2.0


class WrongDatabaseError(OperatorError):
    """The setting ``DELIVERY_DATABASE_URL`` names a database that it must not; the text says why."""

    def __init__(self, reason: str) -> None:
        """Say why, in one line."""
        super().__init__(f"DELIVERY_DATABASE_URL: {reason}")


@contextmanager
def named() -> Iterator[None]:
    """Let what is wrong with a database name the setting of this one. Raises OperatorError."""
    try:
        yield
    except OperatorError as error:
        setting, _, reason = str(error).partition(": ")
        if not setting.startswith("DATABASE"):
            raise
        raise WrongDatabaseError(reason) from error


def shares(
    consumers: Collection[str], *, is_apart: bool
) -> tuple[Collection[str], Collection[str]]:
    """Whose queues are filled in the main database, and whose are handled by its own relay.

    Where deliveries lie apart, the notifications of couriers have one that asks there first.
    """
    if not is_apart:
        return consumers, consumers
    queued = [it for it in consumers if it != DELIVERY]
    return queued, [it for it in queued if it != COURIERS]


class Apart:
    """Everything that is there only because the delivery context has its own database."""

    def __init__(
        self,
        settings: Settings,
        side: DeliverySide,
        databases: tuple[Database, Database],
        clock: Callable[[], datetime],
        consumers: Collection[str],
        may_fire: asyncio.Event,
        on_queued: Callable[[], None],
        measures: Measures,
    ) -> None:
        """Put the parts together; nothing is opened yet.

        Args:
            settings: The configuration, with ``DELIVERY_DATABASE_URL``.
            side: That database, which is opened later.
            databases: That of everybody else, and the same as whoever leads reads it.
            clock: Tells the time, in UTC.
            consumers: Whose events are handled in this process.
            may_fire: Says when deadlines may fire (``DeadlineWorker``).
            on_queued: Called when there is something new in the main queues.
            measures: Where commands and events are counted and timed.
        """
        address = settings.delivery_database_address
        if address is None:
            raise ValueError("the delivery context has no database of its own")
        main, leaders = databases
        self.location, self.side, self._main = location_of(address), side, main
        self._settings, self._clock = settings, clock
        self.session = self.location.session()
        here = [it for it in consumers if it == DELIVERY]
        self.relay = Relay(side, clock, here, answering=main, measures=measures)
        self.couriers = Relay(
            main, clock, [it for it in consumers if it == COURIERS], side=side, measures=measures
        )
        self.event_bus = bus_of(settings, side, side, self.relay.wakeup.set, here)
        self.out = Carrier(leaders, side, (DELIVERY,), self.relay.wakeup.set)
        self.back = Carrier(side, main, _OTHERS, on_queued)
        self.deadline_worker = DeadlineWorker(
            side, CommandBus(side, measures=measures), clock, may_fire
        )
        self.housekeeping = Housekeeping(side)
        self._look_again = Wakeup(_LOOK_AGAIN)

    def main_committed(self) -> None:
        """There are new events in the main database."""
        self.out.wakeup.set()
        self.couriers.wakeup.set()

    def side_committed(self, *_news: object) -> None:
        """There are new events in the delivery context's database, or may be."""
        self.event_bus.wake()
        self.relay.wakeup.set()
        self.back.wakeup.set()

    def hear(self, table: str) -> None:
        """Another process committed rows of a table of the delivery context, or of any."""
        if table in {"outbox", ""}:
            self.side_committed()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Open the database, and do there what each process does, until left.

        One that is away is opened when it comes.

        Raises:
            OperatorError: It cannot be used, and no waiting mends that.
        """
        async with AsyncExitStack() as stack:
            stack.callback(self.side.close)
            if self.session is None:
                with named():
                    await stack.enter_async_context(only_process(self.location))
            else:
                self.session.on_rows = self.hear
                stack.push_async_callback(self.session.close)
                await stack.enter_async_context(working("delivery session", self.session.run))
            with named():
                await self._open()
            parts = {"delivery side": self._keep}
            if self.relay.consumers:
                parts["delivery relay"] = self.relay.run
            if self.couriers.consumers:
                parts["couriers' relay"] = self.couriers.run
            await stack.enter_async_context(working_together(parts))
            await stack.enter_async_context(self.event_bus.working())
            yield

    @asynccontextmanager
    async def leading(self) -> AsyncIterator[None]:
        """Do what one process does for all, until left."""
        parts = {
            "delivery deadlines": self.deadline_worker.run,
            "delivery housekeeping": self.housekeeping.run,
            # With a broker they have what was queued before it was there.
            "events to deliveries": self.out.run,
            "events of deliveries": self._carry_back,
        }
        async with working_together(parts), self.event_bus.publishing():
            yield

    async def _carry_back(self) -> None:
        await self.event_bus.prepare()
        await self.back.run()

    async def _keep(self) -> None:
        while not await self._open():
            await self._look_again.wait()
        await self.side.keep_looking()

    async def _open(self) -> bool:
        """Open the database if it is there and not open yet; answers whether it is open."""
        if self.side.is_open:
            return True
        try:
            await self.location.reach()
            await check(self.location)
            await asyncio.to_thread(partial(self.location.migrate, patience=0))
            database = self._database()
            try:
                await self._require_a_clean_cut(database)
            except BaseException:
                database.close()
                raise
        except (DatabaseUnavailable, DBAPIError) as error:
            if isinstance(error, DBAPIError) and not self.location.is_passing(error):
                with self.location.using():
                    raise
            problem = str(error).partition("\n")[0]
            _log.warning("the delivery side cannot be used yet", problem=problem)
            return False
        self.side.opened(database)
        return True

    def _database(self) -> Database:
        return open_database(
            self.location,
            routes=routes_of(self._settings),
            limits=self._settings.limits,
            clock=self._clock,
            on_commit=self.side_committed,
        )

    async def _require_a_clean_cut(self, database: Database) -> None:
        """Refuse a main database, and to leave deliveries behind that are under way.

        Raises:
            WrongDatabaseError: It would be so.
            DatabaseUnavailable: One of the two is away.
        """
        if await database.read(lambda uow: uow.stores.all()):
            raise WrongDatabaseError("has stores: it is a main database; name one for deliveries")
        if await self._main.read(lambda uow: uow.deliveries.has_open()):
            raise WrongDatabaseError(
                "deliveries are under way in the main database: start without this setting, and"
                " set it when they have ended"
            )
