"""What a promised message looks like now."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from bot.persistence.queues.promises import UNREACHABLE
from domain.delivery import DeliveryView, TripView
from domain.processes.order_file import order_file
from domain.shared.audience import Audience
from domain.store import TicketView
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.delivery_cards import delivery_card, trip_card
from handlers.ui.news import customer_news, ticket_news
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
    from bot.persistence.queues.promises import Promised
    from bot.persistence.unit_of_work import UnitOfWork
    from handlers.ui.keyboards import Card


def render(  # noqa: PLR0911 - one for each audience
    promised: Promised, zone: tzinfo, uow: UnitOfWork
) -> Card | None:
    """The message in its reader's language; a card shows the state of this very moment.

    Nothing for a delivery that a courier was only offered, and can take no more; and nothing of a
    trip that is over, for owners, who read its end on the ticket.
    """
    translate = Translator(promised.language, zone, uow.now)
    if promised.kind == "notice":
        return _notice(promised, translate, uow)
    if promised.audience == Audience.CUSTOMER:
        view = uow.views.get(promised.subject)
        return customer_card(
            view, translate, customer_news(promised.event, promised.told_at, view, translate)
        )
    if promised.audience == Audience.STORE:
        ticket = TicketView.of(uow.tickets.get(promised.subject), uow.now)
        return ticket_card(ticket, translate, ticket_news(promised.event, ticket, translate))
    if promised.audience == Audience.COURIER:
        delivery = DeliveryView.of(uow.deliveries.get(promised.subject), promised.chat_id)
        return delivery_card(delivery, translate) if delivery.concerns_me else None
    if promised.audience == Audience.TRIP:
        return _trip_card(promised, translate, uow)
    if promised.subject == UNREACHABLE:
        return unreachable_card(_unreachable_staff(uow), translate)
    if promised.audience == Audience.OPERATOR:
        return operator_card(order_file(promised.subject, uow), translate)
    raise ValueError(f"no card for {promised.audience!r}")


def _trip_card(promised: Promised, translate: Translator, uow: UnitOfWork) -> Card | None:
    delivery = uow.deliveries.get(promised.subject)
    has_couriers = bool(uow.stores.get(delivery.store_id).couriers)
    trip = TripView.of(delivery, promised.chat_id, has_couriers=has_couriers)
    return None if trip.is_over else trip_card(trip, translate)


def _notice(promised: Promised, translate: Translator, uow: UnitOfWork) -> Card:
    event = promised.event
    if event is None:
        raise ValueError(f"a notice of nothing: {promised.id}")
    if promised.audience == Audience.OPERATOR:
        return operator_notice(event, translate, uow.people.name_of)
    if promised.audience == Audience.STORE:
        return store_notice(event, translate, uow.people.name_of)
    return customer_notice(event, translate)


def _unreachable_staff(uow: UnitOfWork) -> list[Unreachable]:
    works: dict[int, list[str]] = {}
    for store in uow.stores.all():
        for user_id in sorted(store.owners | store.couriers):
            works.setdefault(user_id, []).append(store.name)
    lost = works.keys() - uow.people.reachable(frozenset(works))
    return [Unreachable(it, uow.people.name_of(it), tuple(works[it])) for it in sorted(lost)]
