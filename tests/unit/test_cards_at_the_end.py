"""After the end nothing on a card leads to the customer; tips are told to whoever gets them."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from domain.delivery.model import Delivery
from domain.delivery.queries import DeliveryView
from domain.delivery.states import ENDS as DELIVERY_ENDS
from domain.delivery.states import DeliveryState
from domain.order.details import DeliveryDetails, Location
from domain.payment import RecordCharge
from domain.shared.money import Money
from domain.shared.terms import Terms, TipRecipient
from domain.store.commands import AcceptOrder
from domain.store.queries import TicketView
from domain.store.ticket_states import ENDS, TicketState
from handlers.ui.callbacks import ShowMap
from handlers.ui.cards import ticket_card
from handlers.ui.delivery_cards import delivery_card
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.fakes import NOON, FakeUnitOfWork, carry_out, spread
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    ORDER,
    OWNER,
    SECOND_COURIER,
    WON_18000,
    a_delivery,
    a_store,
    a_ticket,
    place,
)

PHONE, ADDRESS = "+82 10-1234-5678", "5 Gahoe-ro"
POINT = Location(37.5744, 126.9849)
TIP = Money(2_000, "KRW")


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


@pytest.mark.parametrize("state", list(TicketState))
def test_ticket_card_leads_to_the_customer_until_its_end(
    translate: Translator, state: TicketState
) -> None:
    ticket = a_ticket()
    ticket.state, ticket.latitude, ticket.longitude = state, 37.5, 127.0
    ticket.ended_at = NOON if state in ENDS else None
    card = ticket_card(TicketView.of(ticket, NOON), translate)
    is_open = state not in ENDS
    assert (PHONE in card.text, ADDRESS in card.text) == (is_open, is_open)
    assert "+8210" not in card.text
    labels = (
        [it.text for row in card.keyboard.inline_keyboard for it in row] if card.keyboard else []
    )
    assert (translate.plain("button-map") in labels) == is_open


@pytest.mark.parametrize("state", list(DeliveryState))
def test_delivery_card_leads_to_the_customer_and_their_cash_until_its_end(
    translate: Translator, state: DeliveryState
) -> None:
    delivery = _cash_delivery(state)
    card = delivery_card(DeliveryView.of(delivery, COURIER), translate).text
    # The customer comes for it: no courier has anything to do with them.
    over = {*DELIVERY_ENDS, DeliveryState.COLLECTABLE}
    is_open = state not in over
    assert (PHONE in card, ADDRESS in card, "18,000" in card) == (is_open,) * 3


def _cash_delivery(state: DeliveryState) -> Delivery:
    delivery = a_delivery()
    object.__setattr__(delivery.destination, "to_collect", WON_18000)
    delivery.state, delivery.courier_id, delivery.courier_name = state, COURIER, "Dan"
    return delivery


@pytest.mark.parametrize("language", LANGUAGES)
def test_shared_point_is_named_in_the_language_of_the_reader(language: str) -> None:
    translate = Translator(language, UTC)
    wanted = translate.plain("shared-location", point="37.57440, 126.98490")
    ticket, delivery = a_ticket(), a_delivery()
    ticket.address = POINT.in_words
    ticket.latitude, ticket.longitude = POINT.latitude, POINT.longitude
    for name, value in (
        ("address", POINT.in_words),
        ("latitude", POINT.latitude),
        ("longitude", POINT.longitude),
    ):
        object.__setattr__(delivery.destination, name, value)
    card = ticket_card(TicketView.of(ticket, NOON), translate)
    assert wanted in card.text
    assert card.keyboard is not None
    data = [it.callback_data for row in card.keyboard.inline_keyboard for it in row]
    assert ShowMap(order_id=ORDER).pack() in data
    assert wanted in delivery_card(DeliveryView.of(delivery, COURIER), translate).text


def _after_a_tip(tips_to: TipRecipient) -> FakeUnitOfWork:
    """An order that was paid with a tip, and accepted."""
    uow = FakeUnitOfWork()
    uow.stores.add(a_store(terms=Terms(tips=(TIP,), most_tip=TIP, tips_to=tips_to)))
    order = place()
    charge = RecordCharge(
        order_id=ORDER, provider="simulated", charge_id="ch_1", telegram_charge_id="tg_1",
        amount=WON_18000 + TIP, payer_id=CUSTOMER,
    )  # fmt: skip
    details = DeliveryDetails(POINT.in_words, "+821012345678", POINT)
    for command in (_with(order, details), charge, AcceptOrder(ORDER, OWNER, 15)):
        carry_out(command, uow)
        spread(uow)
    return uow


def _with(order: Any, details: DeliveryDetails) -> Any:
    object.__setattr__(order, "details", details)
    return order


@pytest.mark.parametrize("tips_to", list(TipRecipient))
def test_tip_is_on_the_card_of_whoever_gets_it_and_of_nobody_else(
    translate: Translator, tips_to: TipRecipient
) -> None:
    uow = _after_a_tip(tips_to)
    kitchen = ticket_card(TicketView.of(uow.tickets.get(ORDER), NOON), translate).text
    delivery = uow.deliveries.get(ORDER)
    offered = delivery_card(DeliveryView.of(delivery, SECOND_COURIER), translate).text
    mine = delivery_card(DeliveryView.of(delivery, COURIER), translate).text
    to_courier = tips_to is TipRecipient.COURIER
    assert ("₩2,000" in kitchen) == (not to_courier)
    assert ("₩2,000" in offered, "₩2,000" in mine) == (to_courier, to_courier)


@pytest.mark.parametrize("state", list(DeliveryState))
def test_tip_of_a_courier_is_on_their_card_unless_nothing_is_delivered(
    translate: Translator, state: DeliveryState
) -> None:
    delivery = _cash_delivery(state)
    object.__setattr__(delivery.destination, "tip", TIP)
    card = delivery_card(DeliveryView.of(delivery, COURIER), translate).text
    gone = {DeliveryState.CANCELLED, DeliveryState.FAILED, DeliveryState.COLLECTABLE}
    assert ("₩2,000" in card) == (state not in gone)


def test_tip_of_an_order_that_was_collected_is_no_couriers(translate: Translator) -> None:
    delivery = _cash_delivery(DeliveryState.DELIVERED)
    delivery.courier_id, delivery.courier_name = None, ""
    object.__setattr__(delivery.destination, "tip", TIP)
    assert "₩2,000" not in delivery_card(DeliveryView.of(delivery, COURIER), translate).text


@pytest.mark.parametrize("state", list(TicketState))
def test_tip_of_a_kitchen_is_on_its_card_unless_nothing_is_delivered(
    translate: Translator, state: TicketState
) -> None:
    ticket = a_ticket()
    ticket.state, ticket.tip = state, TIP
    ticket.ended_at = NOON if state in ENDS else None
    card = ticket_card(TicketView.of(ticket, NOON), translate).text
    assert ("₩2,000" in card) == (state not in ENDS or state is TicketState.DELIVERED)


def test_ticket_keeps_the_point_that_the_customer_shared() -> None:
    ticket = _after_a_tip(TipRecipient.COURIER).tickets.get(ORDER)
    assert (ticket.latitude, ticket.longitude) == (POINT.latitude, POINT.longitude)


def test_tips_go_to_the_courier_unless_the_store_says_otherwise() -> None:
    assert Terms().tips_to is TipRecipient.COURIER
