"""How updates come in: the leader fetches them, or Telegram brings them to any process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.telegram.incoming.webhook import Webhook
from bot.telegram.incoming.webhook_watch import WebhookWatch

if TYPE_CHECKING:
    from aiohttp import web

    from bot.settings.telegram import TelegramSettings
    from bot.telegram.incoming.inbox import Inbox
    from bot.telegram.link import Link
    from handlers.context import App


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way for updates to come in.

    Args:
        run: What the leader does for it, until cancelled.
        is_fetching: Whether that is fetching them, which nobody may do while a webhook is set.
        routes: What every process serves for it.
        accepting: While it lasts, every process takes what comes by these routes.
    """

    run: Callable[[], Awaitable[None]]
    is_fetching: bool = True
    routes: Sequence[web.RouteDef] = ()
    accepting: Callable[[], AbstractAsyncContextManager[None]] = nullcontext


def way_in_of(
    settings: TelegramSettings,
    inbox: Inbox,
    app: App,
    link: Link,
    *,
    may_take: Callable[[], bool],
    on_news: Callable[[int, float], None],
) -> WayIn:
    """The way that the settings name: a webhook, if there is a ``WEBHOOK_URL``.

    Args:
        settings: The bot's settings.
        inbox: Where updates are put.
        app: Its bot calls Telegram.
        link: Hears how it goes.
        may_take: Says whether this process may have anything in hand now.
        on_news: See ``WebhookWatch``.
    """
    if not settings.webhook_url:
        return WayIn(inbox.run)
    webhook = Webhook(inbox, settings.webhook_path, settings.webhook_secret, may_take)
    watch = WebhookWatch(
        inbox,
        app.bot,
        link,
        settings.webhook_url,
        settings.webhook_secret,
        on_news=on_news,
    )
    return WayIn(
        watch.run, is_fetching=False, routes=webhook.routes(), accepting=webhook.accepting
    )
