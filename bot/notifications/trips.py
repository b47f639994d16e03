"""Who is told how the food gets to the customer: the couriers of its store, and its owners.

Owners have a card of that only from the moment on in which they have something to decide, and until
it is over: they read its end on the ticket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from zlib import crc32

from bot.persistence.brought import DeliveryQuestion
from bot.persistence.queues.promises import Priority
from domain.delivery import (
    AnotherTripDecided,
    ArrivalOverdue,
    ArrivalUnanswered,
    CourierAssigned,
    Delivered,
    DeliveryCancelled,
    DeliveryCollectable,
    DeliveryFailed,
    DeliveryHandedBack,
    DeliveryOffered,
    DeliveryOfferedAgain,
    DeliveryStarted,
    DeliveryTakenAway,
    DeliveryUncollected,
    DeliveryUntaken,
    PickUpOverdue,
    PickUpUnanswered,
    ProblemReported,
    ProblemUnanswered,
    StoreBringsIt,
)
from domain.shared.audience import Audience
from domain.shared.messages import Event

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

Notification = Callable[[Any, int, "UnitOfWork"], None]
Shown = CourierAssigned | DeliveryStarted | Delivered
OfferedAnew = DeliveryOfferedAgain | DeliveryHandedBack | DeliveryTakenAway | AnotherTripDecided
Overdue = PickUpOverdue | ArrivalOverdue
Question = (
    DeliveryUntaken
    | PickUpUnanswered
    | ArrivalUnanswered
    | DeliveryUncollected
    | ProblemReported
    | ProblemUnanswered
)


def tell_couriers(event: Shown, _seq: int, uow: UnitOfWork) -> None:
    """Whoever has it sees how it goes on; what the others were offered is taken away."""
    # Whoever has the food did not say so, and shall notice it.
    is_surprised = isinstance(event, Delivered) and event.by is not None
    for courier_id in sorted(_couriers(event.store_id, uow)):
        if courier_id != event.courier_id:
            uow.messages.refresh(courier_id, Audience.COURIER, event.order_id)
        elif is_surprised:
            uow.messages.move_down(courier_id, Audience.COURIER, event.order_id)
        else:
            uow.messages.card(courier_id, Audience.COURIER, event.order_id, Priority.REPLY)
    if isinstance(event, Delivered) and event.courier_id is not None:
        _show_waiting(event.courier_id, uow)


def offer(event: DeliveryOffered, _seq: int, uow: UnitOfWork) -> None:
    """Few couriers on shift are asked first, the others when none of these has taken it.

    In a town of many couriers an order would else cost more messages than all its other steps,
    and who is asked alone is never told that somebody was faster.
    """
    couriers = _couriers(event.store_id, uow)
    asked = couriers - uow.couriers.off_shift(couriers)
    first = _asked_first(event.order_id, asked, uow)
    later = uow.now + uow.limits.offer_to_all_after
    for courier_id in sorted(asked):
        not_before = None if courier_id in first else later
        uow.messages.card(courier_id, Audience.COURIER, event.order_id, not_before=not_before)


def _asked_first(order_id: str, couriers: frozenset[int], uow: UnitOfWork) -> frozenset[int]:
    """Whom a message reaches before others, and whoever has nothing in hand; else each in their turn."""
    if not (most := uow.limits.offer_first_to):
        return couriers
    met, busy = uow.people.met(couriers), uow.deliveries.carrying(couriers)

    def turn(courier_id: int) -> tuple[bool, bool, int]:
        # The code of an order is as good as a die, and falls the same when this is done again.
        return (
            courier_id not in met,
            courier_id in busy,
            crc32(f"{order_id}:{courier_id}".encode()),
        )

    return frozenset(sorted(couriers, key=turn)[:most])


def offer_anew(event: OfferedAnew, _seq: int, uow: UnitOfWork) -> None:
    """The couriers notice that it can be taken; whoever had it before sees so and may still.

    From whom it was taken notices that, too.
    """
    gone_from = event.courier_id if isinstance(event, DeliveryTakenAway) else None
    couriers = _couriers(event.store_id, uow)
    asked = couriers - {*event.declined, *uow.couriers.off_shift(couriers)}
    for courier_id in sorted(couriers):
        notices = courier_id == gone_from or courier_id in asked
        tell = uow.messages.move_down if notices else uow.messages.refresh
        tell(courier_id, Audience.COURIER, event.order_id)


def refresh_couriers(
    event: StoreBringsIt | DeliveryCollectable | ProblemReported, _seq: int, uow: UnitOfWork
) -> None:
    """Whoever saw it sees what became of it; from whom it was taken notices so."""
    had_it = event.instead_of if isinstance(event, StoreBringsIt) else None
    for courier_id in sorted(_couriers(event.store_id, uow)):
        tell = uow.messages.move_down if courier_id == had_it else uow.messages.refresh
        tell(courier_id, Audience.COURIER, event.order_id)


def remind_courier(event: Overdue, _seq: int, uow: UnitOfWork) -> None:
    """Whoever has it has the card at the end of the chat; an owner has another one."""
    is_courier = event.courier_id in _couriers(event.store_id, uow)
    audience = Audience.COURIER if is_courier else Audience.TRIP
    uow.messages.move_down(event.courier_id, audience, event.order_id)


def call_couriers_off(
    event: DeliveryCancelled | DeliveryFailed, _seq: int, uow: UnitOfWork
) -> None:
    """Whoever has the delivery notices that it is over; whoever saw it sees so."""
    was_seen = event.was_offered if isinstance(event, DeliveryCancelled) else True
    seen = _couriers(event.store_id, uow) if was_seen else frozenset()
    for courier_id in sorted(seen - {event.courier_id}):
        uow.messages.refresh(courier_id, Audience.COURIER, event.order_id)
    if event.courier_id in seen:
        uow.messages.move_down(event.courier_id, Audience.COURIER, event.order_id)
        _show_waiting(event.courier_id, uow)


def leave_to_owners(event: DeliveryOffered, _seq: int, uow: UnitOfWork) -> None:
    """The owners of a store without couriers bring it themselves."""
    store = uow.stores.get(event.store_id)
    for owner_id in sorted(store.owners) if not store.couriers else ():
        uow.messages.move_down(owner_id, Audience.TRIP, event.order_id)


def ask_owners(event: Question, _seq: int, uow: UnitOfWork) -> None:
    """Every owner notices that there is something to decide."""
    for owner_id in sorted(uow.stores.get(event.store_id).owners):
        uow.messages.move_down(owner_id, Audience.TRIP, event.order_id)


def tell_owners(
    event: DeliveryHandedBack
    | DeliveryTakenAway
    | StoreBringsIt
    | DeliveryCollectable
    | AnotherTripDecided,
    _seq: int,
    uow: UnitOfWork,
) -> None:
    """Every owner notices what became of it; whoever did it themselves sees so."""
    match event:
        case DeliveryTakenAway() | DeliveryCollectable() | AnotherTripDecided():
            by = event.by
        case _:
            by = event.courier_id
    for owner_id in sorted(uow.stores.get(event.store_id).owners):
        tell = uow.messages.card if owner_id == by else uow.messages.move_down
        tell(owner_id, Audience.TRIP, event.order_id)


def refresh_owners(event: Any, _seq: int, uow: UnitOfWork) -> None:
    """Owners who have a card of it see how it goes on, and have none once it is over."""
    for owner_id in sorted(uow.stores.get(event.store_id).owners):
        uow.messages.refresh(owner_id, Audience.TRIP, event.order_id)


def _show_waiting(courier_id: int, uow: UnitOfWork) -> None:
    """A courier who comes free notices what waits; not what they could not go for."""
    stores = sorted(uow.stores.of_courier(courier_id))
    if not stores or uow.couriers.off_shift(frozenset({courier_id})):
        return
    for delivery in uow.deliveries.open_for(stores, courier_id):
        if delivery.can("take") and courier_id not in delivery.declined:
            uow.messages.move_down(courier_id, Audience.COURIER, delivery.order_id)


def asked_of_delivery(events: Iterable[Event], uow: UnitOfWork) -> DeliveryQuestion:
    """What the notifications of couriers about some events have to know, where deliveries lie apart."""
    questions = []
    for event in events:
        couriers = _couriers(event.store_id, uow)  # type: ignore[attr-defined]
        one = getattr(event, "courier_id", None)
        stores = {one: tuple(sorted(uow.stores.of_courier(one)))} if one is not None else {}
        questions.append(DeliveryQuestion(couriers=couriers | stores.keys(), stores_of=stores))
    return DeliveryQuestion.together(questions)


def _couriers(store_id: str, uow: UnitOfWork) -> frozenset[int]:
    return uow.stores.get(store_id).couriers


TOLD_COURIERS: Mapping[type[Event], Notification] = {
    DeliveryOffered: offer,
    CourierAssigned: tell_couriers,
    DeliveryStarted: tell_couriers,
    Delivered: tell_couriers,
    DeliveryOfferedAgain: offer_anew,
    DeliveryHandedBack: offer_anew,
    DeliveryTakenAway: offer_anew,
    AnotherTripDecided: offer_anew,
    ProblemReported: refresh_couriers,
    DeliveryFailed: call_couriers_off,
    StoreBringsIt: refresh_couriers,
    DeliveryCollectable: refresh_couriers,
    PickUpOverdue: remind_courier,
    ArrivalOverdue: remind_courier,
    DeliveryCancelled: call_couriers_off,
}
TOLD_OWNERS: Mapping[type[Event], Notification] = {
    DeliveryOffered: leave_to_owners,
    DeliveryOfferedAgain: refresh_owners,
    DeliveryCancelled: refresh_owners,
    DeliveryUntaken: ask_owners,
    PickUpUnanswered: ask_owners,
    ArrivalUnanswered: ask_owners,
    DeliveryUncollected: ask_owners,
    ProblemReported: ask_owners,
    ProblemUnanswered: ask_owners,
    AnotherTripDecided: tell_owners,
    DeliveryFailed: refresh_owners,
    DeliveryHandedBack: tell_owners,
    DeliveryTakenAway: tell_owners,
    StoreBringsIt: tell_owners,
    DeliveryCollectable: tell_owners,
}
