"""A time that is not of today comes with its day, where people are and as they write it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.customer.model import OrderView
from domain.customer.view_parts import Held
from domain.order.events import OrderPlaced
from domain.order.model import OrderState
from domain.store.queries import TicketView
from domain.store.reasons import RejectionReason
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.translator import Translator
from tests.support.samples import OWNER, a_ticket, an_order

SEOUL = ZoneInfo("Asia/Seoul")
# 11:47 in the evening in Seoul, where the next day begins 13 minutes later.
CAME = datetime(2026, 3, 1, 14, 47, tzinfo=UTC)
SOON = CAME + timedelta(minutes=20)
DAYS = {"en": ("Mar 1", "Mar 2", "Mar 1, 2026"), "ko": ("3월 1일", "3월 2일", "2026년 3월 1일")}


def a_view() -> OrderView:
    (placed,) = an_order().take_events()
    assert isinstance(placed, OrderPlaced)
    return OrderView.of(placed, CAME)


@pytest.mark.parametrize("language", DAYS)
def test_moment_is_told_with_its_day_unless_it_is_of_today(language: str) -> None:
    today = Translator(language, SEOUL, CAME - timedelta(hours=3))
    tomorrow = Translator(language, SEOUL, SOON)
    next_year = Translator(language, SEOUL, CAME + timedelta(days=365))
    day, _, with_year = DAYS[language]
    assert today.moment(CAME) == today.time(CAME)
    assert tomorrow.moment(CAME).startswith(f"{day}")
    assert tomorrow.moment(CAME).endswith(tomorrow.time(CAME))
    assert next_year.moment(CAME).startswith(with_year)


def test_time_in_korean_is_korean() -> None:
    korean = Translator("ko", SEOUL)
    assert korean.time(CAME) == "오후 11:47"
    assert korean.time(CAME - timedelta(hours=14)) == "오전 9:47"


@pytest.mark.parametrize("language", DAYS)
def test_customer_card_of_yesterday_says_each_day_once(language: str) -> None:
    view = a_view().moved(OrderState.PAID, CAME + timedelta(minutes=1))
    view = view.moved(OrderState.ACCEPTED, SOON).moved(OrderState.COOKED, SOON)
    first, second, _ = DAYS[language]
    shown = customer_card(view, Translator(language, SEOUL, SOON + timedelta(days=1))).text
    assert shown.count(first) == 1
    assert shown.count(second) == 1
    now = customer_card(view, Translator(language, SEOUL, SOON)).text
    assert (now.count(first), now.count(second)) == (1, 0)


@pytest.mark.parametrize("language", DAYS)
def test_time_to_come_tomorrow_says_its_day(language: str) -> None:
    translate = Translator(language, SEOUL, CAME)
    _, second, _ = DAYS[language]
    held = replace(a_view(), held=Held(2, SOON))
    ready = replace(a_view(), state=OrderState.ACCEPTED, ready_at=SOON)
    assert second in customer_card(held, translate).text
    assert second in customer_card(ready, translate).text
    ticket = a_ticket()
    ticket.accept(OWNER, 20, CAME)
    assert second in ticket_card(TicketView.of(ticket, CAME), translate).text


@pytest.mark.parametrize("language", DAYS)
def test_ticket_says_when_it_came_and_when_it_ended(language: str) -> None:
    first, second, _ = DAYS[language]
    translate = Translator(language, SEOUL, SOON + timedelta(days=7))
    ticket = a_ticket()
    ticket.received_at = CAME
    assert translate.time(CAME) in ticket_card(TicketView.of(ticket, CAME), translate).text
    ticket.reject(OWNER, RejectionReason.TOO_BUSY, SOON)
    shown = ticket_card(TicketView.of(ticket, CAME), translate).text
    assert f"{first}" in shown
    assert f"{second}" in shown
    assert translate.time(SOON) in shown
    ticket.ended_at = CAME + timedelta(minutes=2)
    assert ticket_card(TicketView.of(ticket, CAME), translate).text.count(first) == 1
