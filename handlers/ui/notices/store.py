"""What the owners of a store are told about an event."""

from __future__ import annotations

from domain.delivery import CourierAssigned, Delivered
from domain.shared.messages import Event
from domain.shared.money import Money
from domain.store import StoreClosed, StoreReminded, TicketCancelled
from handlers.ui.couriers import courier
from handlers.ui.keyboards import Card
from handlers.ui.translator import Translator, order_code

STORE_NOTICES = (TicketCancelled, StoreReminded, StoreClosed, CourierAssigned, Delivered)


def store_notice(event: Event, translate: Translator, tip: Money | None = None) -> Card:
    """What the store is told about an event, and what tip it gets if the food has arrived.

    Raises:
        TypeError: There is no such notice.
    """
    match event:
        case TicketCancelled(order_id=id):
            return Card(translate("notice-ticket-cancelled", code=order_code(id)))
        case StoreReminded(order_id=id, answer_by=answer_by):
            return Card(translate("notice-reminder", code=order_code(id), time=answer_by))
        case StoreClosed(store_name=name, reason=reason):
            return Card(translate("notice-store-closed", store=name, reason=reason))
        case CourierAssigned(order_id=id, courier_name=name):
            name = courier(name, translate)
            return Card(translate("notice-courier", code=order_code(id), name=name))
        case Delivered(order_id=id):
            tips = [translate("ticket-tip", tip=tip)] if tip else []
            told = translate("notice-delivered-store", code=order_code(id))
            return Card("\n".join([told, *tips]))
    raise TypeError(type(event).__name__)
