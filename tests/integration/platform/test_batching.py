"""Rows that a transaction adds go to a server together, and nobody can tell but by the time it takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from domain.customer.events import PersonUnreachable
from domain.shared.deadlines import DeadlineKind
from tests.support.fakes import NOON
from tests.support.samples import ORDER, place

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork
    from tests.integration.conftest import Platform

pytestmark = pytest.mark.postgresql

PAY_BY = DeadlineKind.PAY_BY


async def test_placing_an_order_adds_its_rows_in_one_statement(platform: Platform) -> None:
    statements: list[str] = []

    database: Any = platform.database

    @event.listens_for(database._engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    await platform.bus.execute(place())
    (added,) = [it for it in statements if "INSERT" in it]
    for table in ("orders", "payments", "deadlines", "events", "outbox"):
        assert f"INSERT INTO {table} " in added


async def test_row_that_was_added_is_found_by_whatever_is_asked_next(platform: Platform) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        uow.deadlines.set(PAY_BY, ORDER, NOON)
        uow.publish(PersonUnreachable(user_id=1))
        found = [uow.event_store.position().seq]
        uow.deadlines.clear(PAY_BY, ORDER)
        uow.deadlines.set(PAY_BY, ORDER, NOON)
        return [*found, len(uow.deadlines.due(NOON, 10))]

    position = await platform.database.read(lambda uow: uow.event_store.position())
    assert await platform.database.write(work) == [position.seq + 1, 1]
    assert await platform.look("select count(*) from deadlines") == [(1,)]


async def test_rows_of_one_table_keep_the_order_in_which_they_were_added(
    platform: Platform,
) -> None:
    def work(uow: UnitOfWork) -> None:
        for number in range(20):
            uow.publish(PersonUnreachable(user_id=number))
            uow.deadlines.set(PAY_BY, ORDER, NOON)

    await platform.database.write(work)
    found = await platform.look(
        "select payload from events where name = 'PersonUnreachable' order by seq"
    )
    assert [json.loads(payload) for (payload,) in found] == [{"user_id": n} for n in range(20)]
    (order,) = await platform.look(
        "select string_agg(e.payload, ' ' order by o.id) = string_agg(e.payload, ' ' order by e.seq)"
        " from outbox o join events e on e.seq = o.seq"
    )
    assert order == (True,)


async def test_row_that_exists_already_undoes_everything_that_was_added(
    platform: Platform,
) -> None:
    await platform.run(place())

    def work(uow: UnitOfWork) -> None:
        uow.deadlines.set(PAY_BY, "another", NOON)
        uow.orders.add(uow.orders.get(ORDER))

    with pytest.raises(IntegrityError):
        await platform.database.write(work)
    assert await platform.look("select count(*) from deadlines where order_id = 'another'") == [
        (0,)
    ]
