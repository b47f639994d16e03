"""The same handlers, rules and messages over our transport, without any storage: the ceiling.

It includes python-telegram-bot, the aiohttp transport, one person's updates in order, the
handlers, the texts, the domain's services and policies, and the sender with the messages to
everybody concerned. It leaves out the database and with it the inbox, the outbox, the stored queue
of messages, the worker threads and the hand-overs between them.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from telegram import Update

from bot.clock import utc_now
from bot.logs import set_up_logs
from bot.notifications.sender import Sender
from bot.telegram.application import build_application, publish_commands
from bot.telegram.incoming.spinners import Spinners
from bot.telegram.outgoing.budgets import MemoryBudgets, RateLimits
from bot.telegram.outgoing.rate_limiter import RateLimiter
from bot.telegram.transport.request import AiohttpRequest
from bot.worker import working
from domain.shared.limits import OperatingLimits
from domain.store.commands import ImportStore
from handlers.context import App, Dependencies
from tests.bench import town
from tests.bench.bots.memory import MemoryBus
from tests.bench.bots.memory_queue import SenderQueue
from tests.bench.bots.stores import store_files
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines

# As in ``ours``: nobody is held, and every step is shown.
LIMITS = OperatingLimits(orders_per_minute=0, most_waiting=0, quiet_for=timedelta())


class Ceiling:
    """An edge that keeps nothing."""

    def __init__(self, telegram_url: str) -> None:
        self.bus = MemoryBus(LIMITS)
        self.poll = AiohttpRequest(connection_pool_size=1)
        self.app: App = build_application(
            town.TOKEN,
            telegram_url,
            Dependencies(bus=self.bus, zone=town.ZONE),
            RateLimiter(MemoryBudgets(RateLimits(overall=0))),
            self.poll,
        )
        queue: Any = SenderQueue(self.bus.uow, town.ZONE)
        bus: Any = self.bus
        self.sender = Sender(queue, bus, self.app.bot, utc_now)
        self.bus.on_wishes = self.sender.wakeup.set
        self._spinners = Spinners(self.app.bot)
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
        spinner = self._spinners.stop(tap.id) if (tap := update.callback_query) else None
        async with self._turns[person.id if person else 0]:
            await self.app.process_update(update)
        if spinner:
            await spinner


async def main(telegram_url: str) -> None:
    """Run until the input ends."""
    lines = await Lines.open()
    set_up_logs("json")
    ceiling = Ceiling(telegram_url)
    for store in store_files():
        await ceiling.bus.execute(ImportStore(store, only_new=True))
    async with AsyncExitStack() as stack:
        await ceiling.app.initialize()
        stack.push_async_callback(ceiling.app.shutdown)
        await publish_commands(ceiling.app)
        for name, work in (
            ("sender", ceiling.sender.run),
            ("old cards", ceiling.sender.old_cards.run),
            ("updates", ceiling.run),
        ):
            await stack.enter_async_context(working(name, work))
        lines.say({"ready": True})
        await lines.serve({"usage": usage})


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2]))
