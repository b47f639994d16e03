"""Building the application and telling Telegram which commands there are."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

import structlog
from telegram import BotCommand
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest

from bot.operator_error import OperatorError
from bot.telegram.outgoing.budgets import Budgets, MemoryBudgets, RateLimits
from bot.telegram.outgoing.rate_limiter import RateLimiter
from bot.telegram.outgoing.trimming_bot import TrimmingBot
from bot.telegram.transport.request import AiohttpRequest
from bot.worker import backoff
from handlers.context import CONTEXT_TYPES, App, Dependencies
from handlers.routes import register
from handlers.ui.translator import LANGUAGES, Translator

if TYPE_CHECKING:
    from bot.persistence.database.location import Autocommit

_log = structlog.get_logger(__name__)

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
    "shift",
)


def budgets_of(messages_per_second: float, autocommit: Autocommit | None) -> Budgets:
    """Return the budgets of a process: its own, or those it shares with others."""
    limits = RateLimits(overall=messages_per_second)
    if autocommit is None:
        return MemoryBudgets(limits)
    # Whoever is alone needs nothing of it.
    from bot.telegram.outgoing.row_budgets import RowBudgets  # noqa: PLC0415

    return RowBudgets(limits, autocommit)


def build_application(
    token: str,
    telegram_url: str,
    dependencies: Dependencies,
    rate_limiter: RateLimiter,
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
        rate_limiter=rate_limiter,
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


async def connect(app: App) -> None:
    """Reach Telegram, however long it is away. Raises OperatorError."""
    await _answered(app.initialize)


async def introduce(app: App, *, is_fetching: bool) -> None:
    """Say which commands there are, and that we fetch updates if we do. Raises OperatorError."""

    async def say() -> None:
        if is_fetching and (await app.bot.get_webhook_info()).url:
            _log.warning("the webhook is taken away, because WEBHOOK_URL is not set")
            await app.bot.delete_webhook()
        await publish_commands(app)

    await _answered(say)


async def _answered(ask: Callable[[], Awaitable[None]]) -> None:
    for tries in itertools.count():
        try:
            await ask()
        except InvalidToken:
            # What was said of it quotes the token.
            raise OperatorError("BOT_TOKEN: Telegram does not know this token") from None
        except TelegramError as error:
            pause = backoff(tries, first=0.5, most=15.0)
            if isinstance(error, RetryAfter):
                pause = error.retry_after.total_seconds()  # type: ignore[union-attr]
            _log.warning("Telegram does not answer", error=str(error), pause=pause)
            await asyncio.sleep(pause)
        else:
            return
