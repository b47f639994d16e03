"""What a crash can repeat: the one message in flight, and nothing that was sent before it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.persistence.queues.inbox import StoredUpdate
from bot.telegram.outgoing.rate_limiter import RateLimiter, RateLimits
from bot.telegram.outgoing.reply_deduplication import Replies, replying
from tests.integration.conftest import Platform


class Crash(BaseException):
    """The process dies here."""


class Chat:
    """Takes messages; dies when it is told to, after or before taking one."""

    def __init__(self, platform: Platform) -> None:
        self.rate_limiter = RateLimiter(RateLimits(overall=0))
        self.platform = platform
        self.taken: list[str] = []
        self.die_after: str | None = None

    async def say(self, text: str, endpoint: str = "sendMessage") -> Any:
        async def callback() -> dict[str, Any]:
            self.taken.append(text)
            if text == self.die_after:
                raise Crash
            return {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}

        return await self.rate_limiter.process_request(
            callback, (), {}, endpoint, {"chat_id": 1}, None
        )

    async def handle(self) -> None:
        """A handler that sends three messages and edits one, as after a restart."""
        (stored,) = await self.platform.door.read(lambda uow: uow.updates.undone_in("user-1", 1))
        with replying(Replies(stored, self.platform.door)):
            await self.say("first")
            await self.say("edit", "editMessageText")
            await self.say("second")
            await self.say("third")


@pytest.mark.parametrize(
    ("dies_after", "twice"),
    [("first", ["first"]), ("edit", ["edit", "first"]), ("second", ["edit", "second"]),
     ("third", ["edit", "third"])],
)  # fmt: skip
async def test_crash_while_answering_repeats_at_most_the_message_in_flight(
    platform: Platform, dies_after: str, twice: list[str]
) -> None:
    await platform.door.write(lambda uow: uow.updates.keep([StoredUpdate(1, "user-1", "{}")]))
    chat = Chat(platform)
    chat.die_after = dies_after
    with pytest.raises(Crash):
        await chat.handle()
    chat.die_after = None
    await chat.handle()
    repeated = sorted(text for text in set(chat.taken) if chat.taken.count(text) > 1)
    # An edit that is made again shows the same as before.
    assert repeated == twice
    assert set(chat.taken) == {"first", "edit", "second", "third"}
