"""How long a chat rests while the line is in trouble."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from telegram.error import NetworkError, RetryAfter

from bot.notifications.unsent import Unsent
from bot.persistence.queues.promises import Promised

CHAT, OTHER_CHAT = 2001, 2002


class Queue:
    """Notes until when messages are set back."""

    def __init__(self) -> None:
        self.until: list[datetime] = []

    async def set_back(self, _promised: Promised, retry_at: datetime, *, counts: bool) -> None:
        assert not counts
        self.until.append(retry_at)


class Line:
    """Messages that do not get through, and how many seconds each waits for its next try."""

    def __init__(self) -> None:
        self._now, self._queue = datetime(2026, 5, 1, 9, tzinfo=UTC), Queue()
        queue: Any = self._queue
        bus: Any = None
        self.unsent = Unsent(queue, bus, lambda: self._now, lambda _error: None)

    def wait(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    async def fail(self, chat: int = CHAT, error: Exception | None = None) -> float:
        promised: Any = type("Message", (), {"chat_id": chat, "attempts": 0})()
        await self.unsent.decide(cast("Promised", promised), error or NetworkError("reset"))
        return (self._queue.until[-1] - self._now).total_seconds()


@pytest.fixture
def line() -> Line:
    return Line()


async def test_fail_after_each_rest_rests_twice_as_long(line: Line) -> None:
    rests = []
    for _ in range(5):
        rests.append(await line.fail())
        line.wait(rests[-1])
    assert rests == [1, 2, 4, 8, 16]


async def test_fail_with_several_messages_of_a_chat_rests_no_longer_than_with_one(
    line: Line,
) -> None:
    # A card that changes again is tried at once, and there may be many of them.
    rests = [await line.fail()]
    for _ in range(4):
        line.wait(0.2)
        rests.append(await line.fail())
    assert rests == pytest.approx([1, 0.8, 0.6, 0.4, 0.2])
    assert await line.fail(OTHER_CHAT) == 1


async def test_fail_after_the_line_worked_rests_as_at_first(line: Line) -> None:
    for _ in range(3):
        line.wait(await line.fail())
    line.unsent.link_works(CHAT)
    assert await line.fail() == 1


async def test_fail_after_the_clock_was_put_back_counts_on_and_waits_no_hours(line: Line) -> None:
    line.wait(await line.fail())
    assert await line.fail() == 2
    line.wait(-3 * 3600)
    assert await line.fail() == 4


async def test_fail_as_told_to_wait_rests_exactly_so_long(line: Line) -> None:
    assert await line.fail(error=RetryAfter(17)) == 17
    line.wait(5)
    assert await line.fail(error=RetryAfter(12)) == 12
