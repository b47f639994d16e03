"""The same handlers on python-telegram-bot's defaults, in front of the same bus.

Its own transport (httpx), its own polling, users concurrent (``concurrent_updates(True)``, 256 at
once), conversations in memory. A kill loses what is in hand. Relay, sender and deadlines run as
in the platform, since the messages to the others come from there.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, cast

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler

from bot.clock import utc_now
from bot.command_bus import CommandBus
from bot.events.consumers import routes
from bot.events.relay import Relay
from bot.logs import set_up_logs
from bot.notifications.message_queue import MessageQueue
from bot.notifications.sender import Sender
from bot.persistence.database.migrate import migrate
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.unit_of_work import open_database
from bot.scheduling.deadline_worker import DeadlineWorker
from bot.telegram.application import publish_commands
from bot.telegram.outgoing.budgets import MemoryBudgets, RateLimits
from bot.telegram.outgoing.rate_limiter import RateLimiter
from bot.worker import working
from domain.store.commands import ImportStore
from handlers.context import CONTEXT_TYPES, App, Dependencies
from handlers.routes import register
from tests.bench import town
from tests.bench.bots.ours import settings
from tests.bench.bots.stores import store_files
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.shared.messages import Event

_BEFORE_ALL = -100


class Defaults:
    """The parts, put together as in ``bot.runtime`` but for the edge."""

    def __init__(self, wanted: Settings) -> None:
        self._loop = asyncio.get_running_loop()
        self.database = open_database(
            SqliteFile(wanted.database),
            routes=routes,
            limits=wanted.limits,
            clock=utc_now,
            on_commit=self._on_commit,
        )
        self.bus = CommandBus(self.database)
        self.app = build(wanted.telegram_url, Dependencies(bus=self.bus, zone=wanted.zone))
        self.relay = Relay(self.database, utc_now)
        self.sender = Sender(
            MessageQueue(self.database, wanted.zone), self.bus, self.app.bot, utc_now
        )
        may_begin = asyncio.Event()
        may_begin.set()
        self.deadline_worker = DeadlineWorker(self.database, self.bus, utc_now, may_begin)

    def _on_commit(self, published: set[type[Event]], promised: bool) -> None:
        if published:
            self._loop.call_soon_threadsafe(self.relay.wakeup.set)
        if promised:
            self._loop.call_soon_threadsafe(self.sender.wakeup.set)


def build(telegram_url: str, dependencies: Dependencies) -> App:
    """The application as the documentation of python-telegram-bot builds it."""
    builder = (
        ApplicationBuilder()
        .token(town.TOKEN)
        .base_url(f"{telegram_url}/bot")
        .context_types(CONTEXT_TYPES)
        .concurrent_updates(True)
        # The sender names priorities, which need a rate limiter; this one lets all through.
        .rate_limiter(RateLimiter(MemoryBudgets(RateLimits(overall=0))))
    )
    app = cast("App", cast("Any", builder).build())
    app.bot_data["dependencies"] = dependencies
    app.add_handler(CallbackQueryHandler(_stop_spinner), group=_BEFORE_ALL)
    register(app)
    return app


async def _stop_spinner(update: Update, _context: Any) -> None:
    if update.callback_query:
        await update.callback_query.answer()


async def main(telegram_url: str, database: str) -> None:
    """Run until the input ends."""
    lines = await Lines.open()
    set_up_logs("json")
    wanted = settings(telegram_url, database, 0)
    await asyncio.to_thread(migrate, wanted.database)
    parts = Defaults(wanted)
    for store in store_files():
        await parts.bus.execute(ImportStore(store, only_new=True))
    async with AsyncExitStack() as stack:
        stack.callback(parts.database.close)
        await parts.app.initialize()
        stack.push_async_callback(parts.app.shutdown)
        await publish_commands(parts.app)
        for part in (parts.relay, parts.sender, parts.sender.old_cards, parts.deadline_worker):
            await stack.enter_async_context(working(type(part).__name__, part.run))
        await parts.app.start()
        stack.push_async_callback(parts.app.stop)
        await cast("Any", parts.app.updater).start_polling()
        stack.push_async_callback(cast("Any", parts.app.updater).stop)
        lines.say({"ready": True})
        await lines.serve({"usage": usage})


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
