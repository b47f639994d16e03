"""Operators ban people and lift it; whoever did not pay cash pays by card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import CODE, DAN, MINA, OLGA, SORA, place_order, reach_summary

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown


async def test_banned_person_is_told_plainly_and_orders_again_once_it_is_lifted(
    town: TestTown,
) -> None:
    sora, olga = await town.staff(SORA, OLGA)
    mina = await town.person(MINA)
    await reach_summary(mina)
    await olga.says("/ban @mina")
    shown = await olga.sees("Mina Kim (1001)")
    await olga.taps("🚫 Take no more orders", message=shown)
    await olga.sees("Banned: nothing that they order is taken")
    await mina.sees("You cannot order here any more.")
    await mina.taps("✅ Place the order")
    await mina.sees("Nothing was ordered or charged")
    assert town.rows("select count(*) from orders") == [(0,)]
    await olga.taps("✅ Take orders again")
    await mina.sees("You can order here again")
    await mina.taps("✅ Place the order")
    await mina.taps("💵 Cash on delivery")
    await sora.sees("New order: accept or reject it")


@pytest.mark.each_engine
async def test_cash_order_that_nobody_pays_leaves_the_card_until_an_operator_allows_cash(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    await olga.says(f"/order {code}")
    await olga.taps("✖️ Cancel and refund")
    await olga.taps("✖️ Yes, cancel and refund")
    await mina.sees("From now on please pay by card")
    await reach_summary(mina, "/order")
    await mina.taps("✅ Place the order")
    card = await mina.sees("a cash order before this one was not paid")
    second = CODE.search(card["text"])
    assert second is not None
    assert second.group() != code
    await mina.sees_button("💳 Pay ₩18,000")
    await mina.sees_no_button("💵 Cash on delivery")
    await olga.says(f"/ban {second.group()}")
    await olga.sees("Pays by card, because a cash order was not paid")
    await olga.taps("💵 Allow cash again")
    await mina.sees("You can pay in cash here again")
    assert town.rows("select pays_by_card from people where user_id = 1001") in (
        [(0,)],
        [(False,)],
    )


async def test_ban_is_for_operators_only_and_says_what_it_takes(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/ban @olga")
    await mina.sees("This is not yours to decide")
    (olga,) = await town.staff(OLGA)
    await olga.says("/ban")
    await olga.sees("Whom do you mean?")
    await olga.says("/ban @nobody")
    await olga.sees("I know nobody called @nobody")
