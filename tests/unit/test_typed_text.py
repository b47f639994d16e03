"""What people type stays what it is: text within a line of ours, that can be seen."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from telegram import User

from domain.delivery.queries import DeliveryView
from domain.order.details import checked_address
from domain.shared.errors import InvalidInput
from domain.shared.typed import seen, tidied
from domain.store.queries import TicketView
from domain.store.reasons import checked_words
from handlers.context import full_name
from handlers.ui.cards import ticket_card
from handlers.ui.delivery_cards import delivery_card
from handlers.ui.translator import LANGUAGES, Translator, order_code
from handlers.ui.typed import isolated, named, shortened
from tests.support.fakes import NOON
from tests.support.samples import COURIER, ORDER, a_delivery, a_ticket

ARABIC = "محمد"
INVISIBLE = ("", " ", "\u200b", "\u3164", "\u2800\ufe0f", "\u115f\u1160\uffa0", "\u202e\u2066")


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("ticket-title", {"code": "#AAAAA", "customer": ARABIC}),
        ("card-courier", {"name": ARABIC}),
        ("card-address", {"address": f"5 {ARABIC}"}),
        ("confirm-own-reason", {"what": "reject", "code": "#AAAAA", "words": f"{ARABIC}!"}),
        ("delivery-customer", {"name": ARABIC, "phone": "+82 10-1234-5678"}),
        ("choose-dish", {"store": ARABIC, "category": "Rice"}),
    ],
)
def test_text_with_a_right_to_left_value_isolates_it(
    translate: Translator, key: str, values: dict[str, Any]
) -> None:
    text = translate.plain(key, **values)
    for value in values.values():
        assert (f"\u2068{value}\u2069" in text) == (ARABIC in value)


def test_value_cannot_break_out_of_its_isolation(translate: Translator) -> None:
    text = translate("card-courier", name=f"\u2069{ARABIC}\u2069\u202e #BBBBB")
    assert text.count("\u2068") == text.count("\u2069") == 1
    assert text.endswith(f"{ARABIC} #BBBBB\u2069")
    assert "\u202e" not in translate("card-courier", name="Mina\u202e")
    assert translate("card-courier", name="Mina").endswith(" Mina")


@pytest.mark.parametrize("typed", ["&" * 1_000, "<" * 4_000, f"{ARABIC} & " * 400])
@pytest.mark.parametrize(
    ("key", "name", "values"),
    [
        ("confirm-operator-words", "words", {"what": "end", "code": "#AAAAA"}),
        ("card-reason", "words", {"reason": "other"}),
        ("error-dishes-missing", "dishes", {"code": "#AAAAA"}),
    ],
)
def test_text_with_a_value_of_any_length_shows_all_of_it(
    translate: Translator, key: str, name: str, values: dict[str, Any], typed: str
) -> None:
    assert typed in translate.plain(key, **values, **{name: typed})


def test_shortened_text_says_that_it_is_cut() -> None:
    assert shortened("Hanok") == "Hanok"
    assert shortened("x" * 40) == "x" * 40
    assert shortened("x" * 41) == "x" * 39 + "…"


def test_isolated_lines_are_isolated_each() -> None:
    assert isolated(f"{ARABIC}\nMina") == f"\u2068{ARABIC}\u2069\n\u2068Mina\u2069"


@pytest.mark.parametrize("name", INVISIBLE)
def test_name_of_invisible_characters_shows_the_code_of_the_order(
    translate: Translator, name: str
) -> None:
    ticket, delivery = a_ticket(), a_delivery()
    ticket.customer_name = name
    title = ticket_card(TicketView.of(ticket, NOON), translate).text.splitlines()[1]
    assert title.endswith(f" · {order_code(ORDER)}")
    object.__setattr__(delivery.destination, "customer_name", name)
    delivery.courier_id = COURIER
    card = delivery_card(DeliveryView.of(delivery, COURIER), translate).text
    assert f"👤 {order_code(ORDER)} · +82 10-1234-5678" in card


@pytest.mark.parametrize("name", INVISIBLE[1:])
def test_full_name_of_which_nothing_can_be_seen_is_none(name: str) -> None:
    assert full_name(User(1, name, is_bot=False)) == ""
    assert named(name, "there") == "there"


def test_full_name_keeps_what_can_be_seen() -> None:
    user = User(1, f"\u202e{ARABIC}", is_bot=False, last_name=" 👩‍🍳 ")
    assert full_name(user) == f"{ARABIC} 👩‍🍳"
    assert seen("👩‍🍳")
    assert tidied("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("typed", ["\u3164" * 8, "\u200b" * 8, "\u2800 " * 8])
def test_address_and_reason_that_cannot_be_seen_are_refused(typed: str) -> None:
    for check in (checked_address, checked_words):
        with pytest.raises(InvalidInput):
            check(typed)


@pytest.mark.parametrize(
    "typed", ["5\u200b\u200b\u200b\u200b", "5\u3164\u3164\u3164\u3164", "5 \u200d \u200d "]
)
def test_address_of_which_too_little_can_be_seen_is_too_short(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_address(typed)
    assert refused.value.problem == "too_short"
    assert checked_address("5 A B") == "5 A B"


def test_address_and_reason_lose_the_controls_of_direction() -> None:
    assert checked_address("5 \u202eGahoe-ro\u2069") == "5 Gahoe-ro"
    assert checked_words("We \u2066are closed") == "We are closed"
