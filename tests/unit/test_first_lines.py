"""A chat list shows one line of a message: what happened and what to do now, in 40 characters.

Names, codes, amounts and times do not count. Whatever is told by an event is found in the tables
of who is told what, so that no new notice gets by.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.notifications.recipients import NOTIFICATIONS
from domain.customer.model import OrderView
from domain.customer.view_parts import Asked, Choice, Held, ViewedPayment
from domain.delivery import DeliveryState, DeliveryView, TripView
from domain.order.model import OrderState
from domain.payment.states import PaymentState
from domain.processes.order_file import ESCALATIONS, Escalation, Happened, OrderFile
from domain.shared.audience import Audience
from domain.shared.messages import Event
from domain.shared.money import Money
from domain.store import RejectionReason, TicketState, TicketView
from domain.store.ticket_requests import CancelRequest, MissingDishes
from handlers.ui import translator as words_module
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.delivery_cards import delivery_card, trip_card
from handlers.ui.keyboards import Card
from handlers.ui.notices import (
    CUSTOMER_NOTICES,
    OPERATOR_NOTICES,
    STORE_NOTICES,
    Unreachable,
    customer_notice,
    operator_notice,
    store_notice,
    unreachable_card,
)
from handlers.ui.operator_card import operator_card
from handlers.ui.out_of_order import database_lost
from handlers.ui.plain import without_markup
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.every import every_form
from tests.support.fakes import NOON
from tests.support.samples import (
    COURIER,
    OPERATOR,
    OWNER,
    SECOND_COURIER,
    a_delivery,
    a_ticket,
    nobody,
)
from tests.unit.test_texts import a_view

MOST = 40
LATER = NOON + timedelta(minutes=5)
TITLES = ("card-title", "ticket-title", "delivery-title")
VALUES = {"code": "", "store": "", "customer": ""}


class _Choices(Visitor):
    """Which values choose between words, by the key of the text."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}
        self._key = ""

    def visit_Message(self, node: ast.Message) -> None:  # noqa: N802
        self._key = node.id.name
        self.found[self._key] = set()
        self.generic_visit(node)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        if isinstance(node.selector, ast.VariableReference):
            self.found[self._key].add(node.selector.id.name)
        self.generic_visit(node)


@cache
def choices(language: str) -> dict[str, set[str]]:
    texts = Path(words_module.__file__).parent / "texts" / f"{language}.ftl"
    visitor = _Choices()
    visitor.visit(FluentParser().parse(texts.read_text("utf-8")))
    return visitor.found


class Bare(Translator):
    """Texts without what is inserted into them."""

    def __call__(self, key: str, /, **values: object) -> str:
        chosen = choices(self.language)[key]
        bare = {name: it if name in chosen else "" for name, it in values.items()}
        return super().__call__(key, **bare)

    def money(self, _amount: Money) -> str:
        return ""

    def time(self, _moment: datetime) -> str:
        return ""


def combined(**ways: Any) -> Iterator[dict[str, Any]]:
    """Each way of each together with each way of the others."""
    for values in itertools.product(*ways.values()):
        yield dict(zip(ways, values, strict=True))


def notices(
    audience: str,
    listed: tuple[type[Event], ...],
    render: Callable[[Event, Translator], Card],
    translate: Translator,
) -> Iterator[Card]:
    """What is told of each event that is told to an audience, in each of its forms."""
    for kind in {*NOTIFICATIONS[audience], *listed}:
        for event in every_form(kind):
            try:
                yield render(event, translate)
            except TypeError:
                # Only a card follows this event.
                assert kind not in listed, kind
                break


def store_notices(translate: Translator) -> Iterator[Card]:
    yield from notices(Audience.STORE, STORE_NOTICES, store_notice, translate)


def operator_notices(translate: Translator) -> Iterator[Card]:
    render = partial(operator_notice, name_of=nobody)
    yield from notices(Audience.OPERATOR, OPERATOR_NOTICES, render, translate)
    yield Card(database_lost(translate, "x"))


def customer_cards(translate: Translator) -> Iterator[Card]:
    for changes in combined(
        payment=ViewedPayment,
        is_resting=(False, True),
        choice=(None, Choice(1, (0,), NOON)),
        late_since=(None, NOON),
        collect_at=("", "12 Insadong-gil"),
        request=(None, Asked(1, NOON)),
        reason=(None, RejectionReason.BY_OPERATOR),
    ):
        view = a_view(**changes, ready_at=NOON)
        yield customer_card(dataclasses.replace(view, held=Held(1, NOON)), translate)
        for state in OrderState:
            if state is not OrderState.HELD:
                yield customer_card(view.moved(state, LATER), translate)


def tickets(translate: Translator) -> Iterator[Card]:
    for ways in combined(
        state=TicketState,
        reason=(None, *RejectionReason),
        ready_at=(None, NOON, LATER),
        request=(None, CancelRequest(1, NOON, "late")),
        missing=(None, MissingDishes(2, (0,), NOON)),
    ):
        ticket = a_ticket()
        for name, value in ways.items():
            setattr(ticket, name, value)
        yield ticket_card(TicketView.of(ticket, NOON), translate)


def trips_of(*couriers: int) -> Iterator[Any]:
    """A delivery in every state, in anybody's hands, after any number of questions."""
    for ways in combined(
        state=DeliveryState,
        asked=range(4),
        courier_id=(None, *couriers),
        courier_name=("", "Dan"),
        declined=((), (COURIER,)),
        trips=range(2),
    ):
        delivery = a_delivery()
        for name, value in ways.items():
            setattr(delivery, name, value)
        yield delivery


def courier_cards(translate: Translator) -> Iterator[Card]:
    for delivery in trips_of(COURIER, SECOND_COURIER):
        yield delivery_card(DeliveryView.of(delivery, COURIER), translate)


def trip_cards(translate: Translator) -> Iterator[Card]:
    for delivery in trips_of(COURIER, OWNER):
        for has_couriers in (False, True):
            view = TripView.of(delivery, OWNER, has_couriers=has_couriers)
            if not view.is_over:
                yield trip_card(view, translate)


def operator_cards(translate: Translator) -> Iterator[Card]:
    views = (a_view(), a_view().moved(OrderState.DELIVERED, NOON))
    yield from (operator_card(a_file(view), translate) for view in views)
    for kind, closing in ESCALATIONS.items():
        for asked in every_form(kind):
            yield operator_card(a_file(views[0], asked), translate)
            for decides in closing:
                decision = next(every_form(decides))
                yield operator_card(a_file(views[0], asked, decision), translate)
    yield unreachable_card([], translate)
    yield unreachable_card([Unreachable(OPERATOR, "Olga", ("Hanok",))], translate)


def a_file(view: OrderView, asked: Event | None = None, decided: Event | None = None) -> OrderFile:
    happened = tuple(Happened(it, NOON) for it in (asked, decided) if it)
    decision = happened[1] if decided else None
    flags = (
        "end",
        "refund_part",
        "confirm",
        "call_again",
        "let_collect",
        "take_away",
        "bring_again",
        "fail",
    )
    return OrderFile(
        view=view,
        phone="+821012345678",
        payment=PaymentState.PAID,
        history=happened,
        waits=(),
        names={},
        escalation=Escalation(happened[0], decision) if happened else None,
        has_photo=True,
        **{f"can_{it}": True for it in flags},  # type: ignore[arg-type]
    )


TOLD: dict[str, Callable[[Translator], Iterator[Card]]] = {
    "notices to customers": lambda translate: notices(
        Audience.CUSTOMER, CUSTOMER_NOTICES, customer_notice, translate
    ),
    "notices to owners": store_notices,
    "notices to operators": operator_notices,
    Audience.CUSTOMER: customer_cards,
    Audience.STORE: tickets,
    Audience.COURIER: courier_cards,
    Audience.TRIP: trip_cards,
    Audience.OPERATOR: operator_cards,
}


def test_cards_of_every_audience_are_looked_at() -> None:
    assert set(Audience) <= set(TOLD)


@pytest.mark.parametrize("what", TOLD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_first_line_of_everything_that_is_told_is_short_and_no_title(
    what: str, language: str
) -> None:
    translate = Bare(language, UTC)
    lines = {without_markup(it.text).splitlines()[0].strip() for it in TOLD[what](translate)}
    assert lines
    assert [it for it in lines if len(it) > MOST] == []
    # What has no words of its own is shown by its key, without a sign before it.
    assert [it for it in lines if it[:1].isalnum()] == []
    titles = {without_markup(translate(key, **VALUES)).strip() for key in TITLES}
    assert lines & {*titles, ""} == set()
