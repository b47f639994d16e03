"""A store's delivery fee, minimum order and tips, as its file writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from domain.shared.money import Money
from domain.shared.terms import Terms, TipRecipient
from handlers.ui.currencies import decimals

_MOST = 10**9
_WRITTEN = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?")


def _as_written(value: object) -> Decimal:
    """Take an amount as people write it, quoted or not; not what only a computer calls a number."""
    is_one = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
    if not is_one or not _WRITTEN.fullmatch(str(value)):
        raise ValueError("write a number such as 9000 or 9.50")
    return Decimal(str(value))


def _in_currency(value: Any, info: ValidationInfo) -> Any:
    # A currency that is wrong is a mistake of its own, and told as such.
    if currency := info.data.get("currency"):
        for amount in _amounts_in(value):
            _money(amount, currency)
    return value


def _increasing(tips: list[Decimal]) -> list[Decimal]:
    if sorted(set(tips)) != tips:
        raise ValueError("write each tip larger than the one before")
    return tips


def _not_below_the_tips(most: Decimal, info: ValidationInfo) -> Decimal:
    tips = info.data.get("tips", [])
    if tips is None:
        raise ValueError("write `tips`, too: the amounts to suggest")
    if tips and most < tips[-1]:
        raise ValueError(f"{most} is less than the largest of the tips, {tips[-1]}")
    return most


Amount = Annotated[Decimal, BeforeValidator(_as_written)]


class DeliveryEntry(BaseModel):
    """What bringing an order costs; nothing for dishes worth ``free_above`` or more."""

    model_config = ConfigDict(extra="forbid")

    fee: Amount
    free_above: Amount | None = None


# The fields of a store; they are checked against its ``currency``, which has to come before them.
Delivery = Annotated[DeliveryEntry, AfterValidator(_in_currency)]
Minimum = Annotated[Amount, AfterValidator(_in_currency)]
# Bot API, sendInvoice: at most 4 suggested tips, strictly increasing, none above the most.
Tips = Annotated[
    list[Amount],
    Field(min_length=1, max_length=4),
    AfterValidator(_in_currency),
    AfterValidator(_increasing),
]
MostTip = Annotated[Amount, AfterValidator(_in_currency), AfterValidator(_not_below_the_tips)]


def terms_of(
    currency: str,
    delivery: DeliveryEntry | None,
    minimum: Decimal | None,
    tips: list[Decimal] | None,
    most_tip: Decimal | None,
    tips_to: TipRecipient,
) -> Terms:
    """The terms as the domain knows them; the most that is taken is the largest of the tips."""

    def money(amount: Decimal | None) -> Money | None:
        return None if amount is None else _money(amount, currency)

    suggested = tips or []
    return Terms(
        fee=money(delivery.fee) if delivery else None,
        free_above=money(delivery.free_above) if delivery else None,
        minimum=money(minimum),
        tips=tuple(_money(tip, currency) for tip in suggested),
        most_tip=money(most_tip or (suggested[-1] if suggested else None)),
        tips_to=tips_to,
    )


def _money(amount: Decimal, currency: str) -> Money:
    digits = decimals(currency)
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount}: {currency} has {digits} decimals")
    if not 0 < minor <= _MOST:
        raise ValueError(f"{amount}: write a positive amount")
    return Money(int(minor), currency)


def _amounts_in(value: Any) -> list[Decimal]:
    if isinstance(value, DeliveryEntry):
        return [it for it in (value.fee, value.free_above) if it is not None]
    return value if isinstance(value, list) else [value]
