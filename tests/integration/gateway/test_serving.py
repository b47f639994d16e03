"""How answers leave the gateway."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.http.gateway.serving import on_uvicorn

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


async def test_answer_in_two_parts_does_not_wait_for_an_acknowledgement() -> None:
    no_delay: list[int] = []

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        request: Any = getattr(receive, "__self__")  # noqa: B009 - uvicorn's own, that we look into
        connection = request.transport.get_extra_info("socket")
        no_delay.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    async with (
        on_uvicorn(app, "127.0.0.1", 0) as address,
        aiohttp.ClientSession() as session,
        session.get(address) as answer,
    ):
        assert await answer.text() == "done"
    assert no_delay == [1]
