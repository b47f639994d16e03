"""Deadlines are rows: they survive, they fire once, they catch up in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.persistence.unit_of_work import UnitOfWork
from bot.scheduling.deadline_worker import BATCH
from domain.order.commands import CancelOrder
from domain.processes import deadlines
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import DEADLINES
from domain.shared.deadlines import DeadlineKind
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, place

OTHER = "b" * 32
STATE = "select state from orders"


async def test_sweep_before_the_time_fires_nothing(platform: Platform) -> None:
    await platform.run(place())
    platform.clock.advance(minutes=14, seconds=50)
    assert await platform.deadline_worker.fire_due() == 0


async def test_sweep_after_a_restart_fires_what_fell_due_meanwhile(platform: Platform) -> None:
    await platform.run(place())
    platform.database.close()
    platform.clock.advance(hours=5)
    platform.open()
    assert await platform.deadline_worker.fire_due() == 1
    await platform.settle()
    assert await platform.look(STATE) == [("expired",)]
    assert await platform.look("select state from payments") == [("voided",)]


async def test_sweep_by_two_at_once_fires_once(platform: Platform) -> None:
    await platform.run(place())
    platform.clock.advance(minutes=16)
    await asyncio.gather(platform.deadline_worker.fire_due(), platform.deadline_worker.fire_due())
    expired = "select count(*) from events where name = 'OrderExpired'"
    assert await platform.look(expired) == [(1,)]


async def test_sweep_after_hours_reminds_before_it_gives_up(platform: Platform) -> None:
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    platform.clock.advance(hours=3)
    await platform.deadline_worker.fire_due()
    await platform.settle()
    names = await platform.look(
        "select name from events where name in ('StoreReminded', 'OrderRejected') order by seq"
    )
    assert names == [("StoreReminded",), ("OrderRejected",)]
    assert await platform.look("select count(*) from deadlines") == [(0,)]


async def test_paying_or_cancelling_clears_the_deadline(platform: Platform) -> None:
    await platform.run(place(), CancelOrder(ORDER, CUSTOMER))
    assert await platform.look("select count(*) from deadlines") == [(0,)]


async def test_deadline_that_cannot_fire_holds_up_nobody_and_is_tried_again(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: list[str] = []

    def passes(order_id: str, _uow: object) -> None:
        fired.append(order_id)
        raise KeyError(order_id)

    kind = DeadlineKind.RESUME_HELD
    broken = replace(DEADLINES[kind], passes=passes)
    monkeypatch.setattr(deadlines, "DEADLINES", {**DEADLINES, kind: broken})
    await platform.database.write(lambda uow: uow.deadlines.set(kind, OTHER, uow.now))
    await platform.run(place())
    platform.clock.advance(minutes=16)
    await platform.deadline_worker.fire_due()
    assert await platform.look(STATE) == [("expired",)]
    assert await platform.look("select kind from deadlines") == [("resume_held",)]
    platform.clock.advance(minutes=1)
    await platform.deadline_worker.fire_due()
    assert fired == [OTHER, OTHER]


async def test_deadlines_that_only_a_newer_version_knows_are_left_to_it_and_stop_nobody(
    platform: Platform,
) -> None:
    def set_all(uow: UnitOfWork) -> None:
        for number in range(BATCH + 1):
            uow.deadlines.set("brew_coffee", f"{number:032}", uow.now)

    await platform.database.write(set_all)
    unknown = "select count(*), max(due_at) from deadlines where kind = 'brew_coffee'"
    before = await platform.look(unknown)
    await platform.run(place())
    platform.clock.advance(minutes=16)
    assert await platform.deadline_worker.fire_due() == 1
    assert await platform.look(STATE) == [("expired",)]
    assert await platform.look(unknown) == before
