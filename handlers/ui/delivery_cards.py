"""The cards of a delivery: a courier's, and the one of an owner who decides about it or brings it."""

from __future__ import annotations

from domain.delivery import DeliveryState, DeliveryView, Destination, TripView
from handlers.ui import callbacks
from handlers.ui.addresses import point_of, shown_address
from handlers.ui.callback_data import Button
from handlers.ui.couriers import courier
from handlers.ui.keyboards import Card, Rows, button, keyboard
from handlers.ui.phones import shown_phone
from handlers.ui.translator import Translator, order_code
from handlers.ui.typed import named


def delivery_card(delivery: DeliveryView, translate: Translator) -> Card:
    """A delivery as one courier sees it: theirs, somebody else's, or free to take."""
    where, code = delivery.destination, order_code(delivery.order_id)
    title = translate("delivery-title", code=code, store=where.store_name)
    if delivery.is_taken:
        taken = translate("delivery-taken", name=courier(delivery.courier_name, translate))
        gone = translate("delivery-head", what="gone", code=code)
        return Card("\n".join([gone, title, taken]))
    state = translate("delivery-state", state=delivery.state.value.replace("_", "-"))
    heads = [translate("delivery-head", what=it, code=code) for it in _news(delivery)]
    is_off = delivery.state in {DeliveryState.CANCELLED, DeliveryState.FAILED}
    text = [
        *([*heads, title, state] if heads else [state, title]),
        *([translate("delivery-return")] if is_off else []),
        "",
        translate(
            "delivery-from", address=where.store_address, phone=shown_phone(where.store_phone)
        ),
    ]
    if not delivery.is_over and delivery.state is not DeliveryState.COLLECTABLE:
        text += _customer(where, delivery.order_id, translate, is_known=delivery.is_mine)
    is_theirs = delivery.is_mine or not delivery.is_over
    if where.tip and is_theirs and not is_off and delivery.state is not DeliveryState.COLLECTABLE:
        text.append(translate("delivery-tip", tip=where.tip))
    return Card("\n".join(text), keyboard(_delivery_rows(delivery, translate)))


def _news(delivery: DeliveryView) -> list[str]:
    """What happened that a courier must notice, and what to do now, if anything did."""
    if delivery.state is DeliveryState.OFFERED and delivery.has_declined:
        return ["declined"]
    if delivery.state is DeliveryState.STOPPED:
        return ["stopped"]
    asked = {
        DeliveryState.OFFERED: "waits",
        DeliveryState.ASSIGNED: "pick-up",
        DeliveryState.PICKED_UP: "deliver",
    }
    is_asked = delivery.is_late and delivery.state in asked
    return [asked[delivery.state]] if is_asked else []


def _customer(
    where: Destination, order_id: str, translate: Translator, *, is_known: bool
) -> list[str]:
    point = point_of(where.latitude, where.longitude)
    text = [translate("delivery-to", address=shown_address(where.address, point, translate))]
    if is_known:
        name = named(where.customer_name, order_code(order_id))
        phone = shown_phone(where.phone)
        text.append(translate("delivery-customer", name=name, phone=phone))
    if where.to_collect:
        text.append(translate("delivery-collect", amount=where.to_collect))
    return text


def _delivery_rows(delivery: DeliveryView, translate: Translator) -> Rows:
    id = delivery.order_id
    steps = (
        (delivery.can_take, "button-take", callbacks.TakeDelivery(order_id=id)),
        (delivery.can_pick_up, "button-pick-up", callbacks.PickUp(order_id=id)),
        (delivery.can_deliver, "button-deliver", callbacks.Deliver(order_id=id)),
    )
    rows: Rows = [
        [button(translate.plain(key), callback, "primary")] for can, key, callback in steps if can
    ]
    if delivery.can_hand_back:
        back = callbacks.HandBack(order_id=id)
        rows.append([button(translate.plain("button-hand-back"), back)])
    if delivery.can_report:
        stuck = callbacks.ShowProblems(order_id=id)
        rows.append([button(translate.plain("button-problem"), stuck, "danger")])
    return rows


def trip_card(trip: TripView, translate: Translator) -> Card:
    """How the food of an order gets to the customer, for an owner who decides or brings it.

    How it ended is read on the ticket.
    """
    code, name = order_code(trip.order_id), courier(trip.courier_name, translate)
    text = [
        translate("trip-head", what=_standing(trip), code=code, name=name),
        translate("trip-store", store=trip.destination.store_name),
        "",
        *_customer(trip.destination, trip.order_id, translate, is_known=True),
    ]
    return Card("\n".join(text), keyboard(_trip_rows(trip, translate)))


def _standing(trip: TripView) -> str:  # noqa: PLR0911 - one case for each headline
    match trip.state:
        case DeliveryState.STOPPED if trip.problem:
            return trip.problem.replace("_", "-")
        case DeliveryState.OFFERED if trip.needs_decision:
            return "untaken"
        case DeliveryState.OFFERED if not trip.has_couriers:
            return "no-couriers"
        case DeliveryState.OFFERED if trip.was_given_back:
            return "given-back"
        case DeliveryState.ASSIGNED | DeliveryState.PICKED_UP if trip.is_mine:
            return f"my-{trip.state.replace('_', '-')}"
        case DeliveryState.ASSIGNED | DeliveryState.PICKED_UP if trip.needs_decision:
            return f"silent-{trip.state.replace('_', '-')}"
        case DeliveryState.COLLECTABLE if trip.is_late:
            return "uncollected"
    return trip.state.replace("_", "-")


def _trip_rows(trip: TripView, translate: Translator) -> Rows:
    id = trip.order_id
    is_collected = trip.state is DeliveryState.COLLECTABLE
    confirm = "button-collected" if is_collected else "button-arrived"
    choices: tuple[tuple[bool, str, Button], ...] = (
        (trip.can_pick_up, "button-pick-up", callbacks.PickUp(order_id=id)),
        (trip.can_deliver, "button-deliver", callbacks.Deliver(order_id=id)),
        (trip.has_photo, "button-photo", callbacks.ShowPhoto(order_id=id)),
        (trip.can_confirm, confirm, callbacks.ConfirmDelivered(order_id=id)),
        (trip.can_bring_again, "button-bring-again", callbacks.BringAgain(order_id=id)),
        (trip.can_call_again, "button-call-again", callbacks.CallAgain(order_id=id)),
        (trip.can_take_away, "button-take-away", callbacks.TakeAway(order_id=id)),
        (trip.can_bring, "button-bring", callbacks.BringOurselves(order_id=id)),
        (trip.can_let_collect, "button-let-collect", callbacks.LetCollect(order_id=id)),
        (trip.can_hand_back, "button-hand-back", callbacks.HandBack(order_id=id)),
    )
    rows: Rows = [[button(translate.plain(key), it)] for can, key, it in choices if can]
    if trip.can_report:
        stuck = callbacks.ShowProblems(order_id=id)
        rows.append([button(translate.plain("button-problem"), stuck, "danger")])
    if trip.can_fail:
        end = callbacks.ShowSettlements(order_id=id)
        rows.append([button(translate.plain("button-no-trip"), end, "danger")])
    if trip.can_call_off:
        off = callbacks.ShowCallOffReasons(order_id=id)
        rows.append([button(translate.plain("button-call-off"), off, "danger")])
    return rows
