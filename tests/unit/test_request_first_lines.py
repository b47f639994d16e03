"""A chat list shows one line of a message: it says what happened, and what to do now."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from domain.customer.view_parts import Choice
from domain.shared.messages import Event
from domain.store.events import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationUnanswered,
    DishesLeftOut,
    OrderCalledOff,
)
from domain.store.queries import TicketView
from domain.store.reasons import RejectionReason
from domain.store.ticket_requests import CancelRequest, MissingDishes
from domain.store.ticket_states import TicketState
from handlers.ui.asked import customer_choice, ticket_request
from handlers.ui.notices import customer_notice, store_notice
from handlers.ui.plain import without_markup
from handlers.ui.translator import LANGUAGES, Translator, order_code
from tests.support.fakes import NOON
from tests.support.samples import ORDER, OWNER, WON_9000, a_ticket
from tests.unit.test_texts import a_view

MOST = 40
IDS: dict[str, Any] = {"order_id": ORDER, "store_id": "hanok"}
LEFT_OUT = DishesLeftOut(
    **IDS, number=1, lines=(0,), dishes=("Bibimbap",), total=WON_9000, by=None
)
UNANSWERED = CancellationUnanswered(**IDS, number=1)
TO_CUSTOMER: list[Event] = [
    *(
        OrderCalledOff(**IDS, reason=reason, words="", by=OWNER, was_accepted=True, kept=WON_9000)
        for reason in (RejectionReason.CUSTOMER_ASKED, RejectionReason.DISH_MISSING)
    ),
    CancellationRefused(**IDS, number=1, by=OWNER),
    CancellationOvertaken(**IDS, number=1),
    UNANSWERED,
    LEFT_OUT,
]


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


def first_line(text: str) -> str:
    return without_markup(text).splitlines()[0].replace(order_code(ORDER), "")


@pytest.mark.parametrize("event", TO_CUSTOMER, ids=lambda it: type(it).__name__)
def test_notice_to_the_customer_begins_with_a_short_line(
    event: Event, translate: Translator
) -> None:
    line = first_line(customer_notice(event, translate).text)
    assert 0 < len(line) <= MOST, line


@pytest.mark.parametrize("event", [UNANSWERED, LEFT_OUT], ids=lambda it: type(it).__name__)
def test_notice_to_the_store_begins_with_a_short_line(event: Event, translate: Translator) -> None:
    line = first_line(store_notice(event, translate).text)
    assert 0 < len(line) <= MOST, line


@pytest.mark.parametrize("is_asked", [True, False])
def test_ticket_about_which_something_is_asked_begins_with_a_short_line(
    is_asked: bool, translate: Translator
) -> None:
    ticket = a_ticket()
    ticket.state, ticket.missing = TicketState.ACCEPTED, MissingDishes(1, (0,), NOON)
    ticket.request = CancelRequest(2, NOON, "late") if is_asked else None
    lines = ticket_request(TicketView.of(ticket, NOON), translate)
    assert 0 < len(first_line(lines[0])) <= MOST, lines[0]


def test_choice_of_the_customer_begins_with_a_short_line(translate: Translator) -> None:
    view = a_view(choice=Choice(1, (0,), NOON))
    line = first_line(customer_choice(view, translate)[0])
    assert 0 < len(line) <= MOST, line
