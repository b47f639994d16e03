"""What a phone shows of a message: what happened and what to do now, in 40 characters."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

import pytest

from domain.delivery import (
    ArrivalUnanswered,
    Delivered,
    DeliveryCollectable,
    DeliveryState,
    DeliveryTakenAway,
    DeliveryUncollected,
    DeliveryUntaken,
    DeliveryView,
    PickUpUnanswered,
    StoreBringsIt,
    TripView,
)
from domain.shared.failures import Problem
from domain.shared.messages import Event
from handlers.ui.delivery_cards import delivery_card, trip_card
from handlers.ui.notices import customer_notice, operator_notice
from handlers.ui.translator import LANGUAGES, Translator, order_code
from tests.support.fakes import NOON
from tests.support.samples import COURIER, ORDER, OWNER, SECOND_COURIER, a_delivery, nobody

MOST, NAME = 40, "Dan"
IDS: dict[str, Any] = {"order_id": ORDER, "store_id": "hanok"}
WHO: dict[str, Any] = {"courier_id": COURIER, "courier_name": NAME}
OPERATORS: list[Event] = [
    DeliveryUntaken(**IDS, ends_at=NOON),
    DeliveryUntaken(**IDS, ends_at=None),
    PickUpUnanswered(**IDS, **WHO, ends_at=NOON),
    ArrivalUnanswered(**IDS, **WHO),
    DeliveryUncollected(**IDS),
]
CUSTOMERS: list[Event] = [
    DeliveryCollectable(
        **IDS, store_name="Hanok", store_address="1", store_phone="+82", by=OWNER, revision=1
    ),
    StoreBringsIt(**IDS, **WHO, instead_of=None, was_collectable=True, revision=1),
    DeliveryTakenAway(**IDS, **WHO, by=OWNER, had_food=True, declined=(COURIER,), revision=1),
    Delivered(**IDS, courier_id=OWNER, was_collected=True),
]


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


def first_line(text: str) -> str:
    """The first line as it is read, without what is inserted."""
    seen = re.sub("<[^>]+>", "", text.splitlines()[0])
    return seen.replace(order_code(ORDER), "").replace(NAME, "")


@pytest.mark.parametrize("event", OPERATORS, ids=lambda it: type(it).__name__)
def test_notice_to_operators_begins_with_what_happened(
    translate: Translator, event: Event
) -> None:
    assert len(first_line(operator_notice(event, translate, nobody).text)) <= MOST


@pytest.mark.parametrize("event", CUSTOMERS, ids=lambda it: type(it).__name__)
def test_notice_to_the_customer_begins_with_what_happened(
    translate: Translator, event: Event
) -> None:
    assert len(first_line(customer_notice(event, translate).text)) <= MOST


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("asked", range(3))
@pytest.mark.parametrize("courier_id", [None, COURIER, OWNER])
@pytest.mark.parametrize("has_couriers", [True, False])
def test_card_of_an_owner_begins_with_what_happened(
    translate: Translator,
    state: DeliveryState,
    asked: int,
    courier_id: int | None,
    has_couriers: bool,
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.asked = state, asked
    delivery.courier_id, delivery.courier_name = courier_id, NAME if courier_id else ""
    card = trip_card(TripView.of(delivery, OWNER, has_couriers=has_couriers), translate)
    assert order_code(ORDER) in card.text.splitlines()[0]
    unnamed = translate.plain("unnamed-courier")
    assert len(first_line(card.text).replace(unnamed, "")) <= MOST


@pytest.mark.parametrize("state", [DeliveryState.OFFERED, DeliveryState.ASSIGNED])
@pytest.mark.parametrize("reader", [COURIER, SECOND_COURIER])
def test_card_of_a_reminded_courier_begins_with_what_happened(
    translate: Translator, state: DeliveryState, reader: int
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.asked, delivery.declined = state, 1, (SECOND_COURIER,)
    if state is DeliveryState.ASSIGNED:
        delivery.courier_id, delivery.courier_name = COURIER, NAME
    line = first_line(delivery_card(DeliveryView.of(delivery, reader), translate).text)
    assert "Hanok" not in line
    assert len(line) <= MOST


WAYS_ON = {
    ("offered", False): {
        "button-call-again",
        "button-bring",
        "button-let-collect",
        "button-no-trip",
    },
    ("collectable", False): {"button-collected", "button-bring", "button-no-trip"},
    ("assigned", False): {"button-take-away", "button-bring"},
    ("assigned", True): {"button-pick-up", "button-hand-back"},
    ("picked_up", False): {
        "button-arrived",
        "button-take-away",
        "button-bring",
        "button-no-trip",
    },
    ("picked_up", True): {"button-deliver", "button-problem", "button-no-trip"},
    ("stopped", False): {"button-arrived", "button-bring-again", "button-no-trip"},
    ("stopped", True): {"button-deliver", "button-bring-again", "button-no-trip"},
}


@pytest.mark.parametrize(("state", "is_mine"), WAYS_ON)
def test_owner_who_has_to_decide_has_every_way_on(
    translate: Translator, state: str, is_mine: bool
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.asked, delivery.trips = DeliveryState(state), 2, 1
    if state in {"assigned", "picked_up", "stopped"}:
        delivery.problem = Problem.REFUSED if state == "stopped" else None
        delivery.courier_id = OWNER if is_mine else COURIER
    card = trip_card(TripView.of(delivery, OWNER, has_couriers=True), translate)
    assert card.keyboard is not None
    labels = {it.text for row in card.keyboard.inline_keyboard for it in row}
    assert labels == {translate.plain(key) for key in WAYS_ON[state, is_mine]}
