"""What a promised message looks like now."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from domain.delivery import Delivered, DeliveryView, TripView
from domain.processes.order_file import order_file
from domain.shared.audience import Audience
from domain.store import TicketView
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.delivery_cards import delivery_card, trip_card
from handlers.ui.notices import (
    Unreachable,
    customer_notice,
    operator_notice,
    store_notice,
    unreachable_card,
)
from handlers.ui.operator_card import operator_card
from handlers.ui.translator import Translator

if TYPE_CHECKING:
    from bot.persistence.queues.messages import Promised
    from bot.persistence.unit_of_work import UnitOfWork
    from domain.shared.messages import Event
    from handlers.ui.keyboards import Card

# The subject of the operators' card of the staff whom no message reaches.
UNREACHABLE = "unreachable-staff"


def render(  # noqa: PLR0911 - one for each audience
    promised: Promised, zone: tzinfo, uow: UnitOfWork
) -> Card:
    """The message in its reader's language; a card shows the state of this very moment."""
    translate = Translator(promised.language, zone, uow.now)
    if promised.event is not None:
        return _notice(promised.event, promised.audience, translate, uow)
    if promised.audience == Audience.CUSTOMER:
        return customer_card(uow.views.get(promised.subject), translate)
    if promised.audience == Audience.STORE:
        return ticket_card(TicketView.of(uow.tickets.get(promised.subject), uow.now), translate)
    if promised.audience == Audience.COURIER:
        delivery = uow.deliveries.get(promised.subject)
        return delivery_card(DeliveryView.of(delivery, promised.chat_id), translate)
    if promised.audience == Audience.TRIP:
        return _trip_card(promised, translate, uow)
    if promised.subject == UNREACHABLE:
        return unreachable_card(_unreachable_staff(uow), translate)
    if promised.audience == Audience.OPERATOR:
        return operator_card(order_file(promised.subject, uow), translate)
    raise ValueError(f"no card for {promised.audience!r}")


def _trip_card(promised: Promised, translate: Translator, uow: UnitOfWork) -> Card:
    delivery = uow.deliveries.get(promised.subject)
    has_couriers = bool(uow.stores.get(delivery.store_id).couriers)
    return trip_card(TripView.of(delivery, promised.chat_id, has_couriers=has_couriers), translate)


def _notice(event: Event, audience: str, translate: Translator, uow: UnitOfWork) -> Card:
    if audience == Audience.OPERATOR:
        return operator_notice(event, translate, uow.people.name_of)
    if audience == Audience.STORE:
        ticket = uow.tickets.find(event.order_id) if isinstance(event, Delivered) else None
        tip = ticket.tip if ticket else None
        return store_notice(event, translate, tip, uow.people.name_of)
    return customer_notice(event, translate)


def _unreachable_staff(uow: UnitOfWork) -> list[Unreachable]:
    works: dict[int, list[str]] = {}
    for store in uow.stores.all():
        for user_id in sorted(store.owners | store.couriers):
            works.setdefault(user_id, []).append(store.name)
    lost = works.keys() - uow.people.reachable(frozenset(works))
    return [Unreachable(it, uow.people.name_of(it), tuple(works[it])) for it in sorted(lost)]
