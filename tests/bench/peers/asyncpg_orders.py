"""The same rows of a placed order by asyncpg alone: no rule, no read, no lock, no JSON made.

It looks once at what the bus has written for one order, and writes the like of it in one transaction
each, from ready-made values, over a few connections that are kept.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any
from uuid import uuid4

import asyncpg

from tests.bench.lines import Lines
from tests.bench.rounds import timed

CONNECTIONS = 4
KEYS = {
    "orders": "id",
    "payments": "order_id",
    "deadlines": "order_id",
    "events": "subject",
    "outbox": "subject",
}
GIVEN_BY_THE_SERVER = {"events": {"seq", "xact_id"}, "outbox": {"id"}}
Rows = dict[str, list[dict[str, Any]]]


class Connections:
    """A few connections, which tasks get in the order in which they ask."""

    def __init__(self, free: list[asyncpg.Connection]) -> None:
        self._free, self._turn = free, asyncio.Semaphore(len(free))

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """Wait for one that is free."""
        async with self._turn:
            connection = self._free.pop()
            try:
                yield connection
            finally:
                self._free.append(connection)


async def main(theirs: str, ours: str) -> None:
    """Serve until the input ends."""
    lines = await Lines.open()
    connections = Connections([await asyncpg.connect(ours) for _ in range(CONNECTIONS)])
    numbers, pattern, statements = count(1), {}, {}

    async def learn() -> dict[str, Any]:
        connection = await asyncpg.connect(theirs)
        pattern.update(await one_order(connection))
        await connection.close()
        statements.update({table: insert(table, rows[0]) for table, rows in pattern.items()})
        return {"rows": sum(map(len, pattern.values()))}

    async def place(orders: int) -> dict[str, float]:
        made = [another(pattern, next(numbers)) for _ in range(orders)]
        return await timed([partial(write, connections, statements, rows) for rows in made])

    lines.say({"ready": True})
    await lines.serve({"learn": learn, "place": place})


async def one_order(connection: asyncpg.Connection) -> Rows:
    """What is there of one order."""
    id = await connection.fetchval("SELECT id FROM orders LIMIT 1")
    found = {
        table: await connection.fetch(f"SELECT * FROM {table} WHERE {key} = $1", id)
        for table, key in KEYS.items()
    }
    found["idempotency_keys"] = await connection.fetch("SELECT * FROM idempotency_keys LIMIT 1")
    return {
        table: [
            {
                name: value
                for name, value in row.items()
                if name not in GIVEN_BY_THE_SERVER.get(table, ())
            }
            for row in rows
        ]
        for table, rows in found.items()
    }


def insert(table: str, row: dict[str, Any]) -> str:
    """The statement for such a row."""
    values = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    end = " RETURNING seq" if table == "events" else ""
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values}){end}"


def another(pattern: Rows, number: int) -> Rows:
    """The rows of a new order."""
    old, new = pattern["orders"][0]["id"], uuid4().hex
    rows = {
        table: [
            {name: new if value == old else value for name, value in row.items()} for row in found
        ]
        for table, found in pattern.items()
    }
    for event in rows["events"]:
        event["event_id"] = str(uuid4())
    rows["idempotency_keys"][0]["key"] = f"update:{number}:PlaceOrder:1"
    return rows


async def write(connections: Connections, statements: dict[str, str], rows: Rows) -> None:
    """One order in one transaction."""
    async with connections.one() as connection, connection.transaction():
        seq = None
        for table, found in rows.items():
            statement = statements[table]
            if table == "events":
                (event,) = found
                seq = await connection.fetchval(statement, *event.values())
            else:
                values = [
                    [seq if name == "seq" else value for name, value in row.items()]
                    for row in found
                ]
                # One message for one row, and one flight for several.
                await connection.executemany(statement, values)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
