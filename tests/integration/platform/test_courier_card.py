"""What a courier is told to collect at the door: cash that is due, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.delivery.commands import PickUp, TakeDelivery
from domain.delivery.queries import DeliveryView, GetDelivery
from domain.order.commands import PlaceOrder
from domain.payment.commands import RecordCharge, RestPayment
from domain.processes.checkout import ChooseCash
from domain.shared.money import Money
from domain.shared.terms import Terms
from domain.store.commands import AcceptOrder, ImportStore, MarkCooked
from handlers.ui.delivery_cards import delivery_card
from handlers.ui.translator import LANGUAGES, Translator
from tests.integration.conftest import Platform
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    ORDER,
    OWNER,
    SECOND_COURIER,
    WON_18000,
    a_basket,
    a_store_file,
    place,
)

CASH = ChooseCash(ORDER, CUSTOMER)
CHARGE = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
WITH_TIP = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", Money(20_000, "KRW"), CUSTOMER)
REST = RestPayment(ORDER, CUSTOMER)
TO_THE_DOOR: Sequence[Any] = (TakeDelivery(ORDER, COURIER, "Dan"), PickUp(ORDER, COURIER))

PAID_ALREADY: Mapping[str, Sequence[Any]] = {
    "card": [CHARGE],
    "card with a tip": [WITH_TIP],
    "card after a rest": [REST, CHARGE],
}
DUE_AT_THE_DOOR: Mapping[str, Sequence[Any]] = {"cash": [CASH], "cash after a rest": [REST, CASH]}


async def the_delivery(platform: Platform, courier: int = COURIER) -> DeliveryView:
    return await platform.bus.query(GetDelivery(ORDER, courier))


async def cards_until_the_door(
    platform: Platform, *payment: Any, order: PlaceOrder | None = None
) -> list[str]:
    """The card of a delivery in every state, language and courier's chat."""
    cards: list[str] = []
    cook = (AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    await platform.run(order or place(), *payment, *cook)
    for step in (None, *TO_THE_DOOR):
        if step is not None:
            await platform.run(step)
        delivery = await the_delivery(platform)
        to_another = await the_delivery(platform, SECOND_COURIER)
        for language in LANGUAGES:
            translate = Translator(language, ZoneInfo("Asia/Seoul"))
            cards.append(delivery_card(delivery, translate).text)
            if step is None:
                cards.append(delivery_card(to_another, translate).text)
    return cards


@pytest.mark.parametrize("payment", PAID_ALREADY)
async def test_courier_of_an_order_paid_by_card_is_told_to_collect_nothing(
    platform: Platform, payment: str
) -> None:
    await platform.run(ImportStore(a_store_file(terms=Terms(most_tip=Money(5_000, "KRW")))))
    cards = await cards_until_the_door(platform, *PAID_ALREADY[payment])
    delivery = await the_delivery(platform)
    assert delivery.destination.to_collect is None
    assert not [card for card in cards if "₩18,000" in card or "💵" in card]


@pytest.mark.parametrize("payment", DUE_AT_THE_DOOR)
async def test_courier_of_an_order_to_be_paid_in_cash_is_told_the_sum_on_every_card(
    platform: Platform, payment: str
) -> None:
    cards = await cards_until_the_door(platform, *DUE_AT_THE_DOOR[payment])
    assert [card for card in cards if "₩18,000" not in card] == []


async def test_courier_collects_the_delivery_fee_with_the_cash(platform: Platform) -> None:
    fee = Money(3_000, "KRW")
    await platform.run(ImportStore(a_store_file(terms=Terms(fee=fee))))
    order = replace(place(), basket=replace(a_basket(), delivery_fee=fee))
    cards = await cards_until_the_door(platform, CASH, order=order)
    assert [card for card in cards if "₩21,000" not in card] == []
