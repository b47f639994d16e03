"""Every time that people are told is the right one, in the time of where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.customer.model import OrderView
from domain.customer.view_parts import Held
from domain.order.events import OrderPlaced
from domain.order.model import OrderState
from domain.store.events import OrderAccepted, StoreReminded
from domain.store.queries import TicketView
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.notices import customer_notice, store_notice
from handlers.ui.translator import Translator
from tests.support.fakes import NOON
from tests.support.samples import ORDER, OWNER, a_ticket, an_order

# Nothing else in any of these texts is this minute in any of the zones.
MOMENT = datetime(2026, 3, 1, 14, 45, 30, tzinfo=UTC)
READS = {
    ("en", "Asia/Seoul"): "11:45\u202fPM",
    ("ko", "Asia/Seoul"): "11:45",
    ("en", "Asia/Kolkata"): "8:15\u202fPM",
    ("ko", "America/New_York"): "9:45",
}


def reminder(translate: Translator) -> str:
    event = StoreReminded(order_id=ORDER, store_id="hanok", answer_by=MOMENT)
    return store_notice(event, translate).text


def acceptance(translate: Translator) -> str:
    event = OrderAccepted(
        order_id=ORDER, store_id="hanok", accepted_by=OWNER, minutes=30, ready_at=MOMENT
    )
    return customer_notice(event, translate).text


def a_view() -> OrderView:
    (placed,) = an_order().take_events()
    assert isinstance(placed, OrderPlaced)
    return OrderView.of(placed, NOON)


def card_of_a_held_order(translate: Translator) -> str:
    return customer_card(replace(a_view(), held=Held(2, MOMENT)), translate).text


def card_of_an_accepted_order(translate: Translator) -> str:
    return customer_card(
        replace(a_view(), state=OrderState.ACCEPTED, ready_at=MOMENT), translate
    ).text


def ticket_that_was_accepted(translate: Translator) -> str:
    ticket = a_ticket()
    ticket.accept(OWNER, 30, MOMENT - timedelta(minutes=30))
    return ticket_card(TicketView.of(ticket, NOON), translate).text


TEXTS = (
    reminder,
    acceptance,
    card_of_a_held_order,
    card_of_an_accepted_order,
    ticket_that_was_accepted,
)


@pytest.mark.parametrize(("language", "zone"), READS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_with_a_time_names_it_as_the_readers_clock_shows_it(
    text: Callable[[Translator], str], language: str, zone: str
) -> None:
    assert READS[language, zone] in text(Translator(language, ZoneInfo(zone)))
