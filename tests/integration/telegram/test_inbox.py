"""The inbox, against an application that the test writes: what a crash leaves is handled again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.telegram.incoming import inbox as inbox_module
from bot.telegram.incoming import processing, update_store
from bot.telegram.incoming.user_queues import MOST_IN_QUEUE
from domain.customer.commands import MeetPerson
from domain.processes.checkout import ChooseCash
from domain.store.commands import AcceptOrder
from handlers.context import Context
from handlers.errors import explain_error
from tests.integration.conftest import Platform as Town
from tests.integration.telegram.process import Process, message, tap
from tests.support.samples import CUSTOMER, ORDER, OWNER, place


async def test_batch_is_committed_before_it_is_acknowledged(town: Town) -> None:
    process = await Process.start(town)
    process.telegram.batches = [[message(5, "a"), message(6, "b")]]
    fetching = asyncio.create_task(process.inbox.run())
    await asyncio.wait_for(process.telegram.quiet.wait(), 5)
    assert "offset" not in process.telegram.asked[0]
    assert "offset=7" in process.telegram.asked[1]
    assert await town.look("select count(*) from updates") == [(2,)]
    fetching.cancel()
    await process.inbox.stop()


async def test_flood_of_one_person_waits_in_the_database_and_not_in_memory(town: Town) -> None:
    process = await Process.start(town)
    for first in range(1, 10_001, 100):
        await process.inbox.take([message(first + number, "x") for number in range(100)])
    assert process.inbox.waiting <= MOST_IN_QUEUE
    assert await town.look("select count(*) from updates") == [(10_000,)]
    await process.inbox.stop()


async def test_update_that_comes_again_is_handled_once(town: Town) -> None:
    process = await Process.start(town)
    await process.inbox.take([message(5, "a")])
    await process.inbox.take([message(5, "a"), message(6, "b")])
    await process.until(seen=2)
    await process.all_done()
    await process.inbox.take([message(5, "a")])
    assert process.seen == ["a", "b"]


async def test_shuffled_batch_is_handled_in_the_order_of_its_ids(town: Town) -> None:
    process = await Process.start(town)
    await process.inbox.take([message(7, "c"), message(5, "a"), message(6, "b")])
    await process.until(seen=3)
    assert process.seen == ["a", "b", "c"]


async def test_undone_update_of_a_dead_process_is_handled_by_the_next(town: Town) -> None:
    dead = await Process.start(town)
    await town.database.write(
        lambda uow: uow.updates.keep([inbox_module._stored(message(5, "left over"))])
    )
    alive = await Process.start(town)
    await alive.inbox.restore()
    await alive.until(seen=1)
    await alive.all_done()
    assert (dead.seen, alive.seen) == ([], ["left over"])


async def test_tap_is_told_of_when_it_is_kept_though_its_turn_has_not_come(town: Town) -> None:
    process = await Process.start(town)
    is_its_turn = asyncio.Event()
    # Like a reply that waits until its chat may have one more.
    process.waits_for = is_its_turn
    await process.inbox.take([message(5, "a"), tap(6, "b"), tap(7, "c", OWNER)])
    told = [await asyncio.wait_for(process.telegram.told_of_taps.get(), 5) for _ in range(2)]
    assert sorted(told) == ["tap-6", "tap-7"]
    assert (6,) in await town.look("select update_id from updates where done_at is null")
    is_its_turn.set()
    await process.all_done()
    assert process.telegram.told_of_taps.empty()


async def test_tap_that_a_dead_process_kept_is_told_of_by_the_next(town: Town) -> None:
    kept = inbox_module._stored(tap(5, "left over"))
    await town.database.write(lambda uow: uow.updates.keep([kept]))
    alive = await Process.start(town)
    await alive.inbox.restore()
    assert await asyncio.wait_for(alive.telegram.told_of_taps.get(), 5) == "tap-5"
    await alive.all_done()


async def test_update_handled_twice_has_the_effect_of_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.run(place(), ChooseCash(ORDER, CUSTOMER))
    process = await Process.start(town)
    process.commands = [AcceptOrder(ORDER, OWNER, 15), MeetPerson(1, "x", "en")]
    monkeypatch.setattr(processing, "FIRST_PAUSE", 0.0)
    real = update_store.mark_done
    crashes = [OSError("power cut")]

    def crash_first(update_id: int, uow: Any) -> None:
        if crashes:
            raise crashes.pop()
        real(update_id, uow)

    monkeypatch.setattr(update_store, "mark_done", crash_first)
    await process.inbox.take([message(5, "a", OWNER)])
    await process.until(seen=2)
    await process.all_done()
    assert process.seen == ["a", "a"]
    accepted = "select count(*) from events where name = 'OrderAccepted'"
    assert await town.look(accepted) == [(1,)]
    keys = "select key, scope from idempotency_keys order by key"
    assert await town.look(keys) == [
        ("update:5:AcceptOrder:1", "update:5"),
        ("update:5:MeetPerson:1", "update:5"),
    ]


async def test_conversation_goes_on_in_another_process(town: Town) -> None:
    texts = ["/begin", "one", "two", "three"]
    for number, text in enumerate(texts):
        process = await Process.start(town)
        await process.inbox.take([message(number, text)])
        await process.until(seen=1)
        await process.all_done()
        await process.inbox.stop()
        assert dict(process.app.user_data) == {}
    ((session,),) = await town.look("select session from conversations")
    assert '"rejecting":"3"' in session
    last = await Process.start(town)
    await last.inbox.take([message(9, "/end")])
    await last.until(seen=1)
    await last.all_done()
    assert await town.look("select count(*) from conversations") == [(0,)]


async def test_state_of_an_update_that_was_not_finished_is_not_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await Process.start(town)
    await process.inbox.take([message(1, "/begin"), message(2, "one")])
    await process.until(seen=2)
    await process.all_done()

    def never(_update_id: int, _tx: Any) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(update_store, "mark_done", never)
    monkeypatch.setattr(processing, "FIRST_PAUSE", 0.0)
    await process.inbox.take([message(3, "two")])
    await process.until(seen=3)
    await process.inbox.stop()
    ((session,),) = await town.look("select session from conversations")
    assert '"rejecting":"1"' in session


async def test_people_are_handled_side_by_side_and_each_in_order(town: Town) -> None:
    process = await Process.start(town)
    batch = [message(number, f"{number}", user=1 + number % 7) for number in range(70)]
    await process.inbox.take(batch)
    await process.until(seen=70)
    for person in range(7):
        mine = [int(text) for text in process.seen if int(text) % 7 == person]
        assert mine == sorted(mine)


@pytest.mark.parametrize("error", [NetworkError("down"), RetryAfter(0)])
async def test_fetching_goes_on_after_an_error(
    town: Town, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def no_pause(seconds: float) -> None:
        pauses.append(seconds)

    process = await Process.start(town)
    process.telegram.batches = [error, [message(5, "a")]]
    fake = type("FakeAsyncio", (), {"sleep": staticmethod(no_pause)})
    monkeypatch.setattr(inbox_module, "asyncio", fake)
    fetching = asyncio.create_task(process.inbox.run())
    await process.until(seen=1)
    fetching.cancel()
    assert len(pauses) == 1


async def test_fetcher_waits_while_too_much_is_in_hand(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "MAX_WAITING", 3)
    process = await Process.start(town)
    entered, gate = asyncio.Event(), asyncio.Event()
    noted = process.note

    async def slow(update: Update, context: Context) -> None:
        entered.set()
        await gate.wait()
        await noted(update, context)

    process.app.handlers[0][1].callback = slow
    process.telegram.batches = [[message(number, str(number)) for number in range(4)], []]
    fetching = asyncio.create_task(process.inbox.run())
    await asyncio.wait_for(entered.wait(), 5)
    assert len(process.telegram.asked) == 1
    gate.set()
    await process.until(seen=4)
    await asyncio.wait_for(process.telegram.quiet.wait(), 5)
    fetching.cancel()


async def test_update_whose_answer_did_not_go_out_is_handled_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "FIRST_PAUSE", 0.0)
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [NetworkError("down"), TimedOut(), RetryAfter(0)]
    await process.inbox.take([message(1, "/begin"), message(2, "one")])
    await process.until(seen=5)
    await process.all_done()
    assert process.seen == ["/begin"] * 4 + ["one"]
    ((session,),) = await town.look("select session from conversations")
    assert '"rejecting":"1"' in session


@pytest.mark.parametrize("error", [BadRequest("nonsense"), OSError("disk"), ValueError("bug")])
async def test_update_whose_handler_breaks_once_is_handled_again_in_silence(
    town: Town, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(processing, "FIRST_PAUSE", 0.0)
    process = await Process.start(town)
    process.app.add_error_handler(explain_error)
    process.breaks = [error]
    await process.inbox.take([message(1, "a")])
    await process.until(seen=2)
    await process.all_done()
    assert (process.seen, process.telegram.sent) == (["a", "a"], 0)


async def test_deadlines_may_begin_once_everything_that_waited_is_handled(town: Town) -> None:
    process = await Process.start(town)
    process.telegram.batches = [[message(1, "a")], [message(2, "b")], []]
    fetching = asyncio.create_task(process.inbox.run())
    await asyncio.wait_for(process.inbox.caught_up.wait(), 5)
    assert process.seen == ["a", "b"]
    assert "timeout=0" in process.telegram.asked[2]
    await asyncio.wait_for(process.telegram.quiet.wait(), 5)
    assert "timeout=30" in process.telegram.asked[3]
    fetching.cancel()
