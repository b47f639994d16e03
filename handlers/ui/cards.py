"""The live cards: one message per order and chat, edited in place at each event."""

from __future__ import annotations

from domain.customer.model import OrderView, ViewedPayment
from domain.delivery.model import Delivery, DeliveryState
from domain.order.model import OrderState
from domain.shared.methods import PaymentMethod
from domain.store.reasons import RejectionReason
from domain.store.ticket import Ticket, TicketState
from handlers.ui.keyboards import Card, Rows, button, keyboard
from handlers.ui.terms import fee_line
from handlers.ui.translator import Translator, order_code

PROMISES = (15, 30, 45)


def customer_card(view: OrderView, translate: Translator) -> Card:
    """An order as its customer sees it."""
    text = [
        translate("card-title", code=order_code(view.order_id), store=view.store_name),
        _customer_state(view, translate),
        "",
        *(
            translate("card-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in view.lines
        ),
        *fee_line(view.delivery_fee, translate),
        translate("card-total", total=view.total, payment=view.payment),
        *([translate("card-tip", tip=view.tip)] if view.tip else []),
        translate("card-address", address=view.address),
    ]
    if view.can_pay and view.is_resting:
        text.append(translate("card-resting"))
    if view.given_back and view.payment is not ViewedPayment.REFUNDED:
        text.append(translate("card-given-back", amount=view.given_back))
    if view.ready_at and not view.ended:
        text.append(translate("card-ready", time=view.ready_at))
    if view.courier_name and not view.ended:
        text.append(translate("card-courier", name=view.courier_name))
    if view.state is OrderState.REJECTED and view.reason:
        text.append(_reason(view.reason, view.words, translate))
    history = " · ".join(
        translate("card-step", state=step.state.replace("_", "-"), time=step.at)
        for step in view.steps
    )
    return Card("\n".join([*text, "", history]), keyboard(_customer_rows(view, translate)))


def _customer_state(view: OrderView, translate: Translator) -> str:
    if view.held:
        return translate("card-held", place=view.held.place, time=view.held.expected_at)
    return translate("card-state", state=view.state.replace("_", "-"))


def _customer_rows(view: OrderView, translate: Translator) -> Rows:
    rows: Rows = []
    if view.can_pay:
        if PaymentMethod.CARD in view.methods and not view.is_resting:
            label = translate.plain("button-pay", total=view.total)
            rows.append([button(label, "pay", view.order_id, style="success")])
        if PaymentMethod.CASH in view.methods:
            rows.append([button(translate.plain("button-cash"), "cash", view.order_id)])
    if view.can_cancel:
        label = translate.plain("button-cancel-order")
        rows.append([button(label, "drop", view.order_id, style="danger")])
    return rows


def ticket_card(ticket: Ticket, translate: Translator) -> Card:
    """A paid order as the store sees it."""
    text = [
        translate("ticket-title", code=order_code(ticket.order_id), customer=ticket.customer_name),
        translate("ticket-state", state=ticket.state.value),
        "",
        *(
            translate("card-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in ticket.lines
        ),
        *fee_line(ticket.delivery_fee, translate),
        translate("ticket-total", total=ticket.total, method=ticket.method),
        translate("ticket-contact", phone=ticket.customer_phone, address=ticket.address),
    ]
    if ticket.ready_at and ticket.state is TicketState.ACCEPTED:
        text.append(translate("ticket-ready", time=ticket.ready_at))
    if ticket.state is TicketState.REJECTED and ticket.reason:
        text.append(_reason(ticket.reason, ticket.words, translate))
    return Card("\n".join(text), keyboard(_ticket_rows(ticket, translate)))


def _ticket_rows(ticket: Ticket, translate: Translator) -> Rows:
    id = ticket.order_id
    if ticket.state is TicketState.RECEIVED:
        accept = [
            button(
                translate.plain("button-accept", minutes=minutes),
                "accept",
                id,
                minutes,
                style="success",
            )
            for minutes in PROMISES
        ]
        return [accept, [button(translate.plain("button-reject"), "reject", id, style="danger")]]
    if ticket.state is TicketState.ACCEPTED:
        return [[button(translate.plain("button-cooked"), "cooked", id, style="primary")]]
    return []


def delivery_card(delivery: Delivery, reader_id: int, translate: Translator) -> Card:
    """A delivery as one courier sees it: theirs, somebody else's, or free to take."""
    where = delivery.destination
    taken_by_other = delivery.courier_id not in {None, reader_id}
    text = [
        translate("delivery-title", code=order_code(delivery.order_id), store=where.store_name)
    ]
    if taken_by_other:
        text.append(translate("delivery-taken", name=delivery.courier_name))
        return Card("\n".join(text))
    text += [
        translate("delivery-state", state=delivery.state.value.replace("_", "-")),
        "",
        translate("delivery-from", address=where.store_address, phone=where.store_phone),
        translate("delivery-to", address=where.address),
    ]
    if delivery.courier_id == reader_id:
        text.append(translate("delivery-customer", name=where.customer_name, phone=where.phone))
    if where.to_collect:
        text.append(translate("delivery-collect", amount=where.to_collect))
    return Card("\n".join(text), keyboard(_delivery_rows(delivery, translate)))


def _delivery_rows(delivery: Delivery, translate: Translator) -> Rows:
    next_steps = {
        DeliveryState.OFFERED: ("button-take", "take"),
        DeliveryState.ASSIGNED: ("button-pick-up", "pickup"),
        DeliveryState.PICKED_UP: ("button-deliver", "deliver"),
    }
    if delivery.state not in next_steps:
        return []
    key, verb = next_steps[delivery.state]
    return [[button(translate.plain(key), verb, delivery.order_id, style="primary")]]


def _reason(reason: RejectionReason, own_words: str, translate: Translator) -> str:
    return translate("card-reason", reason=reason.replace("_", "-"), words=own_words)
