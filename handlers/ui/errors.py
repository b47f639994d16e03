"""What a person is told when the rules refuse."""

from __future__ import annotations

from domain.delivery.errors import AlreadyTaken
from domain.order.basket import Change
from domain.order.errors import (
    BasketChanged,
    BasketEmpty,
    BelowMinimum,
    SeveralOrders,
    StoreIsClosed,
    SumNotPayable,
    TooLateToCancel,
)
from domain.payment.errors import AmountMismatch, RefundTooMuch
from domain.shared.errors import DomainError, InvalidInput, NotAllowed, NotFound, WrongState
from handlers.ui.words import Words, order_code


def refusal(  # noqa: PLR0911 - one case for each error
    error: DomainError, words: Words, user_id: int
) -> str:
    """The text for a refused command, from its data."""
    if said := _refund_refusal(error, words) or _basket_refusal(error, words):
        return said
    match error:
        case InvalidInput():
            limit = error.limit or 0
            return words(
                f"error-{error.field}", problem=error.problem.replace("_", "-"), limit=limit
            )
        case StoreIsClosed():
            return words("error-store-closed", store=error.store_name)
        case TooLateToCancel():
            return words(
                "error-too-late",
                code=order_code(error.order_id),
                state=error.state.replace("_", "-"),
                store=error.store_name,
                phone=error.store_phone,
            )
        case AlreadyTaken():
            mine = "yes" if error.courier_id == user_id else "no"
            return words(
                "error-taken", code=order_code(error.order_id), name=error.courier_name, mine=mine
            )
        case WrongState():
            return _moved_on(error, words, user_id)
        case AmountMismatch():
            return words("error-amount", due=error.due)
        case NotAllowed():
            return words("error-not-allowed")
        case NotFound():
            return words("error-not-found")
    raise error


def _refund_refusal(error: DomainError, words: Words) -> str | None:
    match error:
        case RefundTooMuch():
            code = order_code(error.order_id)
            return words("error-refund-too-much", code=code, left=error.left)
        case SeveralOrders():
            return words("error-several-orders", orders="\n".join(error.order_ids))
        case NotFound(kind="order_code"):
            return words("error-no-order", code=error.id)
    return None


def _basket_refusal(error: DomainError, words: Words) -> str | None:
    match error:
        case BasketEmpty():
            return words("error-basket-empty")
        case BelowMinimum():
            return words("error-minimum", minimum=error.minimum, total=error.basket.total)
        case SumNotPayable(to_pay=to_pay, least=least, most=most):
            size = "small" if to_pay.amount < least.amount else "large"
            return words("error-sum-not-payable", size=size, total=to_pay, least=least, most=most)
        case BasketChanged():
            return changes(error.changes, words)
    return None


def changes(found: tuple[Change, ...], words: Words) -> str:
    """What changed on the menu since the basket was filled."""
    lines = [words("changes-title")]
    for change in found:
        now = change.now or change.before
        kind = change.kind.value.replace("_", "-")
        lines.append(
            words("changes-line", kind=kind, dish=change.name, before=change.before, now=now)
        )
    return "\n".join(lines)


def _moved_on(error: WrongState, words: Words, user_id: int) -> str:
    mine = "yes" if error.by == user_id else "no"
    return words(
        "error-moved-on",
        code=order_code(error.id),
        state=error.state.replace("_", "-"),
        mine=mine,
    )
