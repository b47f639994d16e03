"""What a customer is told about an order that cannot be handed over."""

from __future__ import annotations

from domain.delivery import AnotherTripDecided, ProblemReported
from domain.order import OrderFailed
from domain.shared.messages import Event
from handlers.ui.cards import failure_lines
from handlers.ui.keyboards import Card
from handlers.ui.phones import shown_phone
from handlers.ui.translator import Translator, order_code


def failing_notice(event: Event, translate: Translator) -> Card | None:
    """What the customer is told about one of these events; None for any other."""
    match event:
        case ProblemReported(order_id=id, problem=problem, store_phone=phone):
            why = translate("failure-why", problem=problem.replace("_", "-"))
            phone = shown_phone(phone)
            return Card(translate("notice-problem", code=order_code(id), why=why, phone=phone))
        case AnotherTripDecided(order_id=id):
            return Card(translate("notice-another-trip", code=order_code(id)))
        case OrderFailed(order_id=id, failure=failure):
            told = translate("notice-failed", code=order_code(id))
            return Card("\n".join([told, *failure_lines(failure, translate)]))
    return None
