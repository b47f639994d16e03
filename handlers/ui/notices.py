"""Short new messages for the steps that a person must notice; cards tell the rest."""

from __future__ import annotations

from domain.customer.events import (
    DraftAbandoned,
    MessageRefused,
    PersonUnreachable,
    TokenContested,
    UpdateSetAside,
)
from domain.delivery.events import CourierAssigned, Delivered, DeliveryStarted
from domain.order.events import OrderExpired, OrderReleased
from domain.payment.events import (
    BooksDisagree,
    InvoiceRefused,
    PaymentRefunded,
    PaymentResumed,
    ProviderCameBack,
    ProviderWentDown,
    RefundFailed,
    RefundRequested,
    StrayCharge,
)
from domain.payment.model import charge_code
from domain.shared.messages import Event
from domain.store.events import (
    OrderAccepted,
    OrderRejected,
    StoreClosed,
    StoreReminded,
    TicketCancelled,
)
from handlers.ui.keyboards import Card, button, keyboard
from handlers.ui.words import Words, order_code

CUSTOMER_NOTICES = (
    OrderAccepted,
    OrderRejected,
    OrderExpired,
    DeliveryStarted,
    Delivered,
    RefundRequested,
    PaymentRefunded,
)
STORE_NOTICES = (TicketCancelled, StoreReminded, StoreClosed, CourierAssigned, Delivered)
OPERATOR_NOTICES = (
    RefundFailed,
    StrayCharge,
    MessageRefused,
    PersonUnreachable,
    StoreClosed,
    ProviderWentDown,
    ProviderCameBack,
    BooksDisagree,
    UpdateSetAside,
    TokenContested,
    InvoiceRefused,
)

# What is left of a button's 64 bytes beside its verb and the code of a charge.
_MOST_ID = 46


def customer_notice(event: Event, words: Words) -> Card:  # noqa: C901, PLR0911
    """What the customer is told about an event. Raises TypeError for an unknown one."""
    match event:
        case DraftAbandoned():
            return Card(words("notice-abandoned"))
        case UpdateSetAside(incident=incident):
            return Card(words("error-incident", incident=incident))
        case OrderAccepted(order_id=id, minutes=minutes, ready_at=ready_at):
            return Card(
                words("notice-accepted", code=order_code(id), minutes=minutes, time=ready_at)
            )
        case OrderRejected(order_id=id, reason=reason, words=own):
            said = words("card-reason", reason=reason.replace("_", "-"), words=own)
            return Card(words("notice-rejected", code=order_code(id)) + "\n" + said)
        case OrderReleased(order_id=id):
            return Card(words("notice-released", code=order_code(id)))
        case OrderExpired(order_id=id, was_held=True):
            return Card(words("notice-held-too-long", code=order_code(id)))
        case OrderExpired(order_id=id):
            return Card(words("notice-expired", code=order_code(id)))
        case DeliveryStarted(order_id=id, courier_name=name):
            return Card(words("notice-on-the-way", code=order_code(id), name=name))
        case Delivered(order_id=id):
            return Card(words("notice-delivered", code=order_code(id)))
        case RefundRequested(order_id=id, amount=amount, reason=reason):
            return Card(
                words(
                    "notice-refunding",
                    code=order_code(id),
                    amount=amount,
                    reason=reason.replace("_", "-"),
                )
            )
        case PaymentRefunded(order_id=id, amount=amount):
            return Card(words("notice-refunded", code=order_code(id), amount=amount))
        case PaymentResumed(order_id=id):
            return Card(words("notice-resumed", code=order_code(id)))
    raise TypeError(type(event).__name__)


def store_notice(event: Event, words: Words) -> Card:
    """What the store is told about an event. Raises TypeError for an unknown one."""
    match event:
        case TicketCancelled(order_id=id):
            return Card(words("notice-ticket-cancelled", code=order_code(id)))
        case StoreReminded(order_id=id, answer_by=answer_by):
            return Card(words("notice-reminder", code=order_code(id), time=answer_by))
        case StoreClosed(store_name=name, reason=reason):
            return Card(words("notice-store-closed", store=name, reason=reason))
        case CourierAssigned(order_id=id, courier_name=name):
            return Card(words("notice-courier", code=order_code(id), name=name))
        case Delivered(order_id=id):
            return Card(words("notice-delivered-store", code=order_code(id)))
    raise TypeError(type(event).__name__)


def operator_notice(event: Event, words: Words) -> Card:  # noqa: PLR0911
    """What the operator is told about an event. Raises TypeError for an unknown one."""
    match event:
        case RefundFailed():
            text = words(
                "operator-refund",
                code=order_code(event.order_id),
                amount=event.amount,
                provider=event.provider,
                charge=event.charge_id,
                problem=event.problem,
            )
            code = charge_code(event.charge_id)
            done = button(
                words.plain("button-refunded"), "refunded", event.order_id, code, event.number
            )
            return Card(text, keyboard([[done]]))
        case StrayCharge():
            return _stray(event, words)
        case BooksDisagree(count=count, lines=lines):
            return Card(words("operator-books", count=count, lines="\n".join(lines)))
        case UpdateSetAside():
            return Card(_set_aside(event, words))
        case TokenContested(problem=problem):
            return Card(words("operator-token-contested", problem=problem))
        case InvoiceRefused(order_id=id, problem=problem):
            return Card(words("operator-invoice", code=order_code(id), problem=problem))
        case PersonUnreachable(user_id=user_id):
            return Card(words("operator-unreachable", user=str(user_id)))
        case MessageRefused(user_id=user_id, problem=problem):
            return Card(words("operator-refused", user=str(user_id), problem=problem))
        case StoreClosed(store_name=name):
            return Card(words("operator-store-closed", store=name))
        case ProviderWentDown(provider=name):
            return Card(words("operator-provider-down", provider=name))
        case ProviderCameBack(provider=name):
            return Card(words("operator-provider-back", provider=name))
    raise TypeError(type(event).__name__)


def _set_aside(event: UpdateSetAside, words: Words) -> str:
    return words(
        "operator-set-aside",
        update=str(event.update_id),
        kind=event.kind,
        user=str(event.user_id),
        incident=event.incident,
        problem=event.problem,
    )


def _stray(event: StrayCharge, words: Words) -> Card:
    text = words(
        "operator-stray",
        amount=event.amount,
        provider=event.provider,
        charge=event.charge_id,
        payer=str(event.payer_id),
        reason=event.reason.replace("_", "-"),
        order=event.order_id,
    )
    # The id is whatever stood in the invoice, and a button has little room.
    if not event.order_id or len(event.order_id.encode()) > _MOST_ID or ":" in event.order_id:
        return Card(text)
    code = charge_code(event.charge_id)
    done = button(words.plain("button-refunded"), "refunded", event.order_id, code)
    return Card(text, keyboard([[done]]))
