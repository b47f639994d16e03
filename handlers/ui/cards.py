"""The live cards: one message per order and chat, edited in place at each event."""

from __future__ import annotations

from domain.customer.model import OrderView
from domain.delivery.model import Delivery, DeliveryState
from domain.store.ticket import Ticket, TicketState
from handlers.ui.keyboards import Card, Rows, button, keyboard
from handlers.ui.terms import fee_line
from handlers.ui.words import Words, order_code

PROMISES = (15, 30, 45)


def customer_card(view: OrderView, words: Words) -> Card:
    """An order as its customer sees it."""
    text = [
        words("card-title", code=order_code(view.order_id), store=view.store_name),
        _customer_state(view, words),
        "",
        *(
            words("card-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in view.lines
        ),
        *fee_line(view.delivery_fee, words),
        words("card-total", total=view.total, payment=view.payment),
        *([words("card-tip", tip=view.tip)] if view.tip else []),
        words("card-address", address=view.address),
    ]
    if view.can_pay and view.is_resting:
        text.append(words("card-resting"))
    if view.given_back and view.payment != "refunded":
        text.append(words("card-given-back", amount=view.given_back))
    if view.ready_at and not view.ended:
        text.append(words("card-ready", time=view.ready_at))
    if view.courier_name and not view.ended:
        text.append(words("card-courier", name=view.courier_name))
    if view.state == "rejected":
        text.append(_reason(view.reason, view.words, words))
    history = " · ".join(
        words("card-step", state=step.state.replace("_", "-"), time=step.at) for step in view.steps
    )
    return Card("\n".join([*text, "", history]), keyboard(_customer_rows(view, words)))


def _customer_state(view: OrderView, words: Words) -> str:
    if view.held:
        return words("card-held", place=view.held.place, time=view.held.expected_at)
    return words("card-state", state=view.state.replace("_", "-"))


def _customer_rows(view: OrderView, words: Words) -> Rows:
    rows: Rows = []
    if view.can_pay:
        if "card" in view.methods and not view.is_resting:
            label = words.plain("button-pay", total=view.total)
            rows.append([button(label, "pay", view.order_id, style="success")])
        if "cash" in view.methods:
            rows.append([button(words.plain("button-cash"), "cash", view.order_id)])
    if view.can_cancel:
        label = words.plain("button-cancel-order")
        rows.append([button(label, "drop", view.order_id, style="danger")])
    return rows


def ticket_card(ticket: Ticket, words: Words) -> Card:
    """A paid order as the store sees it."""
    text = [
        words("ticket-title", code=order_code(ticket.order_id), customer=ticket.customer_name),
        words("ticket-state", state=ticket.state.value),
        "",
        *(
            words("card-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in ticket.lines
        ),
        *fee_line(ticket.delivery_fee, words),
        words("ticket-total", total=ticket.total, method=ticket.method),
        words("ticket-contact", phone=ticket.customer_phone, address=ticket.address),
    ]
    if ticket.ready_at and ticket.state is TicketState.ACCEPTED:
        text.append(words("ticket-ready", time=ticket.ready_at))
    if ticket.state is TicketState.REJECTED:
        text.append(_reason(ticket.reason, ticket.words, words))
    return Card("\n".join(text), keyboard(_ticket_rows(ticket, words)))


def _ticket_rows(ticket: Ticket, words: Words) -> Rows:
    id = ticket.order_id
    if ticket.state is TicketState.RECEIVED:
        accept = [
            button(
                words.plain("button-accept", minutes=minutes),
                "accept",
                id,
                minutes,
                style="success",
            )
            for minutes in PROMISES
        ]
        return [accept, [button(words.plain("button-reject"), "reject", id, style="danger")]]
    if ticket.state is TicketState.ACCEPTED:
        return [[button(words.plain("button-cooked"), "cooked", id, style="primary")]]
    return []


def delivery_card(delivery: Delivery, reader_id: int, words: Words) -> Card:
    """A delivery as one courier sees it: theirs, somebody else's, or free to take."""
    where = delivery.destination
    taken_by_other = delivery.courier_id not in {None, reader_id}
    text = [words("delivery-title", code=order_code(delivery.order_id), store=where.store_name)]
    if taken_by_other:
        text.append(words("delivery-taken", name=delivery.courier_name))
        return Card("\n".join(text))
    text += [
        words("delivery-state", state=delivery.state.value.replace("_", "-")),
        "",
        words("delivery-from", address=where.store_address, phone=where.store_phone),
        words("delivery-to", address=where.address),
    ]
    if delivery.courier_id == reader_id:
        text.append(words("delivery-customer", name=where.customer_name, phone=where.phone))
    if where.to_collect:
        text.append(words("delivery-collect", amount=where.to_collect))
    return Card("\n".join(text), keyboard(_delivery_rows(delivery, words)))


def _delivery_rows(delivery: Delivery, words: Words) -> Rows:
    next_steps = {
        DeliveryState.OFFERED: ("button-take", "take"),
        DeliveryState.ASSIGNED: ("button-pick-up", "pickup"),
        DeliveryState.PICKED_UP: ("button-deliver", "deliver"),
    }
    if delivery.state not in next_steps:
        return []
    key, verb = next_steps[delivery.state]
    return [[button(words.plain(key), verb, delivery.order_id, style="primary")]]


def _reason(reason: str, own_words: str, words: Words) -> str:
    return words("card-reason", reason=reason.replace("_", "-"), words=own_words)
