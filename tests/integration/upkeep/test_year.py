"""A year of a town: what is worked off leaves nothing, and what stays is so much for each order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from itertools import count
from uuid import uuid4

import pytest
import structlog
from sqlalchemy import Connection, NullPool, create_engine

from bot.notifications.message_queue import MessageQueue
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.queues.idempotency import scope_of_update
from bot.persistence.queues.inbox import Conversation, StoredUpdate
from bot.persistence.queues.promises import Promised
from bot.persistence.unit_of_work import UnitOfWork
from bot.scheduling import housekeeping
from bot.scheduling.housekeeping import Housekeeping
from domain.customer.commands import MeetPerson
from domain.delivery.commands import Deliver, PickUp, TakeDelivery
from domain.payment.commands import RecordCharge
from domain.shared.messages import Command
from domain.store.commands import AcceptOrder, MarkCooked
from tests.integration.conftest import Platform
from tests.support.engines import look
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OWNER,
    SECOND_COURIER,
    SECOND_OWNER,
    WON_18000,
    place,
)

_log = structlog.get_logger(__name__)

# What waits, what was done, and what makes doing it twice do nothing.
WORKED_OFF = (
    "updates",
    "idempotency_keys",
    "conversations",
    "outbox",
    "messages",
    "deadlines",
    "processed_events",
)
# docs/operations.md promises this much.
MOST_KB_AN_ORDER = 12
# As long as what Telegram sends for a tap on a card.
UPDATE = '{"update_id": 1, "callback_query": ' + f'"{"x" * 1500}"' + "}"
# YEAR=1 plays all of it. A `make test` has no time for that: there events are remembered for a week, and
# it is past everything's time so much earlier.
IS_YEAR = bool(os.environ.get("YEAR"))
REMEMBERED = housekeeping.REMEMBER_EVENTS if IS_YEAR else timedelta(days=7)
EARLY, DAYS = REMEMBERED.days + 1, 365 if IS_YEAR else 20


class Town:
    """One order a day, from the first tap to the last message."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._queue = MessageQueue(platform.database, UTC)
        self._housekeeping = Housekeeping(platform.database)
        self._updates, self._messages = count(1), count(1)

    async def day(self) -> None:
        id = uuid4().hex
        charge = RecordCharge(id, "simulated", f"ch_{id}", f"tg_{id}", WON_18000, CUSTOMER)
        for person, command in (
            (CUSTOMER, place(id)),
            (CUSTOMER, charge),
            (OWNER, AcceptOrder(id, OWNER, 10)),
            (OWNER, MarkCooked(id, OWNER)),
            (COURIER, TakeDelivery(id, COURIER, "Jun")),
            (COURIER, PickUp(id, COURIER)),
            (COURIER, Deliver(id, COURIER)),
        ):
            await self._tap(person, command)
        # Somebody begins an order and thinks of something else.
        left = Conversation(CUSTOMER, '{"ordering":"basket"}', "{}")
        await self._platform.database.write(lambda uow: uow.conversations.save(left))
        for hours in (1, 11, 12):
            self._platform.clock.advance(hours=hours)
            await self._platform.deadline_worker.fire_due()
            await self._platform.settle()
            await self._send()
            await self._housekeeping.tidy()

    async def _tap(self, person: int, command: Command[object]) -> None:
        number, database = next(self._updates), self._platform.database
        update = StoredUpdate(number, f"user-{person}", UPDATE)
        await database.write(lambda uow: uow.updates.keep([update]))
        await self._platform.bus.within(scope_of_update(number)).execute(command)

        def done(uow: UnitOfWork) -> None:
            uow.conversations.end(person)
            uow.updates.done(number)

        await database.write(done)
        await self._platform.settle()
        await self._send()

    async def _send(self) -> None:
        """As the sender, with a Telegram that takes everything."""
        while ready := (await self._queue.ready(50, [])).ready:
            for it in ready:
                assert it.error is None
                await self._sent(it.promised, is_shown=not it.is_needless)
        for old in await self._queue.old_cards(50):
            await self._queue.old_card_gone(old)

    async def _sent(self, promised: Promised, *, is_shown: bool) -> None:
        if promised.kind != "card":
            await self._queue.sent(promised)
        elif is_shown:
            await self._queue.card_sent(promised, next(self._messages), "digest")
        else:
            await self._queue.taken_away(promised)


def rows(platform: Platform) -> dict[str, int]:
    return {
        name: look(platform.location, f"select count(*) from {name}")[0][0] for name in WORKED_OFF
    }


def size(platform: Platform) -> int:
    """How many bytes are in use."""
    if isinstance(platform.location, SqliteFile):
        ((pages,),) = look(platform.location, "select page_count from pragma_page_count")
        ((free,),) = look(platform.location, "select freelist_count from pragma_freelist_count")
        ((each,),) = look(platform.location, "select page_size from pragma_page_size")
        return int((pages - free) * each)
    # It takes back by and by what is not used any more; here at once.
    with on_server(platform) as connection:
        connection.exec_driver_sql("VACUUM FULL")
    ((total,),) = look(platform.location, "select pg_database_size(current_database())")
    return int(total)


@contextmanager
def on_server(platform: Platform) -> Iterator[Connection]:
    """A connection without transactions."""
    assert isinstance(platform.location, PostgresqlServer)
    url, now = platform.location.url, "AUTOCOMMIT"
    engine = create_engine(url, poolclass=NullPool, isolation_level=now)
    with engine.connect() as connection:
        yield connection


def hurry(platform: Platform) -> None:
    """Let a server not wait for its disk at each commit: nobody cuts its power here."""
    if isinstance(platform.location, PostgresqlServer):
        name = platform.location.url.database
        with on_server(platform) as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
        platform.database.close()
        platform.open()


@pytest.mark.timeout(900)
async def test_year_of_orders_leaves_no_more_waiting_than_a_month_and_so_much_for_each_order(
    platform: Platform, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "REMEMBER_EVENTS", REMEMBERED)
    hurry(platform)
    for person in (CUSTOMER, OWNER, SECOND_OWNER, COURIER, SECOND_COURIER):
        await platform.bus.execute(MeetPerson(person, f"Person {person}", "en"))
    town = Town(platform)
    for _ in range(EARLY):
        await town.day()
    early, small = rows(platform), size(platform)
    for _ in range(DAYS - EARLY):
        await town.day()
    late, large = rows(platform), size(platform)
    assert {
        name: (early[name], late[name]) for name in WORKED_OFF if late[name] > early[name]
    } == {}
    assert late["deadlines"] == late["conversations"] == 0
    kilobytes = (large - small) / 1024 / (DAYS - EARLY)
    _log.info("what stays", kilobytes=round(kilobytes, 1), days=DAYS, **late)
    # So few days fill no more than the pages that a server begins.
    if IS_YEAR or engine == "sqlite":
        assert kilobytes < MOST_KB_AN_ORDER, f"{kilobytes:.1f} KB; {late}"
    for kept in ("orders", "order_views"):
        assert look(platform.location, f"select count(*) from {kept}") == [(DAYS,)]
