"""What the leader does where Telegram brings the updates: it says where to, and watches over it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import structlog
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.telegram.incoming.inbox import ALLOWED_UPDATES
from bot.telegram.link import LinkState
from bot.worker import backoff

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import SecretStr
    from telegram import Bot, WebhookInfo

    from bot.telegram.incoming.inbox import Inbox
    from bot.telegram.link import Link

_log = structlog.get_logger(__name__)

T = TypeVar("T")
# So often Telegram is asked how it goes, in seconds; and while something is not as it should be.
LOOK_EVERY, LOOK_AGAIN_EVERY = 10.0, 1.0
_LONGEST_PAUSE = 15.0
_TAKEN = "WEBHOOK_URL: somebody else with BOT_TOKEN has set another webhook, or taken it away"


class WebhookWatch:
    """Sets the webhook, and sets it again when somebody else took it away.

    What is not brought yet is known to Telegram alone (``getWebhookInfo``): how much that is, and
    why the last attempt failed. An update counts there until it was answered with 200, which is
    after its commit. So when nothing is pending, everything older is in the inbox, and once that
    is handled, deadlines may begin: this is what an empty poll is where updates are fetched.
    """

    def __init__(
        self,
        inbox: Inbox,
        bot: Bot,
        link: Link,
        url: str,
        secret: SecretStr,
        *,
        on_news: Callable[[int, float], None] = lambda _pending, _failed_at: None,
    ) -> None:
        """Have updates brought to ``url`` with the ``secret``; ``link`` hears how it goes.

        Args:
            inbox: Where they are put, here or by other processes.
            bot: Calls Telegram.
            link: Is told of errors, and of a webhook that is not ours; knows whether we lead.
            url: The public address.
            secret: What Telegram sends along.
            on_news: Called with how many updates wait at Telegram, and when it failed last to
                bring one (Unix time, 0 for never); must not raise.
        """
        self._inbox, self._bot, self._link = inbox, bot, link
        self._url, self._secret = url, secret
        self._on_news = on_news
        # Telegram may write the address in its own way.
        self._kept_as = ""
        self._failed_at: datetime | None = None

    async def run(self) -> None:
        """Set the webhook and watch over it, until cancelled."""
        try:
            await self._set()
            while True:
                await self._look()
                await asyncio.sleep(LOOK_AGAIN_EVERY if self._is_in_a_hurry else LOOK_EVERY)
        finally:
            # From now on these are another's figures.
            self._on_news(0, 0)

    @property
    def _is_in_a_hurry(self) -> bool:
        """Whether deadlines wait for us, or we want to know whether Telegram works again."""
        is_well = self._link.state is not LinkState.UNAUTHORIZED and not self._link.is_away
        return not (is_well and self._inbox.caught_up.is_set())

    async def _set(self) -> None:
        await self._answered(
            lambda: self._bot.set_webhook(
                self._url,
                # As many connections as Telegram takes by itself (40): each is there for a commit.
                allowed_updates=ALLOWED_UPDATES,
                secret_token=self._secret.get_secret_value(),
            )
        )
        self._kept_as = (await self._answered(self._bot.get_webhook_info)).url
        _log.info("updates are brought by webhook")

    async def _look(self) -> None:
        info = await self._answered(self._bot.get_webhook_info)
        self._tell(info)
        if not info.url or info.url != self._kept_as:
            # One that was frozen may not know yet that another leads.
            if self._link.is_fetching():
                host = urlsplit(info.url).hostname
                self._link.contested(_TAKEN, f"webhook: {host}" if host else "no webhook")
                await self._set()
            return
        self._link.works()
        if not info.pending_update_count and not self._inbox.caught_up.is_set():
            await self._inbox.catch_up()

    def _tell(self, info: WebhookInfo) -> None:
        failed_at = info.last_error_date
        self._on_news(info.pending_update_count, failed_at.timestamp() if failed_at else 0)
        if failed_at and failed_at != self._failed_at:
            _log.warning(
                "Telegram could not bring an update",
                error=info.last_error_message,
                at=failed_at.isoformat(),
                pending=info.pending_update_count,
            )
        self._failed_at = failed_at

    async def _answered(self, ask: Callable[[], Awaitable[T]]) -> T:
        tries = 0
        while True:
            try:
                return await ask()
            except TelegramError as error:
                pause = backoff(tries, first=0.5, most=_LONGEST_PAUSE)
                if isinstance(error, BadRequest):
                    self._link.refused_webhook(error)
                else:
                    self._link.not_fetched(error)
                if isinstance(error, RetryAfter):
                    pause = error.retry_after.total_seconds()  # type: ignore[union-attr]
                _log.warning("the webhook is not seen to yet", error=str(error), pause=pause)
                await asyncio.sleep(pause)
                tries += 1
