"""What a customer and a store ask each other about an accepted order."""

from __future__ import annotations

import pytest

from domain.shared.errors import InvalidInput, WrongState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.events import DishesLeftOut, OrderCooked
from domain.store.reasons import RejectionReason
from domain.store.ticket import Ticket
from domain.store.ticket_requests import TicketLine
from tests.support.fakes import NOON
from tests.support.samples import CUSTOMER, OWNER, WON_9000, WON_18000, a_ticket


def a_cooking_ticket() -> Ticket:
    """Two dishes of 9,000 each, accepted."""
    ticket = a_ticket()
    ticket.lines = (TicketLine("Bibimbap", 1, WON_9000), TicketLine("Tea", 2, WON_9000))
    ticket.accept(OWNER, 15, NOON)
    ticket.take_events()
    return ticket


def test_ask_to_cancel_twice_is_refused_until_the_first_is_answered() -> None:
    ticket = a_cooking_ticket()
    ticket.ask_to_cancel(NOON)
    with pytest.raises(WrongState) as refused:
        ticket.ask_to_cancel(NOON)
    assert refused.value.state == "asked"
    ticket.refuse_request(OWNER)
    ticket.ask_to_cancel(NOON, " no  guests ")
    assert ticket.request is not None
    assert (ticket.request.number, ticket.request.words) == (2, "no guests")


@pytest.mark.parametrize("part", [Money(0, "KRW"), Money(18_001, "KRW"), Money(9, "USD")])
def test_keep_more_than_was_paid_or_nothing_is_refused(part: Money) -> None:
    ticket = a_cooking_ticket()
    ticket.ask_to_cancel(NOON)
    with pytest.raises(InvalidInput):
        ticket.call_off(OWNER, RejectionReason.CUSTOMER_ASKED, NOON, kept=part)
    assert (ticket.state, ticket.kept) == ("accepted", None)


def test_keep_a_part_of_what_is_paid_in_cash_is_refused() -> None:
    ticket = a_cooking_ticket()
    ticket.method = PaymentMethod.CASH
    with pytest.raises(WrongState):
        ticket.call_off(OWNER, RejectionReason.CUSTOMER_ASKED, NOON, kept=WON_9000)


def test_keep_is_at_most_what_the_dishes_that_are_left_cost() -> None:
    ticket = a_cooking_ticket()
    ticket.report_missing(frozenset({1}), NOON)
    ticket.leave_out(1, CUSTOMER)
    with pytest.raises(InvalidInput):
        ticket.keep(WON_18000)
    assert ticket.keep(WON_9000) == WON_9000


def test_cook_while_the_customer_chooses_is_refused() -> None:
    ticket = a_cooking_ticket()
    ticket.report_missing(frozenset({1}), NOON)
    with pytest.raises(WrongState) as refused:
        ticket.cook()
    assert (refused.value.state, ticket.state) == ("choosing", "accepted")
    ticket.leave_out(1, None)
    ticket.take_events()
    ticket.cook()
    (cooked,) = ticket.take_events()
    assert isinstance(cooked, OrderCooked)
    assert cooked.total == WON_9000


@pytest.mark.parametrize("lines", [(), (2,), (-1,), (0, 5)])
def test_report_missing_of_what_is_not_in_the_order_is_refused(lines: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput):
        a_cooking_ticket().checked_missing(lines)


def test_report_missing_of_a_line_that_is_left_out_is_refused() -> None:
    ticket = a_cooking_ticket()
    ticket.report_missing(frozenset({0}), NOON)
    ticket.leave_out(1, CUSTOMER)
    with pytest.raises(InvalidInput):
        ticket.checked_missing((0,))
    assert ticket.leaves_nothing(ticket.checked_missing((1,)))


def test_leave_out_by_an_older_button_is_refused() -> None:
    ticket = a_cooking_ticket()
    ticket.report_missing(frozenset({0}), NOON)
    with pytest.raises(WrongState):
        ticket.leave_out(0, CUSTOMER)
    ticket.take_events()
    ticket.leave_out(1, CUSTOMER)
    (left_out,) = ticket.take_events()
    assert isinstance(left_out, DishesLeftOut)
    assert (left_out.lines, left_out.dishes, left_out.total) == ((0,), ("Bibimbap",), WON_9000)
    with pytest.raises(WrongState):
        ticket.leave_out(1, CUSTOMER)


def test_call_off_ends_whatever_is_asked() -> None:
    ticket = a_cooking_ticket()
    ticket.ask_to_cancel(NOON)
    ticket.report_missing(frozenset({0}), NOON)
    ticket.call_off(OWNER, RejectionReason.BROKEN, NOON)
    assert (ticket.request, ticket.missing) == (None, None)
