"""A store that does not answer is paused by itself; operators pause and resume any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, MINA, OLGA, SORA, TAEMIN, place_order, reach_summary

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

HANOK = "Hanok Kitchen 한옥식당"


@pytest.mark.each_engine
async def test_store_that_answers_two_orders_with_nothing_is_paused_and_opened_by_one_tap(
    town: TestTown,
) -> None:
    sora, olga = await town.staff(SORA, OLGA)
    for number in (MINA, DAN):
        customer = await town.person(number)
        await reach_summary(customer, "/order")
        await customer.taps("✅ Place the order")
        await customer.sees("Waiting for payment")
        await customer.taps("💵 Cash on delivery")
        await sora.sees("New order: accept or reject it")
        await town.rest()
        await town.pass_time(minutes=11)
        await customer.sees("The store cannot make")
    told = await sora.sees(f"{HANOK} is paused: open it below")
    await olga.sees(f"{HANOK} is paused: call it")
    mina = await town.person(MINA)
    await mina.says("/order")
    await mina.sees_button(f"{HANOK} (closed)")
    await sora.taps("🟢 Open it again", message=told)
    await sora.sees("is open and takes orders")
    await mina.says("/order")
    await mina.sees_button(HANOK)


async def test_store_that_an_operator_pauses_takes_nothing_until_an_operator_resumes_it(
    town: TestTown,
) -> None:
    sora, taemin, olga = await town.staff(SORA, TAEMIN, OLGA)
    await olga.says("/pause hanok")
    done = await olga.sees(f"{HANOK} is paused; its owners are told")
    await sora.sees(f"{HANOK} is paused: ask Olga")
    await taemin.sees("일시 중지: Olga")
    await sora.says("/open")
    await sora.taps(HANOK)
    await sora.sees("is paused by an operator of the platform")
    mina = await town.person(MINA)
    await mina.says("/order")
    await mina.taps(f"{HANOK} (closed)")
    await mina.sees("is closed at the moment")
    await olga.taps(f"▶️ Resume {HANOK}", message=done)
    await olga.sees(f"{HANOK} is no longer paused; its owners are told")
    told = await sora.sees(f"{HANOK} is no longer paused")
    assert "Olga" in told["text"]
    await place_order(mina)


async def test_pause_without_a_store_offers_all_of_them_to_operators_only(town: TestTown) -> None:
    olga, sora = await town.staff(OLGA, SORA)
    await olga.says("/pause")
    await olga.sees("Which store?")
    await olga.taps(f"⏸ Pause {HANOK}")
    await olga.sees(f"{HANOK} is paused; its owners are told")
    await olga.says("/pause")
    await olga.sees_button(f"▶️ Resume {HANOK}")
    await olga.says("/pause nowhere")
    await olga.sees("There is no store nowhere")
    await sora.says("/pause hanok")
    await sora.sees("This is not yours to decide")
