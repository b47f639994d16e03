"""A SQLite file with a million old orders, made once and kept in tests/bench/.cache."""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

from bot.persistence.database.migrate import migrate
from bot.persistence.database.tables import orders as orders_table
from tests.bench import town
from tests.bench.processes import ROOT

ORDERS, CUSTOMERS = 1_000_000, 100_000
FIRST_CUSTOMER = 10_000_000
CACHE = ROOT / "tests" / "bench" / ".cache"
_BATCH = 20_000
_BEGAN = datetime(2023, 1, 1, tzinfo=UTC)
TABLES = ("orders", "payments", "tickets", "deliveries", "order_views", "events")
_PRICE = {"amount": 9_000, "currency": "KRW"}
_LINES = json.dumps(
    [{"dish_id": "bibimbap", "name": "Bibimbap 비빔밥", "price": _PRICE, "quantity": 2}]
)
Row = dict[str, Any]


def past_database(orders: int = ORDERS) -> Path:
    """The file; made if it is not there, or if the tables have changed since."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.db"
        migrate(fresh)
        with closing(sqlite3.connect(fresh)) as connection:
            rows = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    path = CACHE / f"past-{orders}-{crc32(repr(rows).encode()):08x}.db"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        for old in CACHE.iterdir():
            old.unlink()
        # It must never be taken into a commit: the file has gigabytes.
        (CACHE / ".gitignore").write_text("*\n", "ascii")
        part = path.with_suffix(".part")
        migrate(part)
        _fill(part, orders)
        part.rename(path)
    return path


def _fill(path: Path, orders: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in (
            "journal_mode=DELETE",
            "journal_mode=OFF",
            "synchronous=OFF",
            "cache_size=-400000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        # Indexes are made afterwards, which is many times faster than keeping them.
        query = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL AND tbl_name IN {TABLES}"
        indexes = connection.execute(query).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        statements = {table: _insert(table) for table in TABLES}
        connection.execute("BEGIN")
        batch: dict[str, list[Row]] = {table: [] for table in TABLES}
        for number, rows in enumerate(old_orders(orders), 1):
            for table, row in rows.items():
                batch[table].append(row)
            if number % _BATCH == 0 or number == orders:
                for table, found in batch.items():
                    connection.executemany(statements[table], found)
                    found.clear()
        for _, sql in indexes:
            connection.execute(sql)
        connection.execute("COMMIT")


def columns(table: str) -> list[str]:
    """The columns that an old row has; the others are the engine's to fill in."""
    found = orders_table.metadata.tables[table].columns
    return [column.name for column in found if column.name not in {"seq", "xact_id"}]


def _insert(table: str) -> str:
    names = columns(table)
    values = ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"


def old_orders(count: int) -> Iterator[dict[str, Row]]:
    """The rows of some orders, by table; the same each time."""
    chance = random.Random(1)
    # In the order of their ids, which the tables are sorted by; the times are at random.
    step = (1 << 128) // count
    for number in range(count):
        id = UUID(int=number * step + chance.randrange(step)).hex
        at = _BEGAN + timedelta(seconds=chance.randrange(60_000_000))
        yield _old_order(id, FIRST_CUSTOMER + chance.randrange(CUSTOMERS), at, chance)


def _old_order(id: str, customer: int, at: datetime, chance: random.Random) -> dict[str, Row]:
    store, when = town.store_id(chance.randrange(town.STORES)), f"{at:%Y-%m-%d %H:%M:%S.%f}"
    name, stamp = f"Mina {customer}", f"{at:%Y-%m-%dT%H:%M:%SZ}"
    money = {"amount": 18_000, "currency": "KRW"}
    line = {"name": "Bibimbap 비빔밥", "quantity": 2, "amount": money}
    steps = [{"state": state, "at": stamp} for state in ("placed", "sent", "cooking", "delivered")]
    view = {"order_id": id, "customer_id": customer, "store_name": store, "total": money, "lines": [line], "address": town.ADDRESS, "placed_at": stamp, "methods": ["card", "cash"], "state": "delivered", "payment": "paid", "steps": steps}  # fmt: skip
    destination = {"customer_name": name, "phone": town.PHONE, "address": town.ADDRESS, "latitude": None, "longitude": None, "store_name": store, "store_address": "12 Insadong-gil", "store_phone": "+82 2 735 0101", "to_collect": None}  # fmt: skip
    base: Row = {"order_id": id, "id": id, "customer_id": customer, "customer_name": name, "store_id": store, "amount": 18_000, "currency": "KRW", "state": "delivered", "version": 6, "address": town.ADDRESS, "placed_at": when, "admitted_at": when, "cooked_at": when, "delivery_fee": 0, "is_resting": False, "most_tip": None, "tip": None, "ended_at": when, "latitude": None, "longitude": None, "kept": None, "reduced_to": None, "owed": 0, "request": None, "missing": None, "left_out": "[]", "asked": 0}  # fmt: skip
    return {
        "orders": {**base, "store_name": store, "store_phone": "+82 2 735 0101", "lines": _LINES, "phone": town.PHONE},
        "payments": {**base, "methods": "card cash", "method": "card", "state": "paid"},
        "tickets": {**base, "customer_phone": town.PHONE, "lines": json.dumps([line]), "method": "card", "received_at": when, "state": "cooked", "decided_by": 2_001, "ready_at": when, "reason": "", "words": ""},
        "deliveries": {**base, "destination": json.dumps(destination), "courier_id": 3_001, "courier_name": "Dan", "declined": "", "trips": 1, "problem": None, "photo": "", "settlement": None},
        "order_views": {**base, "content": json.dumps(view)},
        "events": {"event_id": str(UUID(int=chance.getrandbits(128))), "subject": id, "name": "Delivered", "payload": json.dumps({"order_id": id, "store_id": store}), "at": when},
    }  # fmt: skip
