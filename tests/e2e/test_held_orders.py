"""A full kitchen: orders wait in line, see their place, and go on by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import CODE, DAN, MINA, SORA, place_order, reach_summary

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine


async def cooks_one_at_a_time(town: TestTown) -> PersonClient:
    (sora,) = await town.staff(SORA)
    await sora.says("/capacity")
    asked = await sora.sees("Hanok Kitchen 한옥식당 cooks as many")
    await sora.taps("1", message=asked)
    await sora.sees("now cooks one order at once")
    return sora


async def is_held(customer: PersonClient) -> str:
    await reach_summary(customer, "/order")
    await customer.taps("✅ Place the order")
    held = await customer.sees("In line: I write when you can pay")
    await customer.sees("Waiting in line: place 1")
    code = CODE.search(held["text"])
    assert code is not None
    return code.group()


async def test_order_above_the_capacity_waits_its_turn_and_is_delivered(town: TestTown) -> None:
    sora = await cooks_one_at_a_time(town)
    mina, dan = await town.person(MINA), await town.person(DAN)
    first = await place_order(mina)
    second = await is_held(dan)
    await dan.sees_no_button("💵 Cash on delivery")
    await mina.taps("💵 Cash on delivery")
    await sora.sees(first)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.sees(f"{second}: it is your turn")
    await dan.taps("💵 Cash on delivery")
    await sora.sees(second)
    await sora.taps("✅ 15 min")
    await dan.sees("being cooked")


async def test_list_of_orders_says_that_one_waits_in_line(town: TestTown) -> None:
    await cooks_one_at_a_time(town)
    mina, dan = await town.person(MINA), await town.person(DAN)
    await place_order(mina)
    code = await is_held(dan)
    await dan.says("/orders")
    (line,) = [
        it for it in (await dan.sees("Your orders"))["text"].splitlines() if it.startswith(code)
    ]
    assert "Waiting in line: place 1" in line


async def test_held_order_that_is_cancelled_makes_room_in_the_line(town: TestTown) -> None:
    await cooks_one_at_a_time(town)
    mina, dan = await town.person(MINA), await town.person(DAN)
    await place_order(mina)
    code = await is_held(dan)
    await dan.taps("✖️ Cancel the order")
    await dan.taps("Yes, cancel it")
    cancelled = await dan.sees("Cancelled: /order begins a new one")
    assert code in cancelled["text"]
    await town.rest()
    assert town.rows("select state, count(*) from orders group by state order by state") == [
        ("cancelled", 1),
        ("placed", 1),
    ]
    assert town.rows("select state from payments order by state") == [("pending",), ("voided",)]


async def test_held_order_survives_a_stop_and_resumes_by_its_deadline(town: TestTown) -> None:
    sora = await cooks_one_at_a_time(town)
    mina, dan = await town.person(MINA), await town.person(DAN)
    await place_order(mina)
    second = await is_held(dan)
    await town.pass_time(minutes=16)
    await mina.sees("has expired")
    await dan.sees(f"{second}: it is your turn")
    await dan.taps("💵 Cash on delivery")
    await sora.sees(second)


async def test_capacity_tapped_is_set(town: TestTown) -> None:
    (sora,) = await town.staff(SORA)
    await sora.says("/capacity")
    asked = await sora.sees("Hanok Kitchen 한옥식당 cooks as many")
    await sora.taps("3", message=asked)
    await sora.sees("now cooks 3 orders at once")
    assert town.rows("select capacity from stores where id = 'hanok'") == [(3,)]
