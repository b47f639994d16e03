"""Placing orders through the command bus, against what SQLite alone can do.

Measured: the wall time of ``PlaceOrder`` commands given to one ``CommandBus`` by 20 tasks, each with the
idempotency key of an update; and that of the same six rows (order, payment, deadline, event,
outbox, the command's result) written by the sqlite3 module in one transaction each, with the same
pragmas, from ready-made tuples. The limit has no rules, no reads, no JSON, no threads and no
asyncio in it. Rounds alternate; the figure is the median ratio.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.clock import utc_now
from bot.command_bus import CommandBus
from bot.events.consumers import routes
from bot.logs import set_up_logs
from bot.persistence.database.migrate import migrate
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.queues.idempotency import scope_of_update
from bot.persistence.unit_of_work import open_database
from domain.shared.limits import OperatingLimits
from domain.store.commands import ImportStore
from tests.bench import town
from tests.bench.bots.stores import an_order, store_files
from tests.bench.figures import Figure

TASKS, ORDERS, ROUNDS = 20, 400, 9
GOAL = 0.25
_updates = count(1)
_TABLES = ("orders", "payments", "deadlines", "events", "outbox", "idempotency_keys")


def measure() -> list[Figure]:
    """Alternate rounds of both; answer the rates and their ratio."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open(f"{folder}/log", "w", encoding="utf-8") as log,
        redirect_stdout(log),
    ):
        set_up_logs("json")
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    ours, theirs = folder / "bus.db", folder / "raw.db"
    migrate(ours)
    migrate(theirs)
    database = open_database(
        SqliteFile(ours),
        routes=routes,
        limits=OperatingLimits(orders_per_minute=0, most_waiting=0),
        clock=utc_now,
    )
    try:
        bus = CommandBus(database)
        await bus.execute(ImportStore(store_files()[0]))
        await _place(bus, TASKS)
        raw = _raw(theirs)
        samples = _one_order(ours)
        rates = [(await _place(bus, ORDERS), _insert(raw, samples)) for _ in range(ROUNDS)]
        raw.close()
    finally:
        database.close()
    through, limit = (statistics.median(rate) for rate in zip(*rates, strict=True))
    ratio = statistics.median(a / b for a, b in rates)
    return [
        Figure("place-order commands through the bus", through, "commands/s"),
        Figure("the same six rows by sqlite3 alone", limit, "transactions/s"),
        Figure("bus / sqlite3", ratio, "×", goal=f"≥ {GOAL}", met=ratio >= GOAL),
    ]


async def _place(bus: CommandBus, number: int) -> float:
    commands = iter([an_order(town.store_id(0), 1) for _ in range(number)])

    async def work() -> None:
        for command in commands:
            # As the inbox does on an update's first try.
            scoped = bus.within(scope_of_update(next(_updates)), is_first_try=True)
            await scoped.execute(command)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(TASKS)))
    return number / (time.perf_counter() - began)


def _raw(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _one_order(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that the bus has written for one order, as a pattern."""
    with closing(sqlite3.connect(path)) as connection:
        (id,) = connection.execute("SELECT id FROM orders").fetchone()
        keys = {"orders": "id", "payments": "order_id", "deadlines": "order_id"}
        pattern = {
            table: connection.execute(
                f"SELECT * FROM {table} WHERE {keys.get(table, 'subject')} = ?", (id,)
            ).fetchall()
            for table in _TABLES[:-1]
        }
        results = connection.execute("SELECT * FROM idempotency_keys LIMIT 1").fetchall()
        return {**pattern, _TABLES[-1]: results}


def _insert(connection: sqlite3.Connection, pattern: dict[str, list[tuple[Any, ...]]]) -> float:
    statements = {
        table: f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})"
        for table, rows in pattern.items()
    }
    orders = [_fresh(pattern) for _ in range(ORDERS)]
    began = time.perf_counter()
    for order in orders:
        connection.execute("BEGIN IMMEDIATE")
        seq = None
        for table, row in order:
            values = row if table != "outbox" else (None, row[1], seq, *row[3:])
            cursor = connection.execute(statements[table], values)
            seq = cursor.lastrowid if table == "events" else seq
        connection.execute("COMMIT")
    return ORDERS / (time.perf_counter() - began)


def _fresh(pattern: dict[str, list[tuple[Any, ...]]]) -> list[tuple[str, tuple[Any, ...]]]:
    old, new = pattern["orders"][0][0], uuid4().hex
    rows = []
    for table, found in pattern.items():
        for row in found:
            values = tuple(new if value == old else value for value in row)
            if table == "events":
                values = (None, str(uuid4()), *values[2:])
            elif table == "idempotency_keys":
                values = (next(_updates), *values[1:])
            rows.append((table, values))
    return rows
