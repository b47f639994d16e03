"""The same handlers, rules and messages over our transport, without any storage: the ceiling.

It includes python-telegram-bot, the aiohttp transport, one person's updates in order, the
handlers, the texts, the domain's services and policies, and the messages to everybody concerned.
It leaves out the database and with it the inbox, the outbox, the queue of messages, the worker
threads and the hand-overs between them.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any

from telegram import Update

from bot.telegram.application import build_application, publish_commands
from bot.telegram.outgoing.rate_limiter import RateLimits
from bot.telegram.transport.request import AiohttpRequest
from bot.worker import working
from domain.store.commands import ImportStore
from handlers.context import App, Dependencies
from tests.bench.bots.memory import MemoryBus
from tests.bench.bots.messenger import Messenger
from tests.bench.bots.ours import settings
from tests.bench.bots.stores import store_files
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines


class Ceiling:
    """An edge that keeps nothing."""

    def __init__(self, telegram_url: str) -> None:
        wanted = settings(telegram_url, "", 0)
        self.bus = MemoryBus(wanted.limits)
        self.poll = AiohttpRequest(connection_pool_size=1)
        platform = Dependencies(bus=self.bus, zone=wanted.zone)
        self.app: App = build_application(
            wanted.bot_token.get_secret_value(),
            telegram_url,
            platform,
            RateLimits(overall=0),
            self.poll,
        )
        self.bus.send = Messenger(self.app.bot, self.bus.uow, wanted.zone).send
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Fetch and handle until cancelled."""
        offset = 0
        while True:
            url = f"{self.app.bot.base_url}/getUpdates?timeout=30&offset={offset}"
            batch: Any = await self.poll.post(url, read_timeout=40)
            for raw in batch:
                update = Update.de_json(raw, self.app.bot)
                offset = update.update_id + 1
                task = asyncio.create_task(self._handle(update))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _handle(self, update: Update) -> None:
        person = update.effective_user
        async with self._turns[person.id if person else 0]:
            await self.app.process_update(update)


async def main(telegram_url: str, _database: str = "") -> None:
    """Run until the input ends."""
    lines = await Lines.open()
    ceiling = Ceiling(telegram_url)
    for store in store_files():
        await ceiling.bus.execute(ImportStore(store, only_new=True))
    async with AsyncExitStack() as stack:
        await ceiling.app.initialize()
        stack.push_async_callback(ceiling.app.shutdown)
        await publish_commands(ceiling.app)
        await stack.enter_async_context(working("updates", ceiling.run))
        lines.say({"ready": True})
        await lines.serve({"usage": usage})


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
