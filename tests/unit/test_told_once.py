"""Cards say what is true now, in the words of whoever reads them, and nothing twice."""

from __future__ import annotations

import dataclasses
from datetime import UTC, timedelta
from typing import Any

import pytest

from domain.customer.view_parts import Asked
from domain.delivery import AnotherTripDecided, DeliveryTakenAway, ProblemReported, TripView
from domain.delivery.states import DeliveryState
from domain.order import OrderCancelled
from domain.order.model import OrderState
from domain.payment.states import PaymentState
from domain.processes.order_file import OrderFile
from domain.shared.failures import Problem
from domain.shared.messages import Event
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store import CancellationUnanswered, RejectionReason, TicketState, TicketView
from handlers.ui.cards import customer_card, customer_state, ticket_card
from handlers.ui.delivery_cards import trip_card
from handlers.ui.news import customer_news, ticket_news
from handlers.ui.notices import customer_notice
from handlers.ui.operator_card import operator_card
from handlers.ui.plain import without_markup
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.fakes import NOON
from tests.support.samples import CUSTOMER, ORDER, OWNER, WON_9000, WON_18000, a_delivery, a_ticket
from tests.unit.test_texts import a_view

LATER = NOON + timedelta(minutes=20)
TWO_TRIPS = (
    AnotherTripDecided(
        order_id=ORDER, store_id="hanok", by=OWNER, problem=Problem.NOBODY_THERE, courier_id=20,
        trips=1, declined=(), revision=3,
    ),
    DeliveryTakenAway(
        order_id=ORDER, store_id="hanok", courier_id=20, courier_name="Dan", by=OWNER,
        had_food=True, declined=(20,), revision=3,
    ),
)  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


def lines_of(text: str) -> list[str]:
    return without_markup(text).splitlines()


def customer_lines(translate: Translator, view: Any, event: Event | None = None) -> list[str]:
    news = customer_news(event, LATER, view, translate)
    return lines_of(customer_card(view, translate, news).text)


def ticket_lines(translate: Translator, event: Event | None = None, **changes: Any) -> list[str]:
    ticket = a_ticket()
    for name, value in changes.items():
        setattr(ticket, name, value)
    view = TicketView.of(ticket, NOON)
    return lines_of(ticket_card(view, translate, ticket_news(event, view, translate)).text)


def test_customer_card_after_a_courier_took_it_begins_with_who_and_says_so_once(
    translate: Translator,
) -> None:
    cooked = a_view(ready_at=LATER).moved(OrderState.COOKED, NOON)
    waiting = customer_lines(translate, cooked)[0]
    taken = customer_lines(translate, cooked.in_hands_of(20, "Dan Park", 1))
    assert "Dan Park" in taken[0]
    assert sum("Dan Park" in line for line in taken) == 1
    assert taken[0] != waiting
    # In the list of all orders, too.
    states = {
        customer_state(it, translate) for it in (cooked, cooked.in_hands_of(20, "Dan Park", 1))
    }
    assert len(states) == 2


@pytest.mark.parametrize("event", TWO_TRIPS, ids=lambda it: type(it).__name__)
def test_customer_card_after_a_courier_took_another_trip_looks_for_none_any_more(
    translate: Translator, event: Event
) -> None:
    view = a_view().moved(OrderState.ON_THE_WAY, NOON).in_hands_of(None, "", 3)
    before = customer_lines(translate, view, event)
    after = customer_lines(translate, view.in_hands_of(21, "Yuri", 4), event)
    assert "Yuri" in after[0]
    assert sum("Yuri" in line for line in after) == 1
    assert before[:2] != after[:2]
    assert before[1] not in after


@pytest.mark.parametrize("state", [OrderState.COOKED, OrderState.ON_THE_WAY])
def test_customer_card_after_it_is_cooked_says_what_was_promised_and_no_more(
    translate: Translator, state: OrderState
) -> None:
    view = a_view(ready_at=LATER, delay_words="the oven broke").moved(OrderState.ACCEPTED, NOON)
    ready = translate("card-ready", time=LATER, coming="yes")
    assert ready in customer_lines(translate, view)
    later = customer_lines(translate, view.moved(state, NOON))
    assert ready not in later
    # What was said before stays.
    assert any("oven" in line for line in later)
    assert any(translate.time(LATER) in line for line in later)


def test_customer_card_that_is_late_says_once_that_it_is(translate: Translator) -> None:
    view = a_view(ready_at=NOON, late_since=NOON).moved(OrderState.ACCEPTED, NOON)
    late = {"en": "late", "ko": "늦"}[translate.language]
    assert sum(late in line for line in customer_lines(translate, view)) == 1


def test_customer_card_of_what_was_not_handed_over_says_once_who_decides(
    translate: Translator,
) -> None:
    event = ProblemReported(
        order_id=ORDER, store_id="hanok", courier_id=20, courier_name="Dan",
        problem=Problem.REFUSED, has_photo=False, store_phone="+8227350101", revision=3,
    )  # fmt: skip
    view = a_view().moved(OrderState.ON_THE_WAY, NOON).stopped(Problem.REFUSED, 3)
    decides = {"en": "The store decides", "ko": "가게가"}[translate.language]
    told = customer_lines(translate, view, event)
    assert sum(decides in line for line in told) == 1
    assert any(decides in line for line in customer_lines(translate, view))


def test_customer_card_to_collect_shows_no_other_address(translate: Translator) -> None:
    view = a_view(collect_at="12 Insadong-gil").moved(OrderState.COOKED, NOON)
    shown = "\n".join(customer_lines(translate, view))
    assert "12 Insadong-gil" in shown
    assert view.address not in shown


def test_cancel_by_operators_of_a_cash_order_speaks_of_no_money(translate: Translator) -> None:
    event = OrderCancelled(
        order_id=ORDER, customer_id=CUSTOMER, store_id="hanok", was_paid=True, by=500, words="",
    )  # fmt: skip
    told = lines_of(customer_notice(event, translate).text)
    # The total says what becomes of what was paid, if anything was.
    assert len(told) == 2


@pytest.mark.parametrize("state", [TicketState.ACCEPTED, TicketState.COOKED])
def test_ticket_after_an_unanswered_request_asks_for_what_is_still_to_do(
    translate: Translator, state: TicketState
) -> None:
    event = CancellationUnanswered(order_id=ORDER, store_id="hanok", number=1)
    head, why, *_ = ticket_lines(translate, event, state=state)
    make = {"en": "make it", "ko": "만들어"}[translate.language]
    assert (make in head) == (state is TicketState.ACCEPTED)
    assert make not in why


@pytest.mark.parametrize(
    ("changes", "goes_back"),
    [
        ({}, "all"),
        ({"method": PaymentMethod.CASH}, "none"),
        ({"kept": WON_9000}, "part"),
        ({"kept": WON_18000}, "none"),
    ],
)
def test_ticket_that_was_called_off_says_what_goes_back(
    translate: Translator, changes: dict[str, Any], goes_back: str
) -> None:
    reason = RejectionReason.CUSTOMER_ASKED
    lines = ticket_lines(translate, state=TicketState.CANCELLED, reason=reason, **changes)
    said = {
        "en": {"all": "what was paid goes back", "part": "the rest", "none": "goes back"},
        "ko": {"all": "결제한 금액은", "part": "나머지", "none": "돌려드"},
    }[translate.language][goes_back]
    assert any(said in line for line in lines) == (goes_back != "none")


def test_ticket_line_reads_alike_whether_it_is_missing_or_left_out(translate: Translator) -> None:
    plain, missing, left_out = (
        without_markup(translate(key, quantity=2, dish="Tea", amount=Money(3_000, "KRW")))
        for key in ("card-line", "card-line-missing", "card-line-left-out")
    )
    assert missing == f"❗ {plain}"
    assert left_out == plain


def test_trip_card_of_what_is_offered_anew_says_not_that_it_was_given_back(
    translate: Translator,
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.declined = DeliveryState.OFFERED, (20,)
    # It may have been taken away as well.
    view = TripView.of(delivery, OWNER, has_couriers=True)
    head = lines_of(trip_card(view, translate).text)[0]
    assert not any(it in head for it in ("given back", "반납"))


def test_operator_card_does_not_speak_to_the_customer(translate: Translator) -> None:
    on_the_way = a_view().moved(OrderState.ON_THE_WAY, NOON)
    collected = a_view(collect_at="12 Insadong-gil").moved(OrderState.COOKED, NOON)
    requested = dataclasses.replace(on_the_way, request=Asked(1, NOON))
    flags = (
        "end", "refund_part", "confirm", "call_again", "let_collect", "take_away",
        "bring_again", "fail",
    )  # fmt: skip
    for view in (on_the_way, collected, requested):
        file = OrderFile(
            view=view, phone="+821012345678", payment=PaymentState.PAID, history=(), waits=(),
            names={}, escalation=None, has_photo=False,
            **{f"can_{it}": False for it in flags},  # type: ignore[arg-type]
        )  # fmt: skip
        text = operator_card(file, translate).text
        assert not any(it in text for it in ("to you", "Please come", "와 주세요"))
