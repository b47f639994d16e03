"""The operators' card of an order: everything about it, and the buttons that its state allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.customer import OperatorWrote, OrderView, ViewedPayment
from domain.delivery import (
    AnotherTripDecided,
    ArrivalOverdue,
    ArrivalUnanswered,
    CourierAssigned,
    Delivered,
    DeliveryCancelled,
    DeliveryCollectable,
    DeliveryFailed,
    DeliveryGivenUp,
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
from domain.order import (
    DeliverySilent,
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderPaid,
    OrderPlaced,
)
from domain.payment import (
    CashCollected,
    CashWaived,
    InvoiceRefused,
    PaymentApproved,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
    RefundRequested,
    charge_code,
)
from domain.processes.order_file import Escalation, Happened, OrderFile, decider
from domain.shared.messages import Event
from domain.store import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationRequested,
    CancellationUnanswered,
    CookingOverdue,
    CookingUnanswered,
    DishesLeftOut,
    DishesReportedMissing,
    OrderAccepted,
    OrderCalledOff,
    OrderCooked,
    OrderPutOff,
    OrderRejected,
    StoreReminded,
    TicketReceived,
)
from handlers.ui import callbacks
from handlers.ui.addresses import shown_address
from handlers.ui.callback_data import Button
from handlers.ui.cards import customer_state
from handlers.ui.couriers import courier
from handlers.ui.keyboards import Card, Rows, button, keyboard
from handlers.ui.notices.people import called
from handlers.ui.phones import shown_phone
from handlers.ui.translator import Translator, order_code

TOLD: Mapping[type[Event], str] = {
    OrderPlaced: "placed",
    PaymentApproved: "approved",
    OrderPaid: "paid",
    TicketReceived: "received",
    StoreReminded: "reminded",
    OrderAccepted: "accepted",
    OrderRejected: "rejected",
    OrderPutOff: "put-off",
    CookingOverdue: "overdue",
    CookingUnanswered: "unanswered",
    OrderCooked: "cooked",
    DishesReportedMissing: "dishes-missing",
    DishesLeftOut: "left-out",
    CancellationRequested: "requested",
    CancellationRefused: "request-refused",
    CancellationUnanswered: "request-unanswered",
    CancellationOvertaken: "request-overtaken",
    OrderCalledOff: "called-off",
    DeliveryOffered: "offered",
    DeliveryOfferedAgain: "offered-again",
    DeliveryUntaken: "untaken",
    DeliveryGivenUp: "given-up",
    CourierAssigned: "assigned",
    DeliveryHandedBack: "handed-back",
    DeliveryTakenAway: "taken-away",
    StoreBringsIt: "store-brings",
    PickUpOverdue: "pick-up-overdue",
    PickUpUnanswered: "pick-up-unanswered",
    DeliveryStarted: "started",
    ArrivalOverdue: "arrival-overdue",
    ArrivalUnanswered: "arrival-unanswered",
    DeliverySilent: "silent",
    DeliveryCollectable: "collectable",
    DeliveryUncollected: "uncollected",
    DeliveryCancelled: "delivery-cancelled",
    ProblemReported: "problem",
    ProblemUnanswered: "undecided",
    AnotherTripDecided: "another-trip",
    DeliveryFailed: "no-trip",
    OrderFailed: "failed",
    CashWaived: "waived",
    Delivered: "delivered",
    OrderCancelled: "cancelled",
    OrderExpired: "expired",
    PaymentVoided: "voided",
    CashCollected: "collected",
    InvoiceRefused: "invoice-refused",
    RefundRequested: "refund-requested",
    PaymentRefunded: "refunded",
    RefundFailed: "refund-failed",
    OperatorWrote: "written",
}
"""What the time line tells, by the event; of others it says nothing."""

# A message has 4,096 characters; what came first and last says most.
_MOST_STEPS = 30


def operator_card(file: OrderFile, translate: Translator) -> Card:
    """An order as operators see it; its first line says what happened and what to do now."""
    view, code = file.view, order_code(file.view.order_id)
    text = [
        *_asked(file, translate),
        translate("card-title", code=code, store=view.store_name),
        _state(view, translate),
        "",
        *_people(file, translate),
        "",
        *(
            translate("card-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in view.lines
        ),
        translate("card-total", total=view.total, payment=view.payment),
        *([translate("card-tip", tip=view.tip)] if view.tip else []),
        *([translate("card-given-back", amount=view.given_back)] if _is_in_part(view) else []),
        "",
        *_time_line(file, translate),
    ]
    if file.waits:
        text += ["", *(_wait(kind, due_at, translate) for kind, due_at in file.waits)]
    return Card("\n".join(text), keyboard(_rows(file, translate)))


def _state(view: OrderView, translate: Translator) -> str:
    if view.collect_at and not view.ended and not view.problem:
        return translate("file-collect")
    return customer_state(view, translate)


def _is_in_part(view: OrderView) -> bool:
    return bool(view.given_back) and view.payment is not ViewedPayment.REFUNDED


def _asked(file: OrderFile, translate: Translator) -> list[str]:
    escalation = file.escalation
    if escalation is None:
        return [translate("file-title", ended="yes" if file.view.ended else "no")]
    what = TOLD[type(escalation.asked.event)]
    if escalation.decision is None:
        details = _details(escalation, translate)
        return [_bold(translate("file-asked", what=what)), *details, ""]
    decision = escalation.decision
    who = _who(decision.event, file, translate)
    did = translate("file-decided", step=_step(decision, translate), who=who)
    return [_bold(translate("file-settled")), did, ""]


def _bold(text: str) -> str:
    return f"<b>{text}</b>"


def _details(  # noqa: PLR0911 - one case for each question
    escalation: Escalation, translate: Translator
) -> list[str]:
    match escalation.asked.event:
        case CookingUnanswered(ready_at=ready_at, ends_at=ends_at):
            return [translate("file-uncooked", time=ready_at, end=ends_at)]
        case ProblemUnanswered(problem=problem):
            return [translate("problem", problem=problem.replace("_", "-"))]
        case DeliveryUntaken(ends_at=None):
            return [translate("file-untaken-again")]
        case DeliveryUntaken(ends_at=ends_at):
            return [translate("file-untaken", end=ends_at)]
        case PickUpUnanswered(courier_name=name, ends_at=ends_at):
            name = courier(name, translate)
            return [translate("file-not-picked-up", name=name, end=ends_at)]
        case ArrivalUnanswered(courier_name=name):
            return [translate("file-not-arrived", name=courier(name, translate))]
        case DeliverySilent(since=since):
            return [translate("file-silent", time=since)]
        case DeliveryUncollected():
            return [translate("file-not-collected")]
        case InvoiceRefused(problem=problem):
            return [translate("file-invoice", problem=problem)]
        case RefundFailed(amount=amount, provider=provider, charge_id=charge, problem=problem):
            return [
                translate(
                    "file-refund", amount=amount, provider=provider, charge=charge, problem=problem
                )
            ]
    return []


def _people(file: OrderFile, translate: Translator) -> Iterator[str]:
    view = file.view
    customer = called(view.customer_id, view.customer_name)
    is_open = file.escalation is not None and file.escalation.decision is None
    # After the end nobody needs it, unless something is still to be decided.
    if is_open or not view.ended:
        yield translate("file-customer", name=customer, phone=shown_phone(file.phone))
    else:
        yield translate("file-customer-ended", name=customer)
    yield translate("card-address", address=shown_address(view.address, view.location, translate))
    yield translate("file-store", name=view.store_name, phone=shown_phone(view.store_phone))
    if view.courier_id:
        name = called(view.courier_id, courier(view.courier_name, translate))
        yield translate("card-courier", name=name)


def _time_line(file: OrderFile, translate: Translator) -> Iterator[str]:
    told = [it for it in file.history if type(it.event) in TOLD]
    for it in told[-_MOST_STEPS:]:
        by = decider(it.event)
        if by is None:
            yield translate("file-step", time=it.at, step=TOLD[type(it.event)])
        else:
            yield translate("file-decided", step=_step(it, translate), who=_person(by, file))


def _step(it: Happened, translate: Translator) -> str:
    return translate.plain("file-step", time=it.at, step=TOLD[type(it.event)])


def _who(event: Event, file: OrderFile, translate: Translator) -> str:
    by = decider(event)
    if by is not None:
        return _person(by, file)
    is_store = isinstance(event, OrderPutOff | OrderCooked)
    return translate.plain("file-by", who="store" if is_store else "platform")


def _person(user_id: int, file: OrderFile) -> str:
    return called(user_id, file.names.get(user_id, ""))


def _wait(kind: str, due_at: datetime, translate: Translator) -> str:
    return translate("file-wait", kind=kind.replace("_", "-"), time=due_at)


def _rows(file: OrderFile, translate: Translator) -> Rows:
    id = file.view.order_id
    rows: Rows = []
    for failed in file.failed_refunds:
        settle = callbacks.SettleRefund(
            order_id=id, charge=charge_code(failed.charge_id), number=failed.number
        )
        rows.append([button(translate.plain("button-refunded"), settle, "primary")])
    trips: tuple[tuple[bool, str, Button], ...] = (
        (file.can_confirm, "button-confirm-delivery", callbacks.ConfirmDelivered(order_id=id)),
        (file.can_call_again, "button-call-again", callbacks.CallAgain(order_id=id)),
        (file.can_take_away, "button-take-away", callbacks.TakeAway(order_id=id)),
        (file.can_let_collect, "button-let-collect", callbacks.LetCollect(order_id=id)),
        (file.has_photo, "button-photo", callbacks.ShowPhoto(order_id=id)),
        (file.can_bring_again, "button-bring-again", callbacks.BringAgain(order_id=id)),
        (file.can_fail, "button-no-trip", callbacks.ShowSettlements(order_id=id)),
    )
    rows += [[button(translate.plain(key), it)] for can, key, it in trips if can]
    write = callbacks.AskMessage(order_id=id)
    rows.append([button(translate.plain("button-write"), write)])
    if file.can_refund_part:
        part = callbacks.ExplainRefund(order_id=id)
        rows.append([button(translate.plain("button-refund-part"), part)])
    if file.can_end:
        end = callbacks.AskToEnd(order_id=id)
        rows.append([button(translate.plain("button-end-order"), end, "danger")])
    return rows
