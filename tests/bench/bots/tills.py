"""Tills that order over HTTP at an address that they are told, each on a connection that stays."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from uuid import uuid4

import aiohttp

from tests.bench import town
from tests.bench.bots.gateway import CUSTOMERS, secret_of
from tests.bench.lines import Lines
from tests.bench.rounds import TASKS, timed


async def main() -> None:
    """Order as often as asked, until the input ends."""
    lines = await Lines.open()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=TASKS)) as session:

        async def order(address: str, body: bytes, customer: int) -> None:
            headers = {
                "Authorization": f"Bearer {secret_of(customer)}",
                "Idempotency-Key": uuid4().hex,
                "Content-Type": "application/json",
            }
            async with session.post(f"{address}/orders", data=body, headers=headers) as answer:
                said = await answer.read()
                if answer.status != 201:
                    raise RuntimeError(f"{answer.status}: {said.decode()}")

        async def place(address: str, orders: int, stores: int) -> dict[str, float]:
            return await timed(
                [
                    partial(
                        order,
                        address,
                        _wanted(number % stores),
                        town.FIRST_CUSTOMER + number % CUSTOMERS,
                    )
                    for number in range(orders)
                ]
            )

        lines.say({"ready": True})
        await lines.serve({"place": place})


def _wanted(store: int) -> bytes:
    # The same order as the bus is given.
    wanted = {
        "store_id": town.store_id(store),
        "lines": [{"dish_id": "bibimbap", "quantity": 2}],
        "address": town.ADDRESS,
        "phone": town.PHONE,
    }
    return json.dumps(wanted).encode()


if __name__ == "__main__":
    asyncio.run(main())
