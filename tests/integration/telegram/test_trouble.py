"""Updates in trouble: no charge and no word is lost, whatever the database or a handler does."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError

from bot.payments.reconciliation.audit import audit
from bot.persistence.database import disk as disk_module
from bot.persistence.database import engine, sqlite
from bot.telegram.incoming import inbox as inbox_module
from bot.telegram.incoming import processing
from bot.telegram.incoming.processing import MAX_BROKEN
from bot.telegram.incoming.update_store import UpdateStore
from domain.payment.commands import RecordCharge
from domain.processes.registry import SERVICES
from domain.shared.errors import DatabaseLost, DatabaseUnavailable
from handlers.errors import explain_error
from handlers.routes import register
from tests.integration.telegram.process import Process, message
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, OTHER_CUSTOMER, WON_18000, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform as Town

PROVIDER = "simulated"
OTHER_ORDER = "b" * 32


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "FIRST_PAUSE", 0.0)


def payment(
    update_id: int, charge: str = "ch_1", order: str = ORDER, **changes: Any
) -> dict[str, Any]:
    """An update that reports a payment."""
    paid = {
        "currency": "KRW",
        "total_amount": 18_000,
        "invoice_payload": order,
        "telegram_payment_charge_id": f"tg_{charge}",
        "provider_payment_charge_id": charge,
    }
    update = message(update_id, "")
    del update["message"]["text"]
    update["message"]["successful_payment"] = paid | changes
    return update


async def real_process(town: Town) -> Process:
    """A process with the platform's own handlers."""
    process = Process(town, provider=PROVIDER)
    process.app.handlers.clear()
    register(process.app)
    await process.app.initialize()
    return process


class Disk:
    """A disk that can be full: SQLite then refuses to begin or to commit."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self.refused = 0
        self.news = asyncio.Event()
        real = engine.send

        def send(connection: Any, sql: str) -> None:
            if self.is_full and sql in {"BEGIN IMMEDIATE", "COMMIT"}:
                self.refused += 1
                self.news.set()
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise OperationalError(sql, None, error)
            real(connection, sql)

        monkeypatch.setattr(engine, "send", send)

    async def refuses(self, times: int) -> None:
        wanted = self.refused + times
        async with asyncio.timeout(10):
            while self.refused < wanted:
                self.news.clear()
                await self.news.wait()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


LEDGER = "select order_id, charge_id, movement, amount from ledger order by seq"
CHARGED = [(ORDER, "ch_1", "charged", 18_000)]


@pytest.mark.sqlite
async def test_charge_reported_while_the_disk_is_full_is_recorded_when_there_is_room(
    town: Town, disk: Disk
) -> None:
    await town.run(place())
    process = await real_process(town)
    await process.inbox.take([payment(1)])
    disk.is_full = True
    await disk.refuses(4 * MAX_BROKEN)
    assert process.telegram.sent == 0
    disk.is_full = False
    await process.all_done()
    await town.settle()
    assert await town.look(LEDGER) == CHARGED
    assert await town.look("select state from orders") == [("paid",)]
    # The card says that it is paid, and nobody reads it twice.
    assert process.telegram.sent == 0
    assert await town.look("select name from events where name = 'UpdateSetAside'") == []


@pytest.mark.sqlite
async def test_charge_reported_while_another_process_holds_the_lock_is_recorded_after_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_TRIES", 1)
    await town.run(place())
    process = await real_process(town)
    tried, real = 0, process.app.process_update
    often = asyncio.Event()

    async def counted(update: Any) -> None:
        nonlocal tried
        tried += 1
        if tried > 3 * MAX_BROKEN:
            often.set()
        await real(update)

    monkeypatch.setattr(process.app, "process_update", counted)
    with closing(sqlite3.connect(town.path, isolation_level=None)) as other:
        await process.inbox.take([payment(1)])
        other.execute("BEGIN IMMEDIATE")
        await asyncio.wait_for(often.wait(), 10)
        other.execute("COMMIT")
    await process.all_done()
    assert await town.look(LEDGER) == CHARGED
    # The card says that it is paid, and nobody reads it twice.
    assert process.telegram.sent == 0


async def test_charge_that_alone_does_not_fit_on_the_disk_is_tried_until_it_does(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.run(place())
    process = await real_process(town)
    left, real = 10 * MAX_BROKEN, SERVICES[RecordCharge]

    def no_room(command: RecordCharge, uow: Any) -> Any:
        nonlocal left
        if left:
            left -= 1
            raise OperationalError("INSERT", None, sqlite3.OperationalError("disk is full"))
        return real(command, uow)

    monkeypatch.setitem(cast("dict[Any, Any]", SERVICES), RecordCharge, no_room)
    await process.inbox.take([payment(1)])
    await process.all_done()
    assert await town.look(LEDGER) == CHARGED
    assert await town.database.read(lambda uow: uow.updates.dead()) == []


@pytest.mark.sqlite
async def test_charge_that_a_dead_process_could_not_record_is_recorded_by_the_next(
    town: Town, disk: Disk
) -> None:
    await town.run(place())
    process = await real_process(town)
    await process.inbox.take([payment(1)])
    disk.is_full = True
    await disk.refuses(MAX_BROKEN)
    process.inbox._user_queues._refill = None
    await process.inbox._user_queues.stop(0)
    disk.is_full = False
    following = await real_process(town)
    await following.inbox.restore()
    await following.all_done()
    assert await town.look(LEDGER) == CHARGED


async def test_charge_id_that_another_order_has_is_a_stray_charge_for_the_operators(
    town: Town,
) -> None:
    await town.run(place(), place(OTHER_ORDER, OTHER_CUSTOMER))
    taken = RecordCharge(OTHER_ORDER, PROVIDER, "ch_1", "tg_0", WON_18000, OTHER_CUSTOMER)
    await town.run(taken)
    process = await real_process(town)
    await process.inbox.take([payment(1)])
    await process.all_done()
    await process.inbox.take([payment(2)])
    await process.all_done()
    await town.settle()
    assert await town.look(LEDGER) == [(OTHER_ORDER, "ch_1", "charged", 18_000), *CHARGED]
    strays = "select count(*) from events where name = 'StrayCharge'"
    assert await town.look(strays) == [(1,)]
    told = "select count(*) from messages where audience = 'operator' and chat_id = %s"
    assert await town.look(told % OPERATOR) == [(1,)]
    found = (await audit(town.location, {}, town.clock())).differences
    assert {it.kind for it in found} == {"stray", "money_kept"}


@pytest.mark.parametrize(
    "error", [ValueError("bug"), IntegrityError("INSERT", None, Exception("unique"))]
)
async def test_update_that_its_handler_cannot_handle_is_set_aside_with_what_it_says(
    town: Town, error: Exception
) -> None:
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [error] * MAX_BROKEN
    await process.inbox.take([message(1, "a"), message(2, "b")])
    await process.until(seen=MAX_BROKEN + 1)
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    await town.settle()
    assert process.seen == ["a"] * MAX_BROKEN + ["b"]
    (dead,) = await town.database.read(lambda uow: uow.updates.dead())
    assert (dead.update_id, '"text":"a"' in dead.payload) == (1, True)
    assert type(error).__name__ in dead.error
    notices = "select chat_id, audience from messages where kind = 'notice' order by chat_id"
    assert await town.look(notices) == [(CUSTOMER, "customer"), (OPERATOR, "operator")]
    assert process.telegram.sent == 0


@pytest.mark.sqlite
async def test_update_that_was_set_aside_is_handled_when_it_is_replayed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "LOOK_EVERY", 0.0)
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [ValueError("bug") for _ in range(MAX_BROKEN)]
    process.telegram.batches = [[message(1, "a")], [message(2, "b")]]
    fetching = asyncio.create_task(process.inbox.run())
    await process.until(seen=MAX_BROKEN + 1)
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    # As another process does it: main.py updates replay.
    with closing(sqlite3.connect(town.path)) as other, other:
        other.execute("update updates set dead_at = null where update_id = 1")
    process.telegram.more([])
    await process.until(seen=MAX_BROKEN + 2)
    await process.all_done()
    assert process.seen[-1] == "a"
    fetching.cancel()


async def test_payment_that_cannot_be_recorded_ends_on_the_operators_desk(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.run(place())
    process = await real_process(town)

    def broken(**_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.customer.paying.RecordCharge", broken)
    await process.inbox.take([payment(1)])
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    await town.settle()
    assert await town.look(LEDGER) == CHARGED
    told = (
        "select e.name from messages m join events e on e.seq = m.event_seq where m.chat_id = %s"
    )
    assert {name for (name,) in await town.look(told % OPERATOR)} == {
        "UpdateSetAside", "StrayCharge",
    }  # fmt: skip


async def test_payment_that_was_recorded_before_its_handler_broke_is_no_stray(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.run(place())
    process = await real_process(town)

    async def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.replies.Replies.say", broken)
    await process.inbox.take([payment(1)])
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    await town.settle()
    assert await town.look(LEDGER) == CHARGED
    assert await town.look("select state from orders") == [("paid",)]
    assert await town.look("select 1 from events where name = 'StrayCharge'") == []


async def test_update_with_garbage_in_a_payment_is_set_aside_all_the_same(town: Town) -> None:
    process = await real_process(town)
    await process.inbox.take([payment(1, currency="₩")])
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    await town.settle()
    (dead,) = await town.database.read(lambda uow: uow.updates.dead())
    assert dead.update_id == 1


@pytest.mark.sqlite
async def test_set_aside_while_the_disk_is_full_is_made_up_for(town: Town, disk: Disk) -> None:
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [ValueError("bug") for _ in range(2 * MAX_BROKEN)]
    await process.inbox.take([message(1, "a")])
    disk.is_full = True
    await disk.refuses(2)
    disk.is_full = False
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    await town.settle()
    assert len(await town.database.read(lambda uow: uow.updates.dead())) == 1
    assert await town.look("select count(*) from events where name = 'UpdateSetAside'") == [(1,)]


@pytest.mark.parametrize(
    "error",
    [InvalidToken("Unauthorized"), TelegramError("Invalid server response"), Conflict("other")],
)
async def test_update_whose_answer_meets_trouble_with_the_line_is_tried_until_it_goes_out(
    town: Town, error: TelegramError
) -> None:
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [error] * 30
    await process.inbox.take([message(1, "a")])
    await process.until(seen=31)
    await process.all_done()
    assert await town.database.read(lambda uow: uow.updates.dead()) == []


@pytest.mark.parametrize("error", [Forbidden("blocked"), BadRequest("Chat not found")])
async def test_update_whose_chat_refuses_the_answer_is_done(town: Town, error: Exception) -> None:
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [error]
    await process.inbox.take([message(1, "a")])
    await process.all_done()
    assert process.seen == ["a"]


@pytest.mark.sqlite
async def test_reply_that_went_out_is_not_sent_again_at_the_next_try(
    town: Town, disk: Disk
) -> None:
    process = await real_process(town)
    await process.inbox.take([message(1, "/cancel")])
    await process.all_done()
    assert process.telegram.sent == 1
    await process.inbox.take([message(2, "/cancel")])
    process.telegram.on_send = lambda: setattr(disk, "is_full", True)
    await disk.refuses(3)
    disk.is_full = False
    await process.all_done()
    assert process.telegram.sent == 2


async def test_kept_update_that_nobody_has_in_hand_is_found_by_the_process_itself(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "LOOK_EVERY", 0.0)
    process = await Process.start(town)
    await town.database.write(
        lambda uow: uow.updates.keep([inbox_module._stored(message(7, "forgotten"))])
    )
    process.telegram.batches = [[]]
    fetching = asyncio.create_task(process.inbox.run())
    await process.until(seen=1)
    await process.all_done()
    assert process.seen == ["forgotten"]
    fetching.cancel()


@pytest.mark.sqlite
async def test_lane_whose_rest_cannot_be_read_goes_on_when_it_can(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_LOOK_AGAIN", 0.0)
    process = await Process.start(town)
    await town.database.write(
        lambda uow: uow.updates.keep(
            [inbox_module._stored(message(number, f"{number}")) for number in range(3)]
        )
    )
    await process.inbox._user_queues.wake([f"user-{CUSTOMER}"])
    refusals = [OperationalError("SELECT", None, Exception("disk I/O error"))] * 3
    real = engine.send

    def send(connection: Any, sql: str) -> None:
        if refusals and sql == "BEGIN":
            raise refusals.pop()
        real(connection, sql)

    monkeypatch.setattr(engine, "send", send)
    await process.until(seen=3)
    await process.all_done()
    assert (process.seen, refusals) == (["0", "1", "2"], [])


async def test_update_in_hand_when_the_database_is_lost_is_answered_and_tried_no_more(
    town: Town,
) -> None:
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [DatabaseLost("gone"), DatabaseLost("gone")]
    await process.inbox.take([message(1, "a"), message(2, "b")])
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    assert process.seen == ["a", "b"]
    # One person is told once.
    assert process.telegram.sent == 1
    assert await town.look("select count(*) from updates where done_at is null") == [(2,)]
    assert await town.database.read(lambda uow: uow.updates.dead()) == []


async def test_update_that_came_into_two_hands_is_handled_once(town: Town) -> None:
    process = await Process.start(town)
    stored = inbox_module._stored(message(1, "a"))
    await town.database.write(lambda uow: uow.updates.keep([stored]))
    # Its own queue is filled up from the database, and the fetcher that kept it puts it, too.
    await process.inbox._user_queues.wake([stored.user_queue])
    await process.until(seen=1)
    process.inbox._user_queues.put(
        stored.user_queue, processing.InHand(stored, UpdateStore(town.database))
    )
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    assert process.seen == ["a"]


async def test_update_set_aside_by_a_commit_that_was_not_synced_is_told_of_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [ValueError("bug") for _ in range(10)]
    real, failures = disk_module._sync, [OSError("input/output error")] * 2

    def sync(file: int) -> None:
        if failures and "UpdateSetAside" in names():
            raise failures.pop()
        real(file)

    def names() -> set[str]:
        with closing(sqlite3.connect(town.path)) as other:
            return {name for (name,) in other.execute("select name from events")}

    monkeypatch.setattr(disk_module, "_sync", sync)
    await process.inbox.take([message(1, "a")])
    await asyncio.wait_for(process.inbox._user_queues.idle(), 5)
    assert await town.look("select count(*) from events where name = 'UpdateSetAside'") == [(1,)]


@pytest.mark.sqlite
async def test_update_kept_by_a_commit_that_was_not_synced_comes_before_what_is_new(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await Process.start(town)
    real, failures = disk_module._sync, [OSError("input/output error")]

    def sync(file: int) -> None:
        if failures:
            raise failures.pop()
        real(file)

    monkeypatch.setattr(disk_module, "_sync", sync)
    with pytest.raises(DatabaseUnavailable):
        await process.inbox.take([message(1, "one")])
    await process.inbox.take([message(1, "one"), message(2, "two")])
    await process.until(seen=2)
    await process.all_done()
    assert process.seen == ["one", "two"]


async def test_question_about_a_payment_waits_behind_no_other_of_its_payer() -> None:
    raw = {"pre_checkout_query": {"id": "q", "from": {"id": CUSTOMER}}}
    first, second = (
        inbox_module._stored({"update_id": number, **raw}).user_queue for number in (1, 2)
    )
    assert first != second
    assert first.startswith("pay-")


@pytest.mark.parametrize("garbage", [None, [], {}, "x", True, {"message_id": 1}])
async def test_message_that_is_answered_with_something_else_is_trouble_and_counts_as_not_sent(
    town: Town, garbage: object
) -> None:
    process = await real_process(town)
    process.telegram.answers = [garbage] * 10
    await process.inbox.take([message(1, "/cancel")])
    await process.all_done()
    assert process.telegram.sent == 11
    assert await town.database.read(lambda uow: uow.updates.dead()) == []


@pytest.mark.parametrize("garbage", [{"a": 1}, "x", [1], [{"message": {}}], [{"update_id": "1"}]])
async def test_fetching_something_else_than_updates_is_trouble_with_the_line(
    town: Town, garbage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def no_pause(seconds: float) -> None:
        pauses.append(seconds)

    process = await Process.start(town)
    process.telegram.batches = [garbage, [message(5, "a")]]
    fake = type("FakeAsyncio", (), {"sleep": staticmethod(no_pause), "timeout": asyncio.timeout})
    monkeypatch.setattr(inbox_module, "asyncio", fake)
    fetching = asyncio.create_task(process.inbox.run())
    await process.until(seen=1)
    fetching.cancel()
    assert len(pauses) == 1
