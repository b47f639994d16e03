"""What was asked before the clock was put back is not waited for until the old time comes again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.order import Line
from domain.processes.checkout import ChooseCash
from domain.shared.money import Money
from domain.store import (
    AcceptOrder,
    AskToCancel,
    PutOff,
    ReportMissing,
    SetDishAvailable,
)
from tests.support.samples import CUSTOMER, ORDER, OWNER, a_basket, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

pytestmark = pytest.mark.each_engine

SOUP = Line("soup", "Soup", Money(5_000, "KRW"), 1)
TWO_DISHES = replace(place(), basket=replace(a_basket(), lines=(*a_basket().lines, SOUP)))
ACCEPTED = (
    SetDishAvailable("hanok", OWNER, "soup", available=True),
    TWO_DISHES,
    ChooseCash(ORDER, CUSTOMER),
    AcceptOrder(ORDER, OWNER, 15),
)


async def pass_time(platform: Platform, minutes: int) -> None:
    platform.clock.advance(minutes=minutes, seconds=1)
    await platform.deadline_worker.fire_due()
    await platform.settle()


async def put_back(platform: Platform) -> None:
    await platform.deadline_worker.fire_due()
    platform.clock.advance(hours=-2)
    await platform.deadline_worker.fire_due()
    await platform.settle()


async def happened(platform: Platform) -> set[str]:
    return {name for (name,) in await platform.look("select name from events")}


async def test_request_open_when_the_clock_goes_back_ends_in_its_time(platform: Platform) -> None:
    await platform.run(*ACCEPTED, AskToCancel(ORDER, CUSTOMER))
    await put_back(platform)
    await pass_time(platform, 5)
    assert "CancellationUnanswered" in await happened(platform)
    assert await platform.look("select request from tickets") == [(None,)]


async def test_choice_open_when_the_clock_goes_back_ends_in_its_time(platform: Platform) -> None:
    await platform.run(*ACCEPTED, ReportMissing(ORDER, OWNER, (1,)))
    await put_back(platform)
    await pass_time(platform, 5)
    assert "DishesLeftOut" in await happened(platform)
    assert await platform.look("select missing from tickets") == [(None,)]


async def test_silent_kitchen_while_the_clock_goes_back_is_asked_about_and_called_off(
    platform: Platform,
) -> None:
    await platform.run(*ACCEPTED)
    await pass_time(platform, 15)
    await put_back(platform)
    await pass_time(platform, 10)
    assert "CookingUnanswered" in await happened(platform)
    await put_back(platform)
    await pass_time(platform, 50)
    assert await platform.look("select state from orders") == [("cancelled",)]


async def test_promise_put_off_after_the_clock_went_back_is_not_asked_about_before_its_time(
    platform: Platform,
) -> None:
    await platform.run(*ACCEPTED)
    await pass_time(platform, 15)
    await put_back(platform)
    await platform.run(PutOff(ORDER, OWNER, 10))
    await pass_time(platform, 10)
    assert "CookingUnanswered" not in await happened(platform)
    assert await platform.look("select kind from deadlines") == [("cook_by",)]
