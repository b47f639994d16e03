"""What a customer is told about an event."""

from __future__ import annotations

from domain.customer import (
    BanLifted,
    CashAllowed,
    CashLimited,
    DraftAbandoned,
    OperatorWrote,
    PersonBanned,
    RejectionAbandoned,
    UpdateSetAside,
)
from domain.delivery import (
    AnotherTripDecided,
    Delivered,
    DeliveryCollectable,
    DeliveryStarted,
    DeliveryTakenAway,
    ProblemReported,
    StoreBringsIt,
)
from domain.order import DeliverySilent, OrderCancelled, OrderExpired, OrderFailed, OrderReleased
from domain.payment import PaymentRefunded, PaymentResumed, RefundRequested
from domain.shared.messages import Event
from domain.store import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationUnanswered,
    CookingOverdue,
    DishesLeftOut,
    OrderAccepted,
    OrderCalledOff,
    OrderPutOff,
    OrderRejected,
    RejectionReason,
)
from handlers.ui.cards import reason_line
from handlers.ui.couriers import courier
from handlers.ui.keyboards import Card
from handlers.ui.notices.failing import failing_notice
from handlers.ui.phones import shown_phone
from handlers.ui.translator import Translator, order_code

CUSTOMER_NOTICES = (
    OrderAccepted,
    OrderRejected,
    OrderPutOff,
    CookingOverdue,
    OrderCalledOff,
    CancellationRefused,
    CancellationUnanswered,
    CancellationOvertaken,
    DishesLeftOut,
    OrderExpired,
    DeliveryCollectable,
    StoreBringsIt,
    DeliveryTakenAway,
    DeliveryStarted,
    ProblemReported,
    AnotherTripDecided,
    OrderFailed,
    DeliverySilent,
    Delivered,
    RefundRequested,
    PaymentRefunded,
)


def customer_notice(event: Event, translate: Translator) -> Card:  # noqa: C901, PLR0911, PLR0912
    """What the customer is told about an event. Raises TypeError for an unknown one."""
    if (card := failing_notice(event, translate)) is not None:
        return card
    match event:
        case DraftAbandoned():
            return Card(translate("notice-abandoned"))
        case RejectionAbandoned(order_id=id):
            return Card(translate("notice-rejection-abandoned", code=order_code(id)))
        case PersonBanned():
            return Card(translate("notice-banned"))
        case BanLifted():
            return Card(translate("notice-ban-lifted"))
        case CashLimited(order_id=id):
            return Card(translate("notice-cash-limited", code=order_code(id)))
        case CashAllowed():
            return Card(translate("notice-cash-allowed"))
        case UpdateSetAside(incident=incident):
            return Card(translate("error-incident", incident=incident))
        case OrderAccepted(order_id=id, minutes=minutes, ready_at=ready_at):
            return Card(
                translate("notice-accepted", code=order_code(id), minutes=minutes, time=ready_at)
            )
        case OrderRejected(order_id=id, reason=reason, words=own):
            said = reason_line(reason, own, translate)
            return Card(translate("notice-rejected", code=order_code(id)) + "\n" + said)
        case OrderCalledOff(order_id=id, reason=RejectionReason.CUSTOMER_ASKED, kept=kept):
            agreed = [translate("notice-agreed", code=order_code(id))]
            agreed += [translate("card-kept", amount=kept)] if kept else []
            return Card("\n".join(agreed))
        case CancellationRefused(order_id=id):
            return Card(translate("notice-request-refused", code=order_code(id)))
        case CancellationUnanswered(order_id=id):
            return Card(translate("notice-request-unanswered", code=order_code(id)))
        case DishesLeftOut(order_id=id, dishes=dishes, total=total):
            dish = ", ".join(dishes)
            return Card(translate("notice-left-out", code=order_code(id), dish=dish, total=total))
        case OrderCalledOff(order_id=id, reason=RejectionReason.DISH_MISSING):
            return Card(translate("notice-not-without", code=order_code(id)))
        case CancellationOvertaken(order_id=id):
            return Card(translate("notice-request-overtaken", code=order_code(id)))
        case OrderCalledOff(order_id=id, reason=reason, words=own):
            said = reason_line(reason, own, translate)
            by_us = reason is RejectionReason.BY_OPERATOR
            told = translate(
                "notice-cancelled" if by_us else "notice-called-off", code=order_code(id)
            )
            return Card(told + "\n" + said)
        case OrderCancelled(order_id=id, words=own):
            said = reason_line(RejectionReason.BY_OPERATOR, own, translate)
            return Card(translate("notice-cancelled", code=order_code(id)) + "\n" + said)
        case OperatorWrote(order_id=id, words=own):
            return Card(translate("notice-operator-wrote", code=order_code(id), words=own))
        case OrderPutOff(order_id=id, ready_at=ready_at, words=own):
            text = translate("notice-put-off", code=order_code(id), time=ready_at)
            said = reason_line(RejectionReason.OTHER, own, translate)
            return Card("\n".join([text, said]) if own else text)
        case CookingOverdue(order_id=id):
            return Card(translate("notice-late", code=order_code(id)))
        case DeliverySilent(order_id=id):
            return Card(translate("notice-silent", code=order_code(id)))
        case OrderReleased(order_id=id):
            return Card(translate("notice-released", code=order_code(id)))
        case OrderExpired(order_id=id, was_held=True):
            return Card(translate("notice-held-too-long", code=order_code(id)))
        case OrderExpired(order_id=id):
            return Card(translate("notice-expired", code=order_code(id)))
        case DeliveryStarted(order_id=id, courier_name=name):
            name = courier(name, translate)
            return Card(translate("notice-on-the-way", code=order_code(id), name=name))
        case DeliveryCollectable(order_id=id, store_address=address, store_phone=phone):
            where = {"store": event.store_name, "address": address, "phone": shown_phone(phone)}
            return Card(translate("notice-collect", code=order_code(id), **where))
        case StoreBringsIt(order_id=id, courier_name=name):
            name = courier(name, translate)
            return Card(translate("notice-store-brings", code=order_code(id), name=name))
        case DeliveryTakenAway(order_id=id):
            return Card(translate("notice-another-courier", code=order_code(id)))
        case Delivered(order_id=id, was_collected=True):
            return Card(translate("notice-collected", code=order_code(id)))
        case Delivered(order_id=id):
            return Card(translate("notice-delivered", code=order_code(id)))
        case RefundRequested(order_id=id, amount=amount, reason=reason):
            return Card(
                translate(
                    "notice-refunding",
                    code=order_code(id),
                    amount=amount,
                    reason=reason.replace("_", "-"),
                )
            )
        case PaymentRefunded(order_id=id, amount=amount):
            return Card(translate("notice-refunded", code=order_code(id), amount=amount))
        case PaymentResumed(order_id=id):
            return Card(translate("notice-resumed", code=order_code(id)))
    raise TypeError(type(event).__name__)
