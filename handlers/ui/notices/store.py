"""What the owners of a store are told about an event."""

from __future__ import annotations

from collections.abc import Callable

from domain.order import OrderFailed
from domain.shared.messages import Event
from domain.store import (
    CancellationUnanswered,
    CloseReason,
    DishesLeftOut,
    StoreClosed,
    StoreOpened,
    StoreReminded,
    TicketCancelled,
)
from handlers.ui.callbacks import OpenStore
from handlers.ui.keyboards import Card, button, keyboard
from handlers.ui.notices.people import person
from handlers.ui.translator import Translator, order_code

STORE_NOTICES = (
    TicketCancelled,
    StoreReminded,
    StoreClosed,
    StoreOpened,
    CancellationUnanswered,
    DishesLeftOut,
    OrderFailed,
)


def store_notice(  # noqa: PLR0911 - one case for each event
    event: Event,
    translate: Translator,
    name_of: Callable[[int], str] = str,
    *,
    is_cooked: bool = False,
) -> Card:
    """What the store is told about an event.

    ``name_of`` tells what a user is called, if known; ``is_cooked``: nothing is to be made any more.

    Raises:
        TypeError: There is no such notice.
    """
    match event:
        case TicketCancelled(order_id=id):
            return Card(translate("notice-ticket-cancelled", code=order_code(id)))
        case StoreReminded(order_id=id, answer_by=answer_by):
            return Card(translate("notice-reminder", code=order_code(id), time=answer_by))
        case CancellationUnanswered(order_id=id):
            todo = "hand-over" if is_cooked else "make"
            return Card(translate("notice-request-lapsed", code=order_code(id), todo=todo))
        case DishesLeftOut(order_id=id, dishes=dishes):
            dish = ", ".join(dishes)
            return Card(translate("notice-left-out-store", code=order_code(id), dish=dish))
        case OrderFailed(order_id=id, failure=failure):
            problem = failure.problem.replace("_", "-")
            told = (
                translate("notice-failed-store", code=order_code(id)),
                translate("problem", problem=problem),
                translate("trip-settled", how=failure.settlement, amount=failure.amount or ""),
            )
            return Card("\n".join(told))
        case StoreClosed():
            return _closed(event, translate, name_of)
        case StoreOpened(store_name=name, opened_by=int(opened_by)):
            who = person(opened_by, name_of)
            return Card(translate("notice-store-reopened", store=name, who=who))
        case StoreOpened(store_name=name, by=by):
            who = person(by or 0, name_of)
            return Card(translate("notice-store-resumed", store=name, who=who))
    raise TypeError(type(event).__name__)


def _closed(event: StoreClosed, translate: Translator, name_of: Callable[[int], str]) -> Card:
    who = person(event.by, name_of) if event.by is not None else ""
    text = translate("notice-store-closed", store=event.store_name, reason=event.reason, who=who)
    if event.reason is CloseReason.OPERATOR:
        return Card(text)
    reopen = OpenStore(store_id=event.store_id)
    return Card(text, keyboard([[button(translate.plain("button-reopen"), reopen, "success")]]))
