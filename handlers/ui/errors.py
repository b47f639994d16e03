"""What a person is told when the rules refuse."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from domain.customer import Banned, CashRefused
from domain.delivery import AlreadyTaken, NotTheirs, OffShift
from domain.order import (
    BasketChanged,
    BasketEmpty,
    BelowMinimum,
    Change,
    DishesMissing,
    SeveralOrders,
    StoreIsClosed,
    SumNotPayable,
    TooLateToCancel,
)
from domain.payment import AmountMismatch, RefundTooMuch
from domain.shared.errors import (
    ContextAway,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    WrongState,
)
from domain.store import StorePaused
from handlers.ui import callbacks
from handlers.ui.couriers import courier
from handlers.ui.keyboards import button, keyboard
from handlers.ui.phones import shown_phone
from handlers.ui.translator import Translator, order_code
from handlers.ui.typed import shortened

# The store can still be asked to cancel an order in these states.
_ASKABLE = frozenset({"accepted", "cooked"})


def refusal(  # noqa: PLR0911 - one case for each error
    error: DomainError, translate: Translator, user_id: int
) -> str:
    """The text for a refused command, from its data."""
    if said := (
        _refund_refusal(error, translate)
        or _basket_refusal(error, translate)
        or _shut_out(error, translate)
    ):
        return said
    match error:
        case InvalidInput():
            limit = error.limit or 0
            return translate(
                f"error-{error.field}", problem=error.problem.replace("_", "-"), limit=limit
            )
        case TooLateToCancel():
            return translate(
                "error-too-late",
                code=order_code(error.order_id),
                state=error.state.replace("_", "-"),
                store=error.store_name,
                phone=shown_phone(error.store_phone),
            )
        case AlreadyTaken():
            mine = "yes" if error.courier_id == user_id else "no"
            name = courier(error.courier_name, translate)
            return translate("error-taken", code=order_code(error.order_id), name=name, mine=mine)
        case OffShift():
            return translate("error-off-shift")
        case NotTheirs():
            name = courier(error.courier_name, translate)
            return translate("error-not-theirs", code=order_code(error.order_id), name=name)
        case WrongState():
            return _moved_on(error, translate, user_id)
        case AmountMismatch():
            return translate("error-amount", due=error.due)
        case NotAllowed():
            return translate("error-not-allowed")
        case ContextAway():
            return translate("error-delivery-away")
        case NotFound():
            return translate("error-not-found")
    raise error


def _refund_refusal(error: DomainError, translate: Translator) -> str | None:
    match error:
        case RefundTooMuch():
            code = order_code(error.order_id)
            return translate("error-refund-too-much", code=code, left=error.left)
        case SeveralOrders():
            return translate("error-several-orders", orders="\n".join(error.order_ids))
        case NotFound(kind="person"):
            return translate("error-person", name=shortened(error.id))
        case NotFound(kind="order_code"):
            return translate("error-no-order", code=shortened(error.id))
    return None


def _shut_out(error: DomainError, translate: Translator) -> str | None:
    match error:
        case Banned():
            return translate("error-banned")
        case CashRefused():
            return translate("error-cash-refused")
        case StorePaused():
            return translate("error-store-paused", store=error.store_name)
        case StoreIsClosed():
            return translate("error-store-closed", store=error.store_name)
    return None


def _basket_refusal(error: DomainError, translate: Translator) -> str | None:
    match error:
        case BasketEmpty():
            return translate("error-basket-empty")
        case BelowMinimum():
            return translate("error-minimum", minimum=error.minimum, total=error.basket.total)
        case SumNotPayable(to_pay=to_pay, least=least, most=most):
            size = "small" if to_pay.amount < least.amount else "large"
            return translate(
                "error-sum-not-payable", size=size, total=to_pay, least=least, most=most
            )
        case BasketChanged():
            return changes(error.changes, translate)
        case DishesMissing():
            dishes = ", ".join(error.dishes)
            return translate(
                "error-dishes-missing", code=order_code(error.order_id), dishes=dishes
            )
    return None


def way_on(error: DomainError, translate: Translator) -> InlineKeyboardMarkup | None:
    """What can be done about a refusal, where there is anything but what was tried."""
    if isinstance(error, TooLateToCancel) and error.state in _ASKABLE:
        ask = callbacks.MayCancel(order_id=error.order_id)
        return keyboard([[button(translate.plain("button-ask-to-cancel"), ask)]])
    if not isinstance(error, DishesMissing):
        return None
    again = callbacks.OrderAgain(order_id=error.order_id)
    cancel = callbacks.AskToCancel(order_id=error.order_id)
    return keyboard(
        [
            [button(translate.plain("button-order-again"), again, "primary")],
            [button(translate.plain("button-cancel-order"), cancel, "danger")],
        ]
    )


def changes(found: tuple[Change, ...], translate: Translator) -> str:
    """What changed on the menu since the basket was filled."""
    lines = [translate("changes-title")]
    for change in found:
        now = change.now or change.before
        kind = change.kind.value.replace("_", "-")
        lines.append(
            translate("changes-line", kind=kind, dish=change.name, before=change.before, now=now)
        )
    return "\n".join(lines)


def _moved_on(error: WrongState, translate: Translator, user_id: int) -> str:
    mine = "yes" if error.by == user_id else "no"
    return translate(
        "error-moved-on",
        code=order_code(error.id),
        state=error.state.replace("_", "-"),
        mine=mine,
    )
