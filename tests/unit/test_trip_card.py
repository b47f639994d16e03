"""The card of an owner who has to decide about a delivery has every way on."""

from __future__ import annotations

from datetime import UTC

import pytest

from domain.delivery import DeliveryState, TripView
from domain.shared.failures import Problem
from handlers.ui.delivery_cards import trip_card
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.samples import COURIER, OWNER, a_delivery


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


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
