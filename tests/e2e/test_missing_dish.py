"""A dish of an accepted order is missing: it is left out, or the customer gives the order up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.journey import CODE, DAN, MINA, SORA

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

RICE, TEA = "1 × Bibimbap 비빔밥", "2 × Barley tea 보리차"
PAID_BACK = "select sum(refunded) from charges"


async def orders_rice_and_tea(mina: PersonClient) -> str:
    """One Bibimbap (9,000) and two teas (3,000), placed."""
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Rice 밥")
    await mina.taps("Bibimbap 비빔밥 · ₩9,000")
    await mina.taps("1")
    await mina.sees("added to your basket")
    await mina.taps("Drinks 음료")
    await mina.taps("Barley tea 보리차 · ₩1,500")
    await mina.taps("2")
    await mina.taps("🧺 Basket (3) · ₩12,000")
    await mina.taps("✅ Checkout")
    await mina.sees("Where shall we bring it?")
    await mina.says("5 Gahoe-ro, Jongno-gu")
    await mina.sees("How can the courier reach you?")
    await mina.types_on_keyboard("📞 Share my phone number")
    summary = await mina.sees("Is everything right?")
    assert "Without an answer it is left out, and you do not pay for it" in summary["text"]
    await mina.taps("✅ Place the order")
    code = CODE.search((await mina.sees("Waiting for payment"))["text"])
    assert code is not None
    return code.group()


async def is_accepted(
    town: TestTown, *, by_card: bool = True
) -> tuple[PersonClient, PersonClient, str]:
    """An order of two dishes that is being cooked: its customer, its owner, its code."""
    (sora,) = await town.staff(SORA)
    mina = await town.person(MINA)
    code = await orders_rice_and_tea(mina)
    if by_card:
        await mina.taps("💳 Pay ₩12,000")
        await mina.pays()
    else:
        await mina.taps("💵 Cash on delivery")
    await sora.sees(code)
    await sora.taps("✅ 15 min")
    await mina.sees("is accepted: please wait")
    return mina, sora, code


async def tea_is_missing(mina: PersonClient, sora: PersonClient, code: str) -> None:
    await sora.taps("🍽 A dish is missing")
    await sora.sees(f"Which dishes of {code} are missing?")
    await sora.sees_no_button("📣 Tell the customer")
    await sora.taps(TEA)
    await sora.sees_button(f"❗ {TEA}")
    await sora.taps("📣 Tell the customer")
    await sora.sees(f"The customer of {code} was asked")
    card = await mina.sees("A dish is missing: please choose")
    assert card["text"].startswith("❗ A dish is missing: please choose\n")
    assert f"❗ {TEA} · ₩3,000" in card["text"]


async def test_leave_out_chosen_gives_back_exactly_that_line(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await tea_is_missing(mina, sora, code)
    await sora.sees("Missing: the customer chooses")
    await sora.sees_no_button("🥡 Cooked")
    await mina.taps("🍽 Leave out, pay ₩3,000 less")
    told = await mina.sees(f"{code} goes on without a dish")
    assert "Barley tea 보리차. The new total is ₩9,000" in told["text"]
    await sora.sees(f"{code}: go on without a dish")
    await mina.sees("Given back: ₩3,000")
    await sora.taps("🥡 Cooked")
    await mina.sees("Cooked: please wait for the delivery")
    card = await mina.sees("Given back: ₩3,000")
    assert "Total: ₩9,000 · paid" in card["text"]
    await town.rest()
    assert town.rows(PAID_BACK) == [(3_000,)]
    assert town.rows("select state, reduced_to from payments") == [("paid", 9_000)]


async def test_leave_out_unanswered_is_the_default_after_its_time(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await tea_is_missing(mina, sora, code)
    await town.pass_time(minutes=6)
    await mina.sees(f"{code} goes on without a dish")
    await sora.sees(f"{code}: go on without a dish")
    await mina.sees_no_button("🍽 Leave out, pay ₩3,000 less")
    await town.rest()
    assert town.rows(PAID_BACK) == [(3_000,)]
    assert town.rows("select kind from deadlines") == [("cook_by",)]


async def test_cancel_chosen_gives_everything_back(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await tea_is_missing(mina, sora, code)
    await mina.taps("✖️ Cancel the whole order")
    await mina.sees(f"{code} is cancelled, as you chose")
    await sora.sees("the customer did not want the rest")
    await mina.sees("was given back")
    await town.rest()
    assert town.rows(PAID_BACK) == [(12_000,)]
    assert town.rows("select kind from deadlines") == []


async def test_leave_out_of_a_cash_order_makes_the_courier_collect_less(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town, by_card=False)
    (dan,) = await town.staff(DAN)
    await tea_is_missing(mina, sora, code)
    await mina.taps("🍽 Leave out, pay ₩3,000 less")
    await sora.sees(f"{code}: go on without a dish")
    await sora.taps("🥡 Cooked")
    await dan.sees("Collect ₩9,000 in cash")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")
    await mina.sees("Total: ₩9,000 · paid in cash")
    await town.rest()
    collected = "select amount from ledger where movement = 'collected'"
    assert town.rows(collected) == [(9_000,)]


async def test_last_dish_missing_calls_the_order_off(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await tea_is_missing(mina, sora, code)
    await mina.taps("🍽 Leave out, pay ₩3,000 less")
    await mina.sees("Given back: ₩3,000")
    await sora.sees(f"{code}: go on without a dish")
    await sora.taps("🍽 A dish is missing")
    await sora.sees(f"Which dishes of {code} are missing?")
    await sora.sees_no_button(TEA)
    await sora.taps(RICE)
    await sora.taps("📣 Tell the customer")
    await sora.sees("Called off: do not make or bring it")
    await mina.sees(f"The store cannot bring {code}")
    await mina.sees("was given back")
    await town.rest()
    assert town.rows(PAID_BACK) == [(12_000,)]
    assert town.rows("select state from payments") == [("refunded",)]
