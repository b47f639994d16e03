"""Several processes that send with one token keep to Telegram's limits together."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url
from telegram.error import RetryAfter

from bot.persistence.database.location import Autocommit, location_of
from bot.telegram.outgoing.budgets import Chat, MemoryBudgets, RateLimits, is_group
from bot.telegram.outgoing.rate_limiter import RateLimiter
from bot.telegram.outgoing.row_budgets import RowBudgets
from domain.shared.errors import DatabaseUnavailable
from tests.support.engines import fresh_url, needs_server
from tests.support.quick_time import in_quick_time
from tests.support.simulated_budgets import Store, store_of

pytestmark = needs_server

PEOPLE, GROUPS = range(1, 80), (-1, -2)


@pytest.fixture(scope="module")
def rows() -> Iterator[Store]:
    with store_of("rows") as store:
        yield store


@dataclass(frozen=True)
class Call:
    """What one process has to send, and when."""

    process: int
    after: float
    chat: int
    priority: int
    endpoint: str = "sendMessage"


class Telegram:
    """Notes when each call of several processes came, and may tell them to wait."""

    def __init__(self, limiters: list[RateLimiter]) -> None:
        self.limiters = limiters
        self.sent: list[tuple[float, int, str]] = []
        self.refusals: dict[int, float] = {}

    async def call(self, it: Call) -> None:
        async def callback() -> dict[str, Any]:
            self.sent.append((asyncio.get_running_loop().time(), it.chat, it.endpoint))
            if seconds := self.refusals.pop(it.chat, 0.0):
                raise RetryAfter(timedelta(seconds=seconds))
            return {}

        await asyncio.sleep(it.after)
        limiter = self.limiters[it.process]
        data = {"chat_id": it.chat}
        await limiter.process_request(callback, (), {}, it.endpoint, data, it.priority)

    def times(self, chat: int) -> list[float]:
        return [at for at, to, endpoint in self.sent if to == chat and endpoint == "sendMessage"]


def most_within(times: list[float], seconds: float) -> int:
    """The most that came within so many seconds, wherever they begin."""
    return max((sum(at <= it < at + seconds for it in times) for at in times), default=0)


CALLS = st.builds(
    Call,
    process=st.integers(0, 3),
    after=st.floats(0, 3),
    chat=st.sampled_from([1, 2, 3, *GROUPS]),
    priority=st.integers(0, 4),
    endpoint=st.sampled_from(["sendMessage", "sendMessage", "deleteMessage"]),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CALLS, max_size=40), st.integers(0, 60), st.integers(2, 4))
def test_processes_together_never_send_more_than_telegram_takes(
    rows: Store, calls: list[Call], crowd: int, processes: int
) -> None:
    async def story() -> None:
        rows.forget()
        clock = asyncio.get_running_loop().time
        limiters = [RateLimiter(rows.budgets(RateLimits(), clock)) for _ in range(processes)]
        telegram = Telegram(limiters)
        broadcast = [Call(number % processes, 0.5, 100 + number, 3) for number in range(crowd)]
        own = [
            Call(it.process % processes, it.after, it.chat, it.priority, it.endpoint)
            for it in calls
        ]
        await asyncio.gather(*map(telegram.call, [*own, *broadcast]))
        assert len(telegram.sent) == len(calls) + crowd
        everything = [at for at, _, _ in telegram.sent]
        assert most_within(everything, 1.0) <= 30
        by_chat: defaultdict[int, list[float]] = defaultdict(list)
        for chat in {it.chat for it in calls}:
            by_chat[chat] = telegram.times(chat)
        for chat, times in by_chat.items():
            if is_group(chat):
                assert most_within(times, 60.0 - 0.001) <= 20
            else:
                assert all(most_within(times, wide) <= 4 + wide for wide in (0.1, 1, 2, 5))

    in_quick_time(story)


def test_processes_share_the_places_evenly(rows: Store) -> None:
    async def story() -> None:
        rows.forget()
        clock = asyncio.get_running_loop().time
        telegram = Telegram([RateLimiter(rows.budgets(RateLimits(), clock)) for _ in range(2)])
        # The leader has much to tell, and another process a few replies.
        broadcast = [
            asyncio.create_task(telegram.call(Call(0, 0, 1_000 + number, 3)))
            for number in range(300)
        ]
        await asyncio.sleep(1.01)
        for chat in range(1, 11):
            asked = clock()
            await telegram.call(Call(1, 0, chat, 0))
            assert clock() - asked < 3 / 29.5
        await asyncio.gather(*broadcast)

    in_quick_time(story)


def test_chat_that_one_process_is_told_to_leave_alone_rests_for_all(rows: Store) -> None:
    async def story() -> None:
        rows.forget()
        clock = asyncio.get_running_loop().time
        telegram = Telegram([RateLimiter(rows.budgets(RateLimits(), clock)) for _ in range(2)])
        telegram.refusals = {7: 7.0}
        begin = clock()
        await asyncio.gather(*(telegram.call(it) for it in (Call(0, 0, 7, 0), Call(1, 1, 7, 0))))
        assert [at - begin for at in telegram.times(7)] == pytest.approx([0, 7, 7], abs=0.1)

    in_quick_time(story)


def test_everybody_rests_when_two_processes_are_told_to_wait(rows: Store) -> None:
    async def story() -> None:
        rows.forget()
        clock = asyncio.get_running_loop().time
        telegram = Telegram([RateLimiter(rows.budgets(RateLimits(), clock)) for _ in range(3)])
        telegram.refusals = {7: 5.0, 8: 9.0}
        begin = clock()
        calls = (Call(0, 0, 7, 0), Call(1, 0, 8, 0), Call(2, 1, 9, 0))
        await asyncio.gather(*map(telegram.call, calls))
        assert [at - begin for at in telegram.times(9)] == pytest.approx([9], abs=0.1)
        assert [at - begin for at in telegram.times(7)] == pytest.approx([0, 9], abs=0.1)

    in_quick_time(story)


def test_deletion_takes_a_place_and_nothing_of_its_chat(rows: Store) -> None:
    async def story() -> None:
        rows.forget()
        clock = asyncio.get_running_loop().time
        telegram = Telegram([RateLimiter(rows.budgets(RateLimits(), clock))])
        await asyncio.gather(*(telegram.call(Call(0, 0, 7, 4, "deleteMessage")) for _ in range(9)))
        begin = clock()
        await asyncio.gather(*(telegram.call(Call(0, 0, 7, 0)) for _ in range(3)))
        assert clock() - begin < 0.2

    in_quick_time(story)


@pytest.fixture
def processes() -> Iterator[list[Autocommit]]:
    """Four processes at one real server, with its own clock."""
    with fresh_url() as url:
        found = [location_of(make_url(url)).autocommit() for _ in range(4)]
        processes = [it for it in found if it is not None]
        yield processes
        for it in processes:
            it.close()


async def test_chat_that_is_new_to_all_at_once_is_sent_no_more_than_its_burst(
    processes: list[Autocommit],
) -> None:
    budgets = [RowBudgets(RateLimits(), it) for it in processes]
    for chat in range(1, 40):
        granted = await asyncio.gather(*(it.take(chat) for it in budgets * 2))
        assert granted.count(0.0) == 3
    for chat in range(-40, -1):
        granted = await asyncio.gather(*(it.take(chat) for it in budgets * 6))
        assert granted.count(0.0) == 20


async def test_places_that_many_take_at_once_are_all_different(
    processes: list[Autocommit],
) -> None:
    budgets = [RowBudgets(RateLimits(overall=29.5), it) for it in processes]
    began = monotonic()
    at = sorted(
        monotonic() + wait
        for waits in [await asyncio.gather(*(it.place() for it in budgets)) for _ in range(10)]
        for wait in waits
    )
    apart = [later - earlier for earlier, later in itertools.pairwise(at)]
    # Each was noted a little later than it was had.
    assert min(apart) > 1 / 29.5 - 0.02
    assert at[-1] - began == pytest.approx(39 / 29.5, abs=0.1)


async def test_two_chats_told_to_wait_at_the_same_moment_let_everybody_rest(
    processes: list[Autocommit],
) -> None:
    budgets = [RowBudgets(RateLimits(), it) for it in processes]
    for round in range(20):
        first, second = 10 * round + 1, 10 * round + 2
        await processes[0].run(lambda it: it.exec_driver_sql("delete from budgets"))
        await asyncio.gather(budgets[0].rest(first, 60), budgets[1].rest(second, 60))
        assert await budgets[2].take(999) > 59


async def test_connection_that_broke_is_made_anew(processes: list[Autocommit]) -> None:
    budgets = RowBudgets(RateLimits(), processes[0])
    assert await budgets.place() == 0
    pid = await processes[0].run(lambda it: it.exec_driver_sql("select pg_backend_pid()").scalar())
    await processes[1].run(
        lambda it: it.exec_driver_sql(f"select pg_terminate_backend({pid}, 9000)")
    )
    with pytest.raises(DatabaseUnavailable):
        await budgets.place()
    assert await budgets.take(7) == 0


async def test_call_waits_while_the_budgets_cannot_be_had_and_goes_when_they_can(
    processes: list[Autocommit],
) -> None:
    limiter = RateLimiter(RowBudgets(RateLimits(), processes[0]))
    telegram = Telegram([limiter])
    pid = await processes[0].run(lambda it: it.exec_driver_sql("select pg_backend_pid()").scalar())
    await processes[1].run(
        lambda it: it.exec_driver_sql(f"select pg_terminate_backend({pid}, 9000)")
    )
    await telegram.call(Call(0, 0, 7, 0))
    assert len(telegram.sent) == 1


class Breaking(MemoryBudgets):
    """Budgets with a bug that passes."""

    def __init__(self) -> None:
        super().__init__(RateLimits())
        self.bugs: list[Exception] = [ValueError("a bug"), DatabaseUnavailable("away")]

    def at_once(self, chat: Chat | None) -> bool:
        return False

    async def take(self, chat: Chat) -> float:
        if self.bugs:
            raise self.bugs.pop()
        return await super().take(chat)


def test_call_whose_turn_broke_is_given_another() -> None:
    async def story() -> None:
        budgets = Breaking()
        telegram = Telegram([RateLimiter(budgets)])
        await telegram.call(Call(0, 0, 7, 0))
        assert (len(telegram.sent), budgets.bugs) == (1, [])

    in_quick_time(story)


def test_rows_from_before_the_servers_clock_was_put_back_hold_nobody_up(rows: Store) -> None:
    async def story() -> None:
        rows.forget()
        hours = 4.0
        budgets = rows.budgets(RateLimits(), lambda: 100_000 + 3_600 * hours)
        for _ in range(3):
            await budgets.place()
            assert await budgets.take(7) == 0
        for _ in range(20):
            assert await budgets.take(-1) == 0
        hours = 0.0
        assert await budgets.place() < 1
        assert (await budgets.take(7), await budgets.take(-1)) == (0, 0)

    in_quick_time(story)
