"""The rate limiter, on an event loop whose time the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.telegram.outgoing.budgets import RateLimits
from bot.telegram.outgoing.rate_limiter import MAX_TRIES, RateLimiter
from tests.support.engines import SERVER
from tests.support.quick_time import in_quick_time
from tests.support.simulated_budgets import Store, store_of


class Telegram:
    """Notes when each call came, and answers as it is told."""

    store: ClassVar[Store]

    def __init__(self, pace: RateLimits) -> None:
        clock = asyncio.get_running_loop().time
        self.rate_limiter = RateLimiter(self.store.budgets(pace, clock))
        self.calls: list[tuple[float, Any, str]] = []
        self.answers: list[Exception] = []

    async def call(self, chat: Any, name: str = "", priority: int | None = None,
                   endpoint: str = "sendMessage") -> Any:  # fmt: skip
        async def callback() -> dict[str, Any]:
            self.calls.append((asyncio.get_running_loop().time(), chat, name))
            if self.answers:
                raise self.answers.pop(0)
            return {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}

        data = {"chat_id": chat}
        return await self.rate_limiter.process_request(callback, (), {}, endpoint, data, priority)

    def rate(self) -> float:
        times = [at for at, _, _ in self.calls]
        return (len(times) - 1) / (times[-1] - times[0])

    def most_in(self, seconds: float) -> int:
        times = [at for at, _, _ in self.calls]
        return max(sum(at <= other < at + seconds for other in times) for at in times)


@pytest.fixture(autouse=True, params=["memory", "rows"] if SERVER else ["memory"], scope="module")
def each_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with store_of(request.param) as Telegram.store:
        yield Telegram.store


@pytest.fixture(autouse=True)
def nothing_sent(each_store: Store) -> None:
    each_store.forget()


def test_pace_of_a_broadcast_uses_the_budget_and_never_exceeds_it() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=29))
        await asyncio.gather(*(telegram.call(chat, priority=3) for chat in range(1, 1_001)))
        assert len(telegram.calls) == 1_000
        assert telegram.most_in(1.0) <= 30
        assert telegram.rate() > 0.95 * 29

    in_quick_time(story)


def test_reply_during_a_broadcast_goes_first() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=29))
        loop = asyncio.get_running_loop()
        crowd = [asyncio.create_task(telegram.call(chat, priority=3)) for chat in range(1, 301)]
        await asyncio.sleep(3.01)
        asked = loop.time()
        await telegram.call(9_000, "reply")
        assert loop.time() - asked < 2 / 29
        await asyncio.gather(*crowd)

    in_quick_time(story)


def test_higher_priority_goes_before_a_lower_one_that_came_earlier() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1))
        names = [("broadcast", 3), ("reminder", 2), ("step", 1), ("reply", None)]
        await telegram.call(1, "first", 3)
        calls = [
            asyncio.create_task(telegram.call(10 + number, name, priority))
            for number, (name, priority) in enumerate(names)
        ]
        await asyncio.gather(*calls)
        assert [name for _, _, name in telegram.calls] == [
            "first", "reply", "step", "reminder", "broadcast",
        ]  # fmt: skip

    in_quick_time(story)


def test_one_chat_gets_a_burst_and_then_one_a_second() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1_000, chat=1, chat_burst=4))
        await asyncio.gather(*(telegram.call(7) for _ in range(10)))
        begin = telegram.calls[0][0]
        at = [round(time - begin, 1) for time, _, _ in telegram.calls]
        # At the end of the burst one waits half a second longer than Telegram would have it: what
        # came late is counted there from when it came.
        assert at == [0, 0, 0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]

    in_quick_time(story)


def test_busy_chat_does_not_hold_up_the_others() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1_000))
        crowd = [asyncio.create_task(telegram.call(7)) for _ in range(20)]
        await asyncio.sleep(0.1)
        asked = asyncio.get_running_loop().time()
        await telegram.call(8)
        assert asyncio.get_running_loop().time() - asked < 0.01
        await asyncio.gather(*crowd)

    in_quick_time(story)


def test_group_gets_no_more_than_twenty_in_any_minute() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1_000))
        await asyncio.gather(*(telegram.call(-100) for _ in range(65)))
        assert telegram.most_in(59.9) == 20

    in_quick_time(story)


def test_retry_after_is_obeyed_to_the_second_by_its_chat_only() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1_000))
        telegram.answers = [RetryAfter(timedelta(seconds=7))]
        begin = asyncio.get_running_loop().time()
        told = asyncio.create_task(telegram.call(7, "told"))
        await asyncio.sleep(0.01)
        await telegram.call(8, "other")
        await told
        times = [round(at - begin, 1) for at, _, _ in telegram.calls]
        assert times == [0, 0, 7]

    in_quick_time(story)


def test_second_chat_told_to_wait_lets_everybody_rest() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1_000))
        telegram.answers = [RetryAfter(timedelta(seconds=5)), RetryAfter(timedelta(seconds=9))]
        begin = asyncio.get_running_loop().time()
        told = [asyncio.create_task(telegram.call(chat)) for chat in (7, 8)]
        await asyncio.sleep(0.01)
        await telegram.call(9)
        assert round(asyncio.get_running_loop().time() - begin) == 9
        await asyncio.gather(*told)

    in_quick_time(story)


def test_call_refused_every_time_raises_in_the_end() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits())
        telegram.answers = [RetryAfter(timedelta(seconds=1)) for _ in range(MAX_TRIES)]
        with pytest.raises(RetryAfter):
            await telegram.call(7)
        assert len(telegram.calls) == MAX_TRIES

    in_quick_time(story)


def test_other_errors_pass_through_at_once() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits())
        telegram.answers = [BadRequest("no")]
        with pytest.raises(BadRequest):
            await telegram.call(7)
        assert len(telegram.calls) == 1

    in_quick_time(story)


def test_answering_a_tap_is_free() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1))
        begin = asyncio.get_running_loop().time()
        for _ in range(50):
            await telegram.call(0, endpoint="answerCallbackQuery")
        assert asyncio.get_running_loop().time() == begin

    in_quick_time(story)


def test_cancelled_call_gives_its_turn_away() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1))
        await telegram.call(1)
        given_up = asyncio.create_task(telegram.call(2, "given up"))
        kept = asyncio.create_task(telegram.call(3, "kept"))
        await asyncio.sleep(0.1)
        given_up.cancel()
        await kept
        assert [name for _, _, name in telegram.calls] == ["", "kept"]

    in_quick_time(story)


def test_deletion_waits_for_whoever_sends() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=2))
        calls = [
            asyncio.create_task(telegram.call(chat, name, priority, endpoint))
            for chat, name, priority, endpoint in (
                (7, "first", 1, "sendMessage"),
                (7, "gone", 4, "deleteMessage"),
                (7, "second", 1, "editMessageText"),
                (8, "other", 3, "sendMessage"),
            )
        ]
        await asyncio.gather(*calls)
        assert [name for _, _, name in telegram.calls] == ["first", "second", "other", "gone"]

    in_quick_time(story)


def test_deletion_takes_nothing_from_its_chat() -> None:
    async def story() -> None:
        telegram = Telegram(RateLimits(overall=1_000, chat=1, chat_burst=3))
        for _ in range(5):
            await telegram.call(7, "gone", 4, endpoint="deleteMessage")
        begin = asyncio.get_running_loop().time()
        await asyncio.gather(telegram.call(7, "first"), telegram.call(7, "second"))
        assert asyncio.get_running_loop().time() - begin < 0.1

    in_quick_time(story)
