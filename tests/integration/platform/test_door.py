"""What tests put in front of a server leaves nothing open, whenever somebody comes."""

from __future__ import annotations

import asyncio
import gc
import socket

from sqlalchemy import make_url

from tests.support.door import Door
from tests.support.lost_machine import way_to

SERVER = make_url("postgresql+psycopg://azer@127.0.0.1:9/azer")


def test_leave_door_while_somebody_comes_leaves_no_connection_open() -> None:
    with Door.standing(SERVER) as door:
        door.fall_silent()

        async def come_and_go() -> None:
            port = make_url(door.url).port or 0
            came.extend(socket.create_connection(("127.0.0.1", port)) for _ in range(5))
            # Their visits are broken off at each moment, also before they begin.
            for _ in range(10):
                await asyncio.sleep(0)
                for task in asyncio.all_tasks():
                    if getattr(task.get_coro(), "__name__", "") == "_visit":
                        task.cancel()

        came: list[socket.socket] = []
        door._do(come_and_go())
    for it in came:
        it.close()
    gc.collect()


async def test_leave_way_while_somebody_comes_leaves_no_connection_open() -> None:
    came: list[socket.socket] = []
    async with way_to(SERVER) as way:
        for _ in range(5):
            came.append(socket.create_connection(("127.0.0.1", way.port)))
            # Each is broken off one step further on.
            await asyncio.sleep(0)
    for it in came:
        it.close()
    gc.collect()
