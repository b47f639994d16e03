"""A Bot API for one bot: it takes every call, keeps nothing, and answers as Telegram would."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from tests.bench import town
from tests.bench.api.limits import Limits
from tests.bench.api.wire import Connection, Params, Respond

_MESSAGES = ("sendMessage", "editMessageText", "editMessageReplyMarkup")
_BATCH = 100
_RESULTS: dict[str, Any] = {
    "getMe": town.BOT,
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the bot made, and the message that came of it."""

    method: str
    params: Params
    at: float
    message: dict[str, Any] | None


class Api:
    """Hands out updates by ``getUpdates`` and tells ``on_call`` of everything else.

    A message comes back with its text and its keyboard, as from Telegram, because reading it is
    part of what a bot spends.
    """

    def __init__(self) -> None:
        self.on_call: Callable[[Call], None] = lambda _call: None
        # How long every answer takes except that of getUpdates, in seconds.
        self.delay = 0.0
        self.limits: Limits | None = None
        self.refused = 0
        self.last_call_at = 0.0
        self._waiting: deque[bytes] = deque()
        self._poller: Respond | None = None
        self._time_out: asyncio.TimerHandle | None = None
        self._numbers = 0

    async def listen(self) -> int:
        """Listen on loopback; answers the port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(self.take), "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        return port

    def deliver(self, update: bytes) -> None:
        """Hand out one update, as JSON."""
        self._waiting.append(update)
        if self._poller is not None:
            self._answer_poll()

    def take(self, method: str, params: Params, respond: Respond) -> None:
        """Answer one call."""
        if method == "getUpdates":
            self._poll(params, respond)
            return
        at = time.monotonic()
        self.last_call_at = at
        if self.limits is not None and (wait := self.limits.take(method, params, at)):
            self.refused += 1
            respond(_too_many(wait), 429)
            return
        message = self._message(method, params) if method in _MESSAGES else None
        result: object = message or _RESULTS.get(method, True)
        payload = orjson.dumps({"ok": True, "result": result})
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, respond, payload, 200)
        else:
            respond(payload, 200)
        self.on_call(Call(method, params, at, message))

    def _poll(self, params: Params, respond: Respond) -> None:
        if self._time_out is not None:
            self._time_out.cancel()
        self._poller = respond
        if self._waiting:
            self._answer_poll()
            return
        seconds = float(params.get("timeout", 0))
        self._time_out = asyncio.get_running_loop().call_later(seconds, self._answer_poll)

    def _answer_poll(self) -> None:
        respond, self._poller = self._poller, None
        if respond is not None:
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            respond(b'{"ok":true,"result":[' + b",".join(batch) + b"]}", 200)

    def _message(self, method: str, params: Params) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": int(params.get("message_id", 0)),
            "from": town.BOT,
            "chat": town.chat(params["chat_id"]),
            "date": int(time.time()),
            "text": params.get("text", "…"),
        }
        if method == "sendMessage":
            self._numbers += 1
            message["message_id"] = self._numbers
        else:
            message["edit_date"] = message["date"]
        markup = params.get("reply_markup")
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        return message


def _too_many(seconds: int) -> bytes:
    return orjson.dumps(
        {
            "ok": False,
            "error_code": 429,
            "description": f"Too Many Requests: retry after {seconds}",
            "parameters": {"retry_after": seconds},
        }
    )
