"""The live cards: one message per order and chat, edited in place at each event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.customer import Held, OrderView, ViewedPayment
from domain.order import OrderState
from domain.shared.failures import Failure
from domain.shared.methods import PaymentMethod
from domain.store import RejectionReason, TicketState, TicketView
from handlers.ui import callbacks
from handlers.ui.addresses import point_of, shown_address
from handlers.ui.asked import (
    customer_choice,
    customer_choice_rows,
    customer_request,
    customer_request_rows,
    line_key,
    ticket_request,
    ticket_request_rows,
)
from handlers.ui.couriers import courier
from handlers.ui.keyboards import Card, Rows, button, keyboard
from handlers.ui.phones import shown_phone
from handlers.ui.terms import fee_line
from handlers.ui.translator import Translator, order_code
from handlers.ui.typed import named

PROMISES = (15, 30, 45)
MORE = (10, 20)
NEAR, ROUGHLY = 3, 5
"""Up to which place in the line it is told, and to how many minutes the time is rounded."""

# What the customer decided.
_WANTED = (RejectionReason.CUSTOMER_ASKED, RejectionReason.DISH_MISSING)


def customer_card(view: OrderView, translate: Translator, news: str = "") -> Card:
    """An order as its customer sees it; ``news`` is what they had to notice last, if anything."""
    missing = view.choice.lines if view.choice else ()
    title = translate("card-title", code=order_code(view.order_id), store=view.store_name)
    asked = [*customer_choice(view, translate), *customer_request(view, translate)]
    head = news or _customer_head(view, translate)
    text = [
        *([*asked, title, head] if asked else [head, title]),
        *([customer_state(view, translate)] if view.held or (view.problem and not news) else []),
        "",
        *(
            translate(
                line_key(place, missing, view.left_out),
                quantity=line.quantity,
                dish=line.name,
                amount=line.amount,
            )
            for place, line in enumerate(view.lines)
        ),
        *fee_line(view.delivery_fee, translate),
        translate("card-total", total=view.total, payment=view.payment),
        *([translate("card-tip", tip=view.tip)] if view.tip else []),
    ]
    if not view.collect_at:
        address = shown_address(view.address, view.location, translate)
        text.append(translate("card-address", address=address))
    if view.can_pay and view.cash_refused:
        text.append(translate("card-no-cash"))
    if view.can_pay and view.is_resting:
        text.append(translate("card-resting"))
    if view.given_back and view.payment is not ViewedPayment.REFUNDED:
        text.append(translate("card-given-back", amount=view.given_back))
    if view.kept:
        text.append(translate("card-kept", amount=view.kept))
    if view.ready_at and not view.ended and translate.time(view.ready_at) not in news:
        is_coming = view.state is OrderState.ACCEPTED and not view.is_late
        text.append(
            translate("card-ready", time=view.ready_at, coming="yes" if is_coming else "no")
        )
        if view.delay_words:
            text.append(reason_line(RejectionReason.OTHER, view.delay_words, translate))
    bringer = courier(view.courier_name, translate)
    if view.courier_id and not view.ended and bringer not in head:
        text.append(translate("card-courier", name=bringer))
    if view.failure:
        text += failure_lines(view.failure, translate)
    if (view.was_rejected or view.was_called_off) and view.reason and not news:
        text.append(reason_line(view.reason, view.words, translate, mine=True))
    history = " · ".join(_history(view, translate))
    # Nobody reads anything twice.
    told = [line for line in text if line == head or not line or line not in head.split("\n")]
    return Card("\n".join([*told, "", history]), keyboard(_customer_rows(view, translate)))


def _history(view: OrderView, translate: Translator) -> Iterator[str]:
    told: datetime | None = None
    for step in view.steps:
        is_told = told is not None and translate.is_same_day(told, step.at)
        time = translate.time(step.at) if is_told else step.at
        yield translate("card-step", state=step.state.replace("_", "-"), time=time)
        told = step.at


def customer_state(view: OrderView, translate: Translator) -> str:
    """How an order stands, as its customer is told."""
    if view.held:
        return _held(view.held, translate)
    if view.problem:
        return translate("card-stopped", problem=view.problem.replace("_", "-"))
    if view.collect_at and not view.ended:
        return translate("card-collect", address=view.collect_at)
    state = "taken" if view.is_fetched else view.state.replace("_", "-")
    return translate("card-state", state=state)


def _held(held: Held, translate: Translator) -> str:
    """How long it waits in line; no finer than what somebody who waits wants to hear again."""
    place = held.place if held.place <= NEAR else 0
    late = held.expected_at.minute % ROUGHLY
    time = held.expected_at + timedelta(minutes=ROUGHLY - late if late else 0)
    return translate("card-held", place=place, time=time)


def _customer_head(view: OrderView, translate: Translator) -> str:
    """What happened and what the customer has to do now, which is what a chat list shows."""
    if view.collect_at and not view.ended and not view.held:
        return customer_state(view, translate)
    state = view.state.replace("_", "-")
    if view.held:
        state = "held"
    elif view.problem:
        state = "stopped"
    elif view.can_pay and view.is_resting:
        state = "resting"
    elif view.is_late:
        state = "late"
    elif view.is_fetched:
        return taken_head(view, translate)
    return translate("card-head", state=state)


def taken_head(view: OrderView, translate: Translator) -> str:
    """That somebody goes for the food, and who."""
    return translate("card-head", state="taken", name=courier(view.courier_name, translate))


def _customer_rows(view: OrderView, translate: Translator) -> Rows:
    rows = customer_choice_rows(view, translate)
    if view.can_pay_by_card:
        label = translate.plain("button-pay", total=view.total)
        rows.append([button(label, callbacks.PayOrder(order_id=view.order_id), "success")])
    if view.can_pay_in_cash:
        cash = callbacks.PayInCash(order_id=view.order_id)
        rows.append([button(translate.plain("button-cash"), cash)])
    if view.can_cancel:
        label = translate.plain("button-cancel-order")
        rows.append([button(label, callbacks.AskToCancel(order_id=view.order_id), "danger")])
    return [*rows, *customer_request_rows(view, translate)]


def ticket_card(ticket: TicketView, translate: Translator, news: str = "") -> Card:
    """A paid order as the store sees it; ``news`` is what owners had to notice last, if anything."""
    code = order_code(ticket.order_id)
    customer = named(ticket.customer_name, code)
    missing = ticket.missing.lines if ticket.missing else ()
    title = translate("ticket-title", code=code, customer=customer)
    state = _ticket_state(ticket)
    is_off = ticket.is_over and ticket.state is not TicketState.DELIVERED
    asked = ticket_request(ticket, translate)
    head = news or translate("ticket-state", state=state)
    text = [
        *([*asked, title, head] if asked else [head, title]),
        *([_told(ticket, translate)] if state in {"rejected", "called-off"} else []),
        _times(ticket, translate),
        "",
        *(
            translate(
                line_key(place, missing, ticket.left_out),
                quantity=line.quantity,
                dish=line.name,
                amount=line.amount,
            )
            for place, line in enumerate(ticket.lines)
        ),
        *fee_line(ticket.delivery_fee, translate),
        translate("ticket-total", total=ticket.total, method=ticket.method),
        *([translate("ticket-tip", tip=ticket.tip)] if ticket.tip and not is_off else []),
    ]
    if not ticket.is_over:
        point = point_of(ticket.latitude, ticket.longitude)
        address = shown_address(ticket.address, point, translate)
        phone = shown_phone(ticket.customer_phone)
        text.append(translate("ticket-contact", phone=phone, address=address))
    if ticket.ready_at:
        text.append(translate("ticket-ready", time=ticket.ready_at))
    if ticket.reason:
        text.append(reason_line(ticket.reason, ticket.words, translate))
    if ticket.kept:
        text.append(translate("ticket-kept", amount=ticket.kept))
    return Card("\n".join(text), keyboard(_ticket_rows(ticket, translate)))


def _ticket_state(ticket: TicketView) -> str:
    if ticket.state is TicketState.CANCELLED and ticket.reason:
        return "called-off"
    return "late" if ticket.is_late else ticket.state.replace("_", "-")


def _told(ticket: TicketView, translate: Translator) -> str:
    """That the customer knows, and what goes back of what was paid, if anything was."""
    is_kept = ticket.kept is not None and ticket.kept.amount >= ticket.total.amount
    back = "part" if ticket.kept else "all"
    if ticket.method is PaymentMethod.CASH or is_kept:
        back = "none"
    return translate("ticket-told", back=back)


def _times(ticket: TicketView, translate: Translator) -> str:
    came = translate("ticket-received", time=ticket.received_at)
    if ticket.ended_at is None:
        return came
    is_same = translate.is_same_day(ticket.received_at, ticket.ended_at)
    ended = translate.time(ticket.ended_at) if is_same else ticket.ended_at
    return f"{came} · " + translate("ticket-ended", state=ticket.state.value, time=ended)


def _ticket_rows(ticket: TicketView, translate: Translator) -> Rows:
    id = ticket.order_id
    rows = ticket_request_rows(ticket, translate)
    if ticket.can_accept:
        accept = [
            button(
                translate.plain("button-accept", minutes=minutes),
                callbacks.AcceptOrder(order_id=id, minutes=minutes),
                "success",
            )
            for minutes in PROMISES
        ]
        rows.append(accept)
    if ticket.can_reject:
        reject = callbacks.ShowRejectReasons(order_id=id)
        rows.append([button(translate.plain("button-reject"), reject, "danger")])
    if ticket.can_cook:
        cooked = callbacks.MarkCooked(order_id=id)
        rows.append([button(translate.plain("button-cooked"), cooked, "primary")])
    if ticket.can_put_off:
        more = [
            button(
                translate.plain("button-more-time", minutes=minutes),
                callbacks.PutOff(order_id=id, minutes=minutes),
            )
            for minutes in MORE
        ]
        typed = callbacks.TypeMinutes(order_id=id)
        rows.append([*more, button(translate.plain("button-type-minutes"), typed)])
    if ticket.can_report_missing:
        gone = callbacks.AskMissing(order_id=id)
        rows.append([button(translate.plain("button-dish-missing"), gone)])
    if ticket.can_call_off:
        off = callbacks.ShowCallOffReasons(order_id=id)
        rows.append([button(translate.plain("button-call-off"), off, "danger")])
    if ticket.latitude is not None:
        rows.append([button(translate.plain("button-map"), callbacks.ShowMap(order_id=id))])
    return rows


def failure_lines(failure: Failure, translate: Translator) -> list[str]:
    """Why an order was not delivered, and what becomes of what was paid, for its customer."""
    why = translate("failure-why", problem=failure.problem.replace("_", "-"))
    amount = failure.amount or ""
    return [why, translate("failure-money", how=failure.settlement, amount=amount)]


def reason_line(
    reason: RejectionReason, own_words: str, translate: Translator, *, mine: bool = False
) -> str:
    """Why an order is rejected or called off; operators may say why, and owners have to.

    ``mine`` says that its customer reads it, who may have wanted it so.
    """
    said = reason.replace("_", "-")
    if mine and reason in _WANTED:
        said = f"my-{said}"
    if reason is RejectionReason.BY_OPERATOR and own_words:
        said = "operator-words"
    return translate("card-reason", reason=said, words=own_words)
