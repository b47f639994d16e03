"""Whoever waits without a deadline is found, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from bot.events.consumers import routes
from bot.persistence.queues.event_store import event_type
from tests.chaos.clocks import Clocks
from tests.chaos.reading import at_file

if TYPE_CHECKING:
    from pathlib import Path

_TABLES = (
    "create table orders (id, state)",
    "create table tickets (order_id, state, request, missing)",
    "create table deliveries (order_id, state)",
    "create table deadlines (order_id, kind)",
    "create table events (event_id, subject, name)",
    "create table processed_events (consumer, event_id)",
)
_COOKING = (
    "insert into orders values ('a1', 'accepted')",
    "insert into tickets values ('a1', 'accepted', null, null)",
    "insert into deliveries values ('a1', 'scheduled')",
    "insert into deadlines values ('a1', 'cook_by')",
)


def found(folder: Path, *changes: str) -> list[str]:
    file = folder / "azer.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as books:
        for change in (*_TABLES, *_COOKING, *changes):
            books.exec_driver_sql(change)
    engine.dispose()
    clocks = Clocks()
    clocks.look(at_file(file))
    clocks.look(at_file(file))
    assert clocks.looks == 2
    return clocks.broken


def test_order_that_is_looked_after_is_in_order(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("update deadlines set kind = 'pay_by'", "a1: tickets: accepted waits"),
        ("update tickets set state = 'received'", "a1: tickets: received waits"),
        ("update tickets set request = '{}'", "a1: a request waits"),
        ("update tickets set missing = '{}'", "a1: a choice waits"),
        ("update deliveries set state = 'picked_up'", "a1: deliveries: picked_up waits"),
        ("insert into orders values ('b2', 'held')", "b2: orders: held waits"),
        ("insert into orders values ('b2', 'cooked')", "b2: nobody looks after the order"),
    ],
)
def test_wait_without_a_deadline_is_told_once(tmp_path: Path, change: str, complaint: str) -> None:
    broken = found(tmp_path, change)
    assert any(it.startswith(complaint) for it in broken), broken
    assert len(broken) == len(set(broken))


def test_order_with_news_under_way_waits_on_nobody(tmp_path: Path) -> None:
    under_way = (
        "insert into orders values ('b2', 'placed')",
        "insert into events values ('e1', 'b2', 'OrderPaid')",
    )
    assert found(tmp_path, *under_way) == []


def test_order_whose_news_all_have_handled_waits_on_somebody(tmp_path: Path) -> None:
    handled = [
        f"insert into processed_events values ('{consumer}', 'e1')"
        for consumer in routes(event_type("OrderPaid"))
    ]
    news = "insert into events values ('e1', 'b2', 'OrderPaid')"
    broken = found(tmp_path, "insert into orders values ('b2', 'placed')", news, *handled)
    assert len(broken) == 2
