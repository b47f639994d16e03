"""What a crash can repeat: the one message in flight, and nothing that was sent before it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram import Update
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.persistence.queues.inbox import StoredUpdate
from bot.telegram.incoming.update_store import UpdateStore
from bot.telegram.outgoing.reply_deduplication import SentReplies
from handlers.replies import Replies
from tests.integration.conftest import Platform
from tests.integration.telegram.process import message


class Crash(BaseException):
    """The process dies here."""


class FakeBot:
    """Takes messages; dies when it is told to, after taking one."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.die_after: str | None = None

    async def send_message(self, _chat_id: int, text: str, **_: Any) -> SimpleNamespace:
        self.taken.append(text)
        if text == self.die_after:
            raise Crash
        return SimpleNamespace(message_id=len(self.taken))


async def handle(platform: Platform, bot: FakeBot) -> None:
    """A handler that sends three messages, as after a restart."""
    (stored,) = await platform.database.read(lambda uow: uow.updates.undone_in("user-1", 1))
    sent = SentReplies(stored, UpdateStore(platform.database))
    sent.begin()
    update = Update.de_json(message(1, "a"), None)
    replies = Replies(update, cast("ExtBot[int]", bot), sent)
    for text in ("first", "second", "third"):
        await replies.say(text)


@pytest.mark.parametrize("dies_after", ["first", "second", "third"])
async def test_crash_while_answering_repeats_at_most_the_message_in_flight(
    platform: Platform, dies_after: str
) -> None:
    await platform.database.write(lambda uow: uow.updates.keep([StoredUpdate(1, "user-1", "{}")]))
    bot = FakeBot()
    bot.die_after = dies_after
    with pytest.raises(Crash):
        await handle(platform, bot)
    bot.die_after = None
    await handle(platform, bot)
    repeated = [text for text in set(bot.taken) if bot.taken.count(text) > 1]
    assert repeated == [dies_after]
    assert set(bot.taken) == {"first", "second", "third"}


class KeepingBot:
    """Deletes nothing, as Telegram does after 48 hours."""

    def __init__(self) -> None:
        self.without_buttons: list[tuple[int, int]] = []

    async def delete_message(self, _chat_id: int, _message_id: int) -> None:
        raise BadRequest("Message can't be deleted")

    async def edit_message_reply_markup(self, chat_id: int, message_id: int) -> None:
        self.without_buttons.append((chat_id, message_id))


async def test_take_away_of_a_message_that_telegram_keeps_takes_its_buttons() -> None:
    bot = KeepingBot()
    shown = message(1, "the basket")["message"]
    tap = {"id": "1", "chat_instance": "1", "from": shown["from"], "data": "x", "message": shown}
    update = Update.de_json({"update_id": 1, "callback_query": tap}, None)
    await Replies(update, cast("ExtBot[int]", bot), None).take_away()
    assert len(bot.without_buttons) == 1
