"""What is asked about an accepted order, on the cards of those who ask and who answer."""

from __future__ import annotations

from collections.abc import Collection

from domain.customer import OrderView
from domain.shared.money import Money
from domain.store import CancelRequest, TicketView
from handlers.ui import callbacks
from handlers.ui.keyboards import Rows, button
from handlers.ui.translator import Translator


def ticket_request(ticket: TicketView, translate: Translator) -> list[str]:
    """The first lines of a ticket about which something is asked; nothing, if nothing is."""
    if ticket.missing:
        waits = [translate("ticket-choosing", time=ticket.missing.choose_by), ""]
        return waits if ticket.request is None else [*_request(ticket.request, translate), *waits]
    return [] if ticket.request is None else [*_request(ticket.request, translate), ""]


def _request(request: CancelRequest, translate: Translator) -> list[str]:
    lines = [translate("request-title"), translate("request-until", time=request.answer_by)]
    return [*lines, translate("request-words", words=request.words)] if request.words else lines


def ticket_request_rows(ticket: TicketView, translate: Translator) -> Rows:
    """The answers to it."""
    if ticket.request is None:
        return []
    id = ticket.order_id
    agree, refuse = callbacks.AgreeToCancel(order_id=id), callbacks.RefuseToCancel(order_id=id)
    rows = [
        [
            button(translate.plain("button-agree"), agree, "danger"),
            button(translate.plain("button-refuse"), refuse),
        ]
    ]
    if ticket.can_keep:
        keep = callbacks.ChooseKept(order_id=id)
        rows.append([button(translate.plain("button-agree-in-part"), keep)])
    return rows


def customer_request(view: OrderView, translate: Translator) -> list[str]:
    """The first lines of an order that its customer has asked to cancel; else nothing."""
    if view.request is None:
        return []
    return [translate("card-requested", time=view.request.until), ""]


def customer_request_rows(view: OrderView, translate: Translator) -> Rows:
    """The button to ask with."""
    if not view.can_ask_to_cancel:
        return []
    ask = callbacks.MayCancel(order_id=view.order_id)
    return [[button(translate.plain("button-ask-to-cancel"), ask)]]


def customer_choice(view: OrderView, translate: Translator) -> list[str]:
    """The first lines of an order of which dishes are missing; nothing, if none is."""
    if view.choice is None:
        return []
    return [translate("choice-title"), translate("choice-until", time=view.choice.until), ""]


def customer_choice_rows(view: OrderView, translate: Translator) -> Rows:
    """What the customer can choose."""
    if view.choice is None:
        return []
    less = sum(view.lines[place].amount.amount for place in view.choice.lines)
    amount = Money(less, view.total.currency)
    id, number = view.order_id, view.choice.number
    leave_out = callbacks.LeaveOut(order_id=id, number=number)
    cancel = callbacks.CancelForMissing(order_id=id, number=number)
    return [
        [button(translate.plain("button-leave-out", amount=amount), leave_out, "primary")],
        [button(translate.plain("button-cancel-for-missing"), cancel, "danger")],
    ]


def line_key(place: int, missing: Collection[int], left_out: Collection[int]) -> str:
    """Which text shows a line: struck out when it is left out, marked while it is missing."""
    if place in left_out:
        return "card-line-left-out"
    return "card-line-missing" if place in missing else "card-line"
