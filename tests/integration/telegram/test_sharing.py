"""Processes share people's updates: each is handled once, those of one person in order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest

from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.telegram.incoming import inbox
from bot.telegram.incoming.inbox import _stored
from bot.worker import working
from tests.integration.telegram.process import Process, message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.persistence.database.postgresql_session import Session
    from tests.integration.conftest import Platform as Town

pytestmark = pytest.mark.postgresql

PEOPLE, EACH = range(1, 21), 6
UNDONE = "select count(*) from updates where done_at is null"
COUNTED = "select session from conversations"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def process(town: Town, stack: AsyncExitStack) -> tuple[Process, Session]:
    assert isinstance(town.location, PostgresqlServer)
    session = town.location.session()
    await session.open()
    stack.push_async_callback(session.close)
    it = await Process.start(town, session)

    def heard(table: str) -> None:
        if table in {"updates", ""}:
            it.inbox.news.set()

    session.on_rows = heard
    session.on_presence = lambda is_there: None if is_there else it.inbox.drop()
    await stack.enter_async_context(working("session", session.run))
    part = await stack.enter_async_context(AsyncExitStack())
    it.stops = part.aclose
    part.push_async_callback(it.inbox.stop)
    await part.enter_async_context(working("sharing", it.inbox.share))
    return it, session


async def all_done(town: Town) -> None:
    async with asyncio.timeout(20):
        while await town.look(UNDONE) != [(0,)]:
            pass


async def test_updates_of_many_people_are_handled_once_and_in_order_by_whoever_is_there(
    town: Town, stack: AsyncExitStack
) -> None:
    both = [(await process(town, stack))[0] for _ in range(2)]
    seen: list[str] = []
    for it in both:
        it.seen = seen
    number = 0
    for round in range(EACH):
        for person in PEOPLE:
            number += 1
            text = "/begin" if round == 0 else f"{person} {round}"
            # As from a webhook: now here, now there.
            await both[number % 2].inbox.take([message(number, text, person)])
    await all_done(town)
    order = defaultdict(list)
    for text in seen:
        if text != "/begin":
            who, _, said = text.partition(" ")
            order[int(who)].append(int(said))
    assert order == {person: list(range(1, EACH)) for person in PEOPLE}
    # Each was counted on from what the one before had left.
    sessions = [content for (content,) in await town.look(COUNTED)]
    assert len(sessions) == len(PEOPLE)
    assert all(f'"rejecting":"{EACH - 1}"' in it.replace(" ", "") for it in sessions)


async def test_update_of_a_person_whom_another_process_has_in_hand_waits_for_it(
    town: Town, stack: AsyncExitStack
) -> None:
    second, _ = await process(town, stack)
    assert isinstance(town.location, PostgresqlServer)
    holder = town.location.session()
    await holder.open()
    stack.push_async_callback(holder.close)
    assert await holder.take("user-7")
    await second.inbox.take([message(1, "hello", 7)])
    await second.inbox.take([message(2, "other", 8)])
    async with asyncio.timeout(10):
        while (await town.look(UNDONE)) != [(1,)]:
            pass
    assert "hello" not in second.seen
    await holder.let_go("user-7")
    # One that was killed does not look again, but others do now and then.
    second.inbox.news.set()
    await all_done(town)
    assert second.seen == ["other", "hello"]


async def test_update_that_is_left_to_the_holder_is_found_when_it_lets_go(
    town: Town, stack: AsyncExitStack
) -> None:
    first, _ = await process(town, stack)
    second, _ = await process(town, stack)
    let_go = asyncio.Event()
    begun = asyncio.Event()
    through = first.inbox._processing.handle

    async def slowly(update: object, tries: int) -> float | None:
        begun.set()
        await let_go.wait()
        return await through(update, tries)  # type: ignore[arg-type]

    first.inbox._user_queues._handle = slowly
    second.inbox._user_queues._handle = slowly
    await first.inbox.take([message(1, "one", 7)])
    await asyncio.wait_for(begun.wait(), 10)
    await second.inbox.take([message(2, "two", 7)])
    await first.inbox.take([message(3, "three", 7)])
    let_go.set()
    await all_done(town)
    assert first.seen == ["one", "two", "three"] or second.seen == ["one", "two", "three"]


async def test_update_that_comes_late_to_another_process_is_handled_before_a_later_one_that_waits(
    town: Town, stack: AsyncExitStack
) -> None:
    first, _ = await process(town, stack)
    second, _ = await process(town, stack)
    second.seen, second.news = first.seen, first.news
    first.waits_for = second.waits_for = asyncio.Event()
    await first.inbox.take([message(1, "one", 7), message(3, "three", 7)])
    await first.until(seen=1)
    await second.inbox.take([message(2, "two", 7)])
    first.waits_for.set()
    await all_done(town)
    assert first.seen == ["one", "two", "three"]


async def slow_holder(town: Town, stack: AsyncExitStack) -> tuple[Process, Session, asyncio.Event]:
    """A process that has the first of two updates of one person in hand until it is let."""
    first, session = await process(town, stack)
    begun, let_go = asyncio.Event(), asyncio.Event()
    through = first.inbox._processing.handle

    async def slowly(update: object, tries: int) -> float | None:
        begun.set()
        await let_go.wait()
        return await through(update, tries)  # type: ignore[arg-type]

    first.inbox._user_queues._handle = slowly
    await first.inbox.take([message(1, "one", 7), message(2, "two", 7)])
    await asyncio.wait_for(begun.wait(), 10)
    return first, session, let_go


async def test_process_that_stops_leaves_what_has_not_begun_to_others_at_once(
    town: Town, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody looks by themselves.
    monkeypatch.setattr(inbox, "SHARE_EVERY", 600.0)
    first, session, let_go = await slow_holder(town, stack)
    second, _ = await process(town, stack)
    stopping = asyncio.ensure_future(first.stops())
    let_go.set()
    await stopping
    assert (first.seen, second.seen) == (["one"], [])
    await session.hand_over()
    await all_done(town)
    assert (first.seen, second.seen) == (["one"], ["two"])


async def test_updates_of_a_process_whose_session_ends_are_found_by_another_within_seconds(
    town: Town, stack: AsyncExitStack
) -> None:
    second, _ = await process(town, stack)
    assert isinstance(town.location, PostgresqlServer)
    holder = town.location.session()
    await holder.open()
    stack.push_async_callback(holder.close)
    assert await holder.take("user-7")
    await second.inbox.take([message(1, "hello", 7), message(2, "other", 8)])
    async with asyncio.timeout(10):
        while await town.look(UNDONE) != [(1,)]:
            pass
    await holder.close()
    async with asyncio.timeout(5):
        while await town.look(UNDONE) != [(0,)]:
            pass
    assert second.seen == ["other", "hello"]


async def test_queues_that_others_have_in_hand_cost_one_question_however_many_they_are(
    town: Town, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody looks by themselves.
    monkeypatch.setattr(inbox, "SHARE_EVERY", 600.0)
    assert isinstance(town.location, PostgresqlServer)
    holder = town.location.session()
    await holder.open()
    stack.push_async_callback(holder.close)
    for person in range(300):
        assert await holder.take(f"user-{person}")
    it, session = await process(town, stack)
    kept = [_stored(message(number, "hello", number)) for number in range(301)]
    # As somebody else has committed them.
    await town.database.write(lambda uow: uow.updates.keep(kept))
    await town.look(UNDONE)
    asked = 0
    ask = session._ask

    async def counted(sql: str, *values: object) -> Any:
        nonlocal asked
        asked += 1
        return await ask(sql, *values)

    monkeypatch.setattr(session, "_ask", counted)
    await it.inbox.restore()
    await it.until(1)
    async with asyncio.timeout(10):
        while await town.look(UNDONE) != [(300,)]:
            pass
    assert it.seen == ["hello"]
    # One question for all; one of the process that is alive, too; one lock was let go.
    assert asked < 10
