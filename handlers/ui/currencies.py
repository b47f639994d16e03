"""How many decimals an amount has on its way to Telegram."""

from __future__ import annotations

from babel.numbers import get_currency_precision

# Where Telegram's ``exp`` (Bot API, currencies.json) is not what CLDR says people write.
_TELEGRAM = {
    "AFN": 2, "ALL": 2, "IQD": 3, "IRR": 2, "LBP": 2, "MMK": 2, "RSD": 2, "SYP": 2, "YER": 2,
}  # fmt: skip


def decimals(currency: str) -> int:
    """The digits after the point of an ISO 4217 currency, as Telegram counts its amounts."""
    known = _TELEGRAM.get(currency)
    return get_currency_precision(currency) if known is None else known
