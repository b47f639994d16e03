"""Operators decide on the order's card about a delivery that does not go on, or see who did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, OLGA, SORA
from tests.e2e.test_courier_ends import a_cooked_order

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine

UNTAKEN = "No courier takes it: decide below"
NOT_PICKED_UP = "Not picked up: call the courier"
NOT_DELIVERED = "Not delivered: call the courier"
NOT_COLLECTED = "Not collected: call the customer"
SETTLED = "Settled: nothing left to do here"


class Scene:
    """A cooked order and the people who have to do with it."""

    def __init__(self, town: TestTown, people: list[PersonClient]) -> None:
        self.town = town
        self.sora, self.dan, self.olga = people
        self.code = ""

    async def begin(self) -> PersonClient:
        self.code, mina = await a_cooked_order(self.town, self.sora)
        await self.dan.sees(f"Delivery {self.code}")
        return mina

    async def take(self) -> None:
        await self.dan.taps("🙋 Take it")
        await self.dan.sees("Yours: pick it up")

    async def set_out(self) -> None:
        await self.take()
        await self.dan.taps("📦 Picked up")
        await self.dan.sees("In your hands")

    async def wait(self, *minutes: int) -> None:
        for it in minutes:
            await self.town.pass_time(minutes=it)

    async def settled(self, how: str) -> None:
        """Olga's card says who decided what, in its second line, and asks no more."""
        card = await self.olga.sees(re.compile(f"{re.escape(SETTLED)}\n[^\n]*{re.escape(how)}"))
        assert how in card["text"].splitlines()[1]


@pytest.fixture
async def scene(town: TestTown) -> Scene:
    return Scene(town, await town.staff(SORA, DAN, OLGA))


async def test_untaken_delivery_is_offered_again_by_an_operators_tap(scene: Scene) -> None:
    mina = await scene.begin()
    await scene.wait(5, 5)
    card = await scene.olga.sees(UNTAKEN)
    assert "called off by itself and refunded" in card["text"]
    await scene.olga.taps("🔔 Call the couriers again", message=card)
    await scene.settled("couriers were asked again · Olga")
    await scene.dan.taps("🙋 Take it")
    await mina.sees("🏃 Dan Park goes for it: please wait")


async def test_untaken_delivery_is_collected_as_an_operator_decides(scene: Scene) -> None:
    mina = await scene.begin()
    await scene.wait(5, 5)
    await scene.olga.sees(UNTAKEN)
    await scene.olga.taps("🏪 The customer may collect it")
    await scene.settled("the customer was asked to come for it · Olga")
    await mina.sees(f"{scene.code}: please come and collect it")


async def test_untaken_delivery_that_the_store_brings_is_settled_on_the_operators_card(
    scene: Scene,
) -> None:
    await scene.begin()
    await scene.wait(5, 5)
    await scene.olga.sees(UNTAKEN)
    await scene.sora.taps("🛵 We bring it ourselves")
    await scene.settled("the store brings it · Sora Lee")


async def test_delivery_that_is_not_picked_up_is_taken_away_by_an_operators_tap(
    scene: Scene,
) -> None:
    await scene.begin()
    await scene.take()
    await scene.wait(15, 10)
    card = await scene.olga.sees(NOT_PICKED_UP)
    assert "Dan Park has taken the delivery" in card["text"]
    await scene.olga.taps("👤 Let somebody else take it", message=card)
    await scene.settled("taken away and offered anew · Olga")
    await scene.dan.sees(f"{scene.code} is no longer yours; take it?")


async def test_delivery_that_is_picked_up_after_all_is_settled_on_the_operators_card(
    scene: Scene,
) -> None:
    await scene.begin()
    await scene.take()
    await scene.wait(15, 10)
    await scene.olga.sees(NOT_PICKED_UP)
    await scene.dan.taps("📦 Picked up")
    await scene.settled("picked up · Dan Park")


async def test_delivery_that_did_not_arrive_is_marked_by_an_operators_tap(scene: Scene) -> None:
    mina = await scene.begin()
    await scene.set_out()
    await scene.wait(45, 10)
    card = await scene.olga.sees(NOT_DELIVERED)
    await scene.olga.taps("✅ It was delivered", message=card)
    await scene.settled("delivered · Olga")
    await mina.sees("Enjoy your meal")


async def test_delivery_that_arrived_after_all_is_settled_on_the_operators_card(
    scene: Scene,
) -> None:
    await scene.begin()
    await scene.set_out()
    await scene.wait(45, 10)
    await scene.olga.sees(NOT_DELIVERED)
    await scene.dan.taps("✅ Delivered")
    await scene.settled("delivered · Dan Park")


async def test_food_that_nobody_collects_is_ended_by_an_operators_tap(scene: Scene) -> None:
    mina = await scene.begin()
    await scene.wait(5, 5)
    await scene.sora.taps("🏪 The customer may collect it")
    await mina.sees(f"{scene.code}: please come and collect it")
    await scene.wait(60)
    card = await scene.olga.sees(NOT_COLLECTED)
    await scene.olga.taps("✖️ Cancel and refund", message=card)
    await scene.olga.taps("✖️ Yes, cancel and refund")
    await scene.settled("called off · Olga")
    await mina.sees("was given back")
    await scene.town.rest()
    assert scene.town.rows("select state from deliveries") == [("cancelled",)]


async def test_food_that_is_collected_after_all_is_settled_on_the_operators_card(
    scene: Scene,
) -> None:
    mina = await scene.begin()
    await scene.wait(5, 5)
    await scene.sora.taps("🏪 The customer may collect it")
    await mina.sees(f"{scene.code}: please come and collect it")
    await scene.wait(60)
    await scene.olga.sees(NOT_COLLECTED)
    await scene.sora.taps("✅ Picked up by the customer")
    await scene.settled("delivered · Sora Lee")
    await mina.sees(f"{scene.code} was handed to you")
