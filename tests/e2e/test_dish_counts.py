"""How many of a dish, in words and on buttons, as one says it in one's own language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.evening.stage import HANOK, Evening
from tests.e2e.journey import JUNHO, SORA

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown


async def test_order_in_korean_counts_its_dishes_in_korean_everywhere(town: TestTown) -> None:
    await town.staff(SORA)
    evening, junho = Evening(town), await town.person(JUNHO)
    await evening.says(JUNHO, "/order")
    await evening.press(JUNHO, callbacks.ChooseStore, store_id=HANOK)
    await evening.press(JUNHO, callbacks.ChooseCategory, category_id="drinks")
    await evening.press(JUNHO, callbacks.ChooseDish, dish_id="barley-tea")
    # It has no description, and no gap where that would be.
    assert "보리차 · ₩1,500\n\n몇 개" in evening.reads(JUNHO)[-1]
    await evening.press(JUNHO, callbacks.ChooseQuantity, quantity=2)
    await evening.press(JUNHO, callbacks.ShowBasket)
    await junho.sees_button("Barley tea 보리차 2개")
    await evening.press(JUNHO, callbacks.CheckOut)
    await evening.says(JUNHO, "5 Gahoe-ro, Jongno-gu")
    await junho.shares_contact()
    await evening.still()
    await evening.press(JUNHO, callbacks.PlaceOrder)
    await evening.press(JUNHO, callbacks.PayOrder)
    invoice = await junho.waits_for(lambda chat: chat.invoice(), "an invoice")
    assert invoice["invoice"]["description"].endswith(": Barley tea 보리차 2개")
    assert [it["label"] for it in invoice["sim"]["prices"]] == ["Barley tea 보리차 2개"]
