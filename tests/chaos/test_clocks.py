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
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import URL

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


# The same with the delivery elsewhere.
_AT_HOME = ("delete from deliveries",)
_APART = ("insert into deliveries values ('a1', 'scheduled')",)


def database(file: Path, *changes: str) -> URL:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as books:
        for change in (*_TABLES, *changes):
            books.exec_driver_sql(change)
    engine.dispose()
    return at_file(file)


def found(folder: Path, *changes: str, apart: Sequence[str] = ()) -> list[str]:
    main = database(folder / "azer.db", *_COOKING, *changes)
    deliveries = database(folder / "deliveries.db", *apart) if apart else None
    clocks = Clocks()
    clocks.look(main, deliveries)
    clocks.look(main, deliveries)
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


_CANCELLED = ("update orders set state = 'cancelled'", "update tickets set state = 'received'")
_NEWS = "insert into events values ('e1', 'a1', 'OrderCancelled')"


def test_ticket_of_an_order_that_ended_waits_for_that_news_alone(tmp_path: Path) -> None:
    # The time for the store's answer passed meanwhile, and was void.
    assert found(tmp_path, *_CANCELLED, _NEWS) == []


def test_ticket_of_an_order_that_ended_without_news_waits_for_ever(tmp_path: Path) -> None:
    told = handled_by(*routes(event_type("OrderCancelled")))
    (broken,) = found(tmp_path, *_CANCELLED, _NEWS, *told)
    assert broken.startswith("a1: tickets: received waits")


def test_ticket_of_an_order_that_goes_on_has_a_deadline_whatever_is_under_way(
    tmp_path: Path,
) -> None:
    (broken,) = found(tmp_path, "update tickets set state = 'received'", _NEWS)
    assert broken.startswith("a1: tickets: received waits")


def test_order_whose_news_all_have_handled_waits_on_somebody(tmp_path: Path) -> None:
    handled = [
        f"insert into processed_events values ('{consumer}', 'e1')"
        for consumer in routes(event_type("OrderPaid"))
    ]
    news = "insert into events values ('e1', 'b2', 'OrderPaid')"
    broken = found(tmp_path, "insert into orders values ('b2', 'placed')", news, *handled)
    assert len(broken) == 2


def test_delivery_elsewhere_is_looked_after_by_its_own_deadlines(tmp_path: Path) -> None:
    taken = ("update orders set state = 'cooked'", "delete from tickets", "delete from deadlines")
    under_way = "insert into deliveries values ('a1', 'picked_up')"
    step = "insert into deadlines values ('a1', 'delivery_step')"
    assert found(tmp_path, *_AT_HOME, *taken, apart=(under_way, step)) == []


def test_delivery_elsewhere_without_a_deadline_is_told(tmp_path: Path) -> None:
    gone = (*_APART, "update deliveries set state = 'picked_up'")
    (broken,) = found(tmp_path, *_AT_HOME, apart=gone)
    assert broken.startswith("a1: deliveries: picked_up waits")


_ORPHAN = "insert into orders values ('b2', 'on_the_way')"
_DELIVERED = "insert into events values ('e1', 'b2', 'Delivered')"


def handled_by(*consumers: str) -> list[str]:
    return [f"insert into processed_events values ('{it}', 'e1')" for it in consumers]


def test_news_of_a_delivery_elsewhere_that_has_not_come_is_under_way(tmp_path: Path) -> None:
    assert found(tmp_path, _ORPHAN, apart=(*_APART, _DELIVERED)) == []


def test_news_of_a_delivery_elsewhere_that_all_have_handled_is_not(tmp_path: Path) -> None:
    others = [it for it in routes(event_type("Delivered")) if it != "delivery"]
    arrived = (_ORPHAN, _DELIVERED, *handled_by(*others))
    (broken,) = found(tmp_path, *arrived, apart=(*_APART, _DELIVERED))
    assert broken.startswith("b2: nobody looks after the order")


def test_news_for_a_delivery_elsewhere_is_handled_when_it_has_noted_so(tmp_path: Path) -> None:
    news = "insert into events values ('e1', 'b2', 'OrderCooked')"
    handlers = routes(event_type("OrderCooked"))
    here = (_ORPHAN, news, *handled_by(*(it for it in handlers if it != "delivery")))
    assert "delivery" in handlers
    assert found(tmp_path, *here, apart=_APART) == []
    more = tmp_path / "more"
    more.mkdir()
    (broken,) = found(more, *here, apart=(*_APART, *handled_by("delivery")))
    assert broken.startswith("b2: nobody looks after the order")
