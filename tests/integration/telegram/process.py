"""One process of the bot, with a Telegram that the test writes, over a database that outlives it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import orjson
from telegram import Update
from telegram.ext import ApplicationBuilder, ConversationHandler
from telegram.request import BaseRequest

from bot.telegram.incoming.inbox import Inbox
from bot.telegram.incoming.update_store import UpdateStore
from bot.telegram.incoming.user_queues import UserLocks
from bot.telegram.outgoing.budgets import MemoryBudgets, RateLimits
from bot.telegram.outgoing.rate_limiter import RateLimiter
from bot.telegram.outgoing.trimming_bot import TrimmingBot
from handlers.context import CONTEXT_TYPES, App, Context, Dependencies
from handlers.ptb_handlers import on_command, on_text
from tests.integration.conftest import Platform as Town
from tests.support.samples import CUSTOMER


class Telegram(BaseRequest):
    """Hands out updates like getUpdates, and takes messages."""

    def __init__(self) -> None:
        self.batches: list[list[dict[str, Any]] | Exception] = []
        self.asked: list[str] = []
        self.sent = 0
        self.answers: list[object] = []
        self.told_of_taps: asyncio.Queue[str] = asyncio.Queue()
        self.on_send: Callable[[], object] = lambda: None
        self.quiet = asyncio.Event()
        self._news = asyncio.Event()

    def more(self, batch: list[dict[str, Any]]) -> None:
        """Hand out one more batch, also to a poll that waits."""
        self.batches.append(batch)
        self._news.set()

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if url.endswith("answerCallbackQuery"):
            self.told_of_taps.put_nowait(request_data.parameters["callback_query_id"])
            return 200, orjson.dumps({"ok": True, "result": True})
        return 200, orjson.dumps({"ok": True, "result": await self._answer(url)})

    async def _answer(self, url: str) -> Any:
        if url.endswith("getMe"):
            return {"id": 1, "is_bot": True, "first_name": "Azer", "username": "azer_bot"}
        if url.endswith("sendMessage"):
            self.sent += 1
            self.on_send()
            if self.answers:
                return self.answers.pop()
            return {"message_id": self.sent, "date": 1, "chat": {"id": 1, "type": "private"}}
        self.asked.append(url.partition("?")[2])
        if not self.batches:
            self.quiet.set()
            self._news.clear()
            await self._news.wait()
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        return batch


def message(update_id: int, text: str, user: int = CUSTOMER) -> dict[str, Any]:
    person = {"id": user, "is_bot": False, "first_name": "Mina"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1,
            "chat": {"id": user, "type": "private"},
            "from": person,
            "text": text,
            **({"entities": entities} if text.startswith("/") else {}),
        },
    }


def tap(update_id: int, data: str, user: int = CUSTOMER) -> dict[str, Any]:
    """A tap on a button of a message that is no more; its query is called ``tap-`` and its number."""
    person = {"id": user, "is_bot": False, "first_name": "Mina"}
    query = {"id": f"tap-{update_id}", "from": person, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


class Process:
    """One process of the bot over a database that outlives it."""

    def __init__(self, town: Town, locks: UserLocks | None = None, **platform: Any) -> None:
        self.town = town
        self.telegram = Telegram()
        self.seen: list[str] = []
        self.commands: list[Any] = []
        self.breaks: list[BaseException] = []
        self.waits_for: asyncio.Event | None = None
        self.news = asyncio.Event()
        self.stops: Callable[[], Awaitable[None]] = self._stop
        self.platform = Dependencies(bus=town.bus, **platform)
        bot = TrimmingBot(
            "1:a",
            request=self.telegram,
            get_updates_request=self.telegram,
            rate_limiter=RateLimiter(MemoryBudgets(RateLimits(overall=0))),
        )
        builder: Any = ApplicationBuilder().bot(bot).updater(None)
        self.app = cast("App", builder.context_types(CONTEXT_TYPES).build())
        self.app.bot_data["dependencies"] = self.platform
        self.app.add_handler(
            ConversationHandler(
                [on_command("begin", self.begin)],
                {"counting": [on_text(self.count), on_command("end", self.end)]},
                [],
                per_chat=False,
                name="counting",
            )
        )
        self.app.add_handler(on_text(self.note))
        updates = UpdateStore(town.database)
        self.inbox = Inbox(updates, town.bus, self.app, self.telegram, locks=locks)

    async def _stop(self) -> None:
        await self.inbox.stop()

    @classmethod
    async def start(cls, town: Town, locks: UserLocks | None = None) -> Process:
        process = cls(town, locks)
        await process.app.initialize()
        return process

    async def begin(self, update: Update, context: Context) -> str:
        context.session.rejecting = "0"
        await self.note(update, context)
        return "counting"

    async def count(self, update: Update, context: Context) -> str:
        context.session.rejecting = str(int(context.session.rejecting) + 1)
        await self.note(update, context)
        return "counting"

    async def end(self, update: Update, context: Context) -> int:
        context.session.rejecting = ""
        await self.note(update, context)
        return ConversationHandler.END

    async def note(self, update: Update, context: Context) -> None:
        assert update.message is not None
        self.seen.append(str(update.message.text))
        for command in self.commands:
            await context.bus.execute(command)
        self.news.set()
        if self.waits_for:
            await self.waits_for.wait()
        if self.breaks:
            raise self.breaks.pop(0)

    async def until(self, seen: int) -> None:
        async with asyncio.timeout(5):
            while len(self.seen) < seen:
                self.news.clear()
                await self.news.wait()

    async def all_done(self) -> None:
        await asyncio.wait_for(self.inbox._user_queues.below(1), 5)
        assert await self.town.look("select 1 from updates where done_at is null") == []
