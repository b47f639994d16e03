"""Short new messages for the steps that a person must notice; cards tell the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.customer import (
    DraftAbandoned,
    MessageRefused,
    PersonUnreachable,
    RejectionAbandoned,
    TokenContested,
    UpdateSetAside,
)
from domain.delivery import CourierAssigned, Delivered, DeliveryStarted
from domain.order import OrderExpired, OrderReleased
from domain.payment import (
    InvoiceRefused,
    LedgerDisagrees,
    PaymentRefunded,
    PaymentResumed,
    ProviderCameBack,
    ProviderWentDown,
    RefundFailed,
    RefundRequested,
    StrayCharge,
    charge_code,
)
from domain.shared.messages import Event
from domain.shared.money import Money
from domain.shared.typed import seen
from domain.store import OrderAccepted, OrderRejected, StoreClosed, StoreReminded, TicketCancelled
from handlers.ui.callbacks import SettleRefund
from handlers.ui.cards import courier
from handlers.ui.keyboards import Card, button, keyboard
from handlers.ui.translator import Translator, order_code

# A message has 4,096 characters.
_MOST_LINES = 20

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
    LedgerDisagrees,
    UpdateSetAside,
    TokenContested,
    InvoiceRefused,
)


def customer_notice(event: Event, translate: Translator) -> Card:  # noqa: C901, PLR0911, PLR0912
    """What the customer is told about an event. Raises TypeError for an unknown one."""
    match event:
        case DraftAbandoned():
            return Card(translate("notice-abandoned"))
        case RejectionAbandoned(order_id=id):
            return Card(translate("notice-rejection-abandoned", code=order_code(id)))
        case UpdateSetAside(incident=incident):
            return Card(translate("error-incident", incident=incident))
        case OrderAccepted(order_id=id, minutes=minutes, ready_at=ready_at):
            return Card(
                translate("notice-accepted", code=order_code(id), minutes=minutes, time=ready_at)
            )
        case OrderRejected(order_id=id, reason=reason, words=own):
            said = translate("card-reason", reason=reason.replace("_", "-"), words=own)
            return Card(translate("notice-rejected", code=order_code(id)) + "\n" + said)
        case OrderReleased(order_id=id):
            return Card(translate("notice-released", code=order_code(id)))
        case OrderExpired(order_id=id, was_held=True):
            return Card(translate("notice-held-too-long", code=order_code(id)))
        case OrderExpired(order_id=id):
            return Card(translate("notice-expired", code=order_code(id)))
        case DeliveryStarted(order_id=id, courier_name=name):
            name = courier(name, translate)
            return Card(translate("notice-on-the-way", code=order_code(id), name=name))
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


def operator_notice(  # noqa: PLR0911 - one case for each event
    event: Event, translate: Translator, name_of: Callable[[int], str]
) -> Card:
    """What the operator is told about an event; ``name_of`` tells what a user is called, if known.

    Raises:
        TypeError: There is no such notice.
    """
    match event:
        case RefundFailed():
            text = translate(
                "operator-refund",
                code=order_code(event.order_id),
                amount=event.amount,
                provider=event.provider,
                charge=event.charge_id,
                problem=event.problem,
            )
            settle = SettleRefund(
                order_id=event.order_id,
                charge=charge_code(event.charge_id),
                number=event.number,
            )
            return Card(text, keyboard([[button(translate.plain("button-refunded"), settle)]]))
        case StrayCharge():
            return _stray(event, _person(event.payer_id, name_of), translate)
        case LedgerDisagrees(count=count, lines=lines):
            return Card(translate("operator-books", count=count, lines="\n".join(lines)))
        case UpdateSetAside():
            return Card(_set_aside(event, _person(event.user_id, name_of), translate))
        case TokenContested(problem=problem):
            return Card(translate("operator-token-contested", problem=problem))
        case InvoiceRefused(order_id=id, problem=problem):
            return Card(translate("operator-invoice", code=order_code(id), problem=problem))
        case PersonUnreachable(user_id=user_id):
            return Card(translate("operator-unreachable", user=_person(user_id, name_of)))
        case MessageRefused(user_id=user_id, problem=problem):
            user = _person(user_id, name_of)
            return Card(translate("operator-refused", user=user, problem=problem))
        case StoreClosed(store_name=name):
            return Card(translate("operator-store-closed", store=name))
        case ProviderWentDown(provider=name):
            return Card(translate("operator-provider-down", provider=name))
        case ProviderCameBack(provider=name):
            return Card(translate("operator-provider-back", provider=name))
    raise TypeError(type(event).__name__)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody whom no message reaches, and the stores that they work for."""

    user_id: int
    name: str
    stores: tuple[str, ...]


def unreachable_card(lost: Sequence[Unreachable], translate: Translator) -> Card:
    """Which of the staff no message reaches now, for operators: one card for all of them."""
    if not lost:
        return Card(translate("operator-staff-reached"))
    lines = [
        translate(
            "operator-staff-line",
            user=_called(it.user_id, it.name),
            stores=", ".join(it.stores),
        )
        for it in lost[:_MOST_LINES]
    ]
    if len(lost) > _MOST_LINES:
        lines.append(translate("operator-staff-more", count=len(lost) - _MOST_LINES))
    return Card("\n".join([translate("operator-staff-unreachable"), *lines]))


def _person(user_id: int, name_of: Callable[[int], str]) -> str:
    return _called(user_id, name_of(user_id))


def _called(user_id: int, name: str) -> str:
    return f"{name} ({user_id})" if seen(name) and name != str(user_id) else str(user_id)


def _set_aside(event: UpdateSetAside, user: str, translate: Translator) -> str:
    return translate(
        "operator-set-aside",
        update=str(event.update_id),
        kind=event.kind,
        user=user,
        incident=event.incident,
        problem=event.problem,
    )


def _stray(event: StrayCharge, payer: str, translate: Translator) -> Card:
    text = translate(
        "operator-stray",
        amount=event.amount,
        provider=event.provider,
        charge=event.charge_id,
        payer=payer,
        reason=event.reason.replace("_", "-"),
        order=event.order_id,
    )
    try:
        settle = SettleRefund(
            order_id=event.order_id, charge=charge_code(event.charge_id), number=0
        )
        return Card(text, keyboard([[button(translate.plain("button-refunded"), settle)]]))
    except ValueError:
        # The id is whatever stood in the invoice, and fits into no button.
        return Card(text)
