"""As much HTTP/1.1 as the Bot API clients of the benchmark speak, and no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import orjson

Params = dict[str, Any]
Respond = Callable[[bytes, int], None]
OnCall = Callable[[str, Params, Respond], None]

_END = b"\r\n\r\n"
_OBJECTS = ("reply_markup", "allowed_updates", "commands")


class Connection(asyncio.Protocol):
    """One kept-alive connection: a request, its answer, the next request."""

    def __init__(self, on_call: OnCall) -> None:
        self._on_call = on_call
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            head = self._buffer[:end]
            fields = _fields(head)
            begin = end + len(_END)
            size = int(fields.get(b"content-length", b"0"))
            if len(self._buffer) < begin + size:
                return
            body = self._buffer[begin : begin + size]
            self._buffer = self._buffer[begin + size :]
            target = head.split(b" ", 2)[1]
            path, _, query = target.partition(b"?")
            params = _params(body, fields.get(b"content-type", b""))
            if query:
                params.update(parse_qsl(query.decode()))
            self._on_call(path.rsplit(b"/", 1)[-1].decode(), params, self._respond)

    def _respond(self, payload: bytes, status: int = 200) -> None:
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % (status, len(payload))
                + payload
            )


def _fields(head: bytes) -> dict[bytes, bytes]:
    fields = {}
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        fields[name.lower()] = value.strip()
    return fields


def _params(body: bytes, content_type: bytes) -> Params:
    if not body:
        return {}
    if content_type.startswith(b"application/json"):
        params: Params = orjson.loads(body)
        return params
    if not content_type.startswith(b"application/x-www-form-urlencoded"):
        raise ValueError(f"a body of an unknown kind: {content_type!r}")
    params = dict(parse_qsl(body.decode()))
    for name in _OBJECTS:
        if name in params:
            params[name] = orjson.loads(params[name])
    if "chat_id" in params:
        params["chat_id"] = int(params["chat_id"])
    return params
