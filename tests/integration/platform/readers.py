"""People who read what the sender writes, without a simulator between."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from bot.notifications.message_queue import MessageQueue
from bot.notifications.sender import Sender

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from tests.integration.conftest import Platform


class Chats:
    """Everybody's chat, as a bot's calls make it."""

    def __init__(self) -> None:
        self.messages: defaultdict[int, dict[int, str]] = defaultdict(dict)
        self.edits: defaultdict[int, int] = defaultdict(int)
        self.silent: set[int] = set()
        self._number = 0

    async def send_message(
        self, chat_id: int, text: str, *, disable_notification: bool, **_: Any
    ) -> SimpleNamespace:
        self._number += 1
        if disable_notification:
            self.silent.add(self._number)
        self.messages[chat_id][self._number] = text
        return SimpleNamespace(message_id=self._number)

    async def edit_message_text(self, text: str, chat_id: int, message_id: int, **_: Any) -> None:
        self.edits[chat_id] += 1
        self.messages[chat_id][message_id] = text

    async def delete_message(self, chat_id: int, message_id: int, **_: Any) -> None:
        del self.messages[chat_id][message_id]

    def first_lines(self, chat_id: int) -> list[str]:
        """How each message of a chat begins, from top to bottom."""
        return [text.split("\n")[0] for text in self.messages[chat_id].values()]


class Town:
    """A platform whose sender writes into everybody's chat, whenever there is something to read."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.chats = platform, Chats()
        self.busy: set[int] = set()
        self.crowded: set[int] = set()
        self.queue = MessageQueue(platform.database, UTC)
        bot = cast("ExtBot[int]", self.chats)
        self.sender = Sender(self.queue, platform.bus, bot, platform.clock, crowded=self._crowded)

    async def _crowded(self) -> set[int]:
        return self.crowded

    async def run(self, *commands: Any) -> None:
        """Carry out commands; after each everybody reads what is to be read now."""
        for command in commands:
            await self.platform.run(command)
            await self.read()

    async def read(self) -> None:
        while await self.sender.send_once():
            pass
        while await self.sender.old_cards.take_away_once():
            pass

    async def pass_time(self, **how_much: float) -> None:
        self.platform.clock.advance(**how_much)
        await self.read()
