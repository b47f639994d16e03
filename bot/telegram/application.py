"""Building the application and telling Telegram which commands there are."""

from __future__ import annotations

from typing import Any, cast

from telegram import BotCommand
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest

from bot.telegram.outgoing.rate_limiter import RateLimiter, RateLimits
from bot.telegram.outgoing.trimming_bot import TrimmingBot
from bot.telegram.transport.request import AiohttpRequest
from handlers.context import CONTEXT_TYPES, App, Dependencies
from handlers.routes import register
from handlers.ui.translator import LANGUAGES, Translator

COMMANDS = (
    "order",
    "orders",
    "cancel",
    "help",
    "tickets",
    "menu",
    "capacity",
    "open",
    "close",
    "deliveries",
)


def build_application(
    token: str,
    telegram_url: str,
    dependencies: Dependencies,
    limits: RateLimits,
    poll: BaseRequest,
) -> App:
    """Build the application with every handler, not started yet.

    It has no updater: updates come through the inbox (``bot.telegram.incoming.inbox``), by ``poll``.
    """
    bot = TrimmingBot(
        token,
        base_url=f"{telegram_url}/bot",
        base_file_url=f"{telegram_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=poll,
        rate_limiter=RateLimiter(limits),
    )
    builder = ApplicationBuilder().bot(bot).context_types(CONTEXT_TYPES).updater(None)
    app = cast("App", cast("Any", builder).build())
    app.bot_data["dependencies"] = dependencies
    register(app)
    return app


async def publish_commands(app: App) -> None:
    """Put the commands into the menu of every language that we write."""
    for language in LANGUAGES:
        translate = Translator(language, None)
        commands = [BotCommand(name, translate.plain(f"command-{name}")) for name in COMMANDS]
        # The first language is also the one for people whose language we do not write.
        code = None if language == LANGUAGES[0] else language
        await app.bot.set_my_commands(commands, language_code=code)
