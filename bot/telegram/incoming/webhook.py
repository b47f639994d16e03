"""Updates that Telegram brings by HTTP: to any process, answered when they are kept."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from aiohttp import web

from bot.telegram.incoming.inbox import PATIENCE, Inbox, is_update
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from pydantic import SecretStr

_log = structlog.get_logger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Telegram brings it again after so many seconds; without this it doubles its pauses, up to minutes.
_AGAIN_SOON = {"Retry-After": "1"}


class Webhook:
    """The route to which Telegram brings updates.

    An answer of 200 says that the update is committed, as the next ``getUpdates`` does when they
    are fetched; any other has Telegram bring it again, here or to another process.
    """

    def __init__(
        self,
        inbox: Inbox,
        path: str,
        secret: SecretStr,
        may_take: Callable[[], bool] = lambda: True,
    ) -> None:
        """Put what comes to ``path`` with the ``secret`` into the inbox.

        ``may_take`` says whether this process may have anything in hand now.
        """
        self._inbox, self._path, self._secret = inbox, path, secret
        self._may_take = may_take
        self._is_accepting = False
        self._taking: set[asyncio.Task[web.Response]] = set()

    def routes(self) -> list[web.RouteDef]:
        """``POST`` at the path of the setting ``WEBHOOK_URL``."""
        return [web.post(self._path, self.receive)]

    @asynccontextmanager
    async def accepting(self) -> AsyncIterator[None]:
        """Take updates while this lasts; then answer what is being kept, and no more."""
        self._is_accepting = True
        try:
            yield
        finally:
            self._is_accepting = False
            if self._taking:
                _, late = await asyncio.wait(self._taking, timeout=PATIENCE)
                for task in late:
                    task.cancel()
                await asyncio.gather(*late, return_exceptions=True)

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request; see the class."""
        given = request.headers.get(HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret.get_secret_value().encode()):
            raise web.HTTPUnauthorized(text="The secret token is missing or another.")
        # Its length is limited by the server.
        raw = _read(await request.read())
        if not (self._is_accepting and self._may_take()):
            # Another process may be better off, so it can come at once.
            raise web.HTTPServiceUnavailable(text="Not now.")
        if not self._inbox.has_room:
            raise web.HTTPServiceUnavailable(text="Too much is in hand.", headers=_AGAIN_SOON)
        # Whoever hangs up does not undo what is half done.
        taking = asyncio.create_task(self._take(raw))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        return await asyncio.shield(taking)

    async def _take(self, raw: dict[str, Any]) -> web.Response:
        try:
            await self._inbox.take([raw])
        except DatabaseLost:
            await self._inbox.turn_away([raw])
        except DatabaseUnavailable as error:
            _log.warning("update not kept", update_id=raw["update_id"], error=str(error))
        else:
            return web.Response()
        return web.Response(status=503, text="The database is away.", headers=_AGAIN_SOON)


def _read(body: bytes) -> dict[str, Any]:
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        raw = None
    if not is_update(raw):
        raise web.HTTPBadRequest(text="This is no update.")
    update: dict[str, Any] = raw
    return update
