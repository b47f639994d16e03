"""Queries that run all the time find their rows by an index, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.dialects import sqlite

from bot.persistence.database.engine import close, open_writer
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.queues import messages, outbox
from bot.persistence.repositories import customers, deadlines, deliveries, tickets

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = {
    "outbox rows that are done": (
        outbox._DELETE_OUTBOX,
        "SEARCH outbox USING INTEGER PRIMARY KEY",
    ),
    "tickets of stores": (tickets._UNFINISHED, "SEARCH tickets USING INDEX"),
    "deliveries of stores": (deliveries._OPEN_FOR, "SEARCH deliveries USING INDEX"),
    "people out of reach": (customers._LOST, "SEARCH people USING INDEX"),
    "deadlines that are due": (deadlines._DUE, "SEARCH deadlines USING INDEX ix_deadlines_due_at"),
    "messages that wait": (messages._PENDING, "SEARCH waiting USING INDEX"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_query_with_a_list_finds_its_rows_by_an_index(name: str, tmp_path: Path) -> None:
    statement, expected = QUERIES[name]
    file = SqliteFile(tmp_path / "azer.db")
    file.migrate()
    sql = str(statement.compile(dialect=sqlite.dialect()))
    connection = open_writer(file.path)
    try:
        found: Any = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sql}", ("[]",) * sql.count("?")
        )
        plan = "\n".join(row[3] for row in found)
    finally:
        close(connection)
    assert expected in plan
