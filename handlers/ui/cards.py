"""The live cards: one message per order and chat, edited in place at each event."""

from __future__ import annotations

from domain.customer import OrderView, ViewedPayment
from domain.delivery import DeliveryView
from domain.store import RejectionReason, TicketView
from handlers.ui import callbacks
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
    if view.was_rejected and view.reason:
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
    if view.can_pay_by_card:
        label = translate.plain("button-pay", total=view.total)
        rows.append([button(label, callbacks.PayOrder(order_id=view.order_id), "success")])
    if view.can_pay_in_cash:
        cash = callbacks.PayInCash(order_id=view.order_id)
        rows.append([button(translate.plain("button-cash"), cash)])
    if view.can_cancel:
        label = translate.plain("button-cancel-order")
        rows.append([button(label, callbacks.AskToCancel(order_id=view.order_id), "danger")])
    return rows


def ticket_card(ticket: TicketView, translate: Translator) -> Card:
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
    if ticket.ready_at:
        text.append(translate("ticket-ready", time=ticket.ready_at))
    if ticket.reason:
        text.append(_reason(ticket.reason, ticket.words, translate))
    return Card("\n".join(text), keyboard(_ticket_rows(ticket, translate)))


def _ticket_rows(ticket: TicketView, translate: Translator) -> Rows:
    id = ticket.order_id
    rows: Rows = []
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
    return rows


def delivery_card(delivery: DeliveryView, translate: Translator) -> Card:
    """A delivery as one courier sees it: theirs, somebody else's, or free to take."""
    where = delivery.destination
    text = [
        translate("delivery-title", code=order_code(delivery.order_id), store=where.store_name)
    ]
    if delivery.is_taken:
        text.append(translate("delivery-taken", name=delivery.courier_name))
        return Card("\n".join(text))
    text += [
        translate("delivery-state", state=delivery.state.value.replace("_", "-")),
        "",
        translate("delivery-from", address=where.store_address, phone=where.store_phone),
        translate("delivery-to", address=where.address),
    ]
    if delivery.is_mine:
        text.append(translate("delivery-customer", name=where.customer_name, phone=where.phone))
    if where.to_collect:
        text.append(translate("delivery-collect", amount=where.to_collect))
    return Card("\n".join(text), keyboard(_delivery_rows(delivery, translate)))


def _delivery_rows(delivery: DeliveryView, translate: Translator) -> Rows:
    id = delivery.order_id
    steps = (
        (delivery.can_take, "button-take", callbacks.TakeDelivery(order_id=id)),
        (delivery.can_pick_up, "button-pick-up", callbacks.PickUp(order_id=id)),
        (delivery.can_deliver, "button-deliver", callbacks.Deliver(order_id=id)),
    )
    return [
        [button(translate.plain(key), callback, "primary")] for can, key, callback in steps if can
    ]


def _reason(reason: RejectionReason, own_words: str, translate: Translator) -> str:
    return translate("card-reason", reason=reason.replace("_", "-"), words=own_words)
