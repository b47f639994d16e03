"""What Telegram knows about currencies: decimals, and which sums it takes by card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from babel.core import get_global
from babel.numbers import get_currency_precision

_DATA = json.loads((Path(__file__).parent / "telegram_currencies.json").read_text("utf-8"))
_TELEGRAM: Mapping[str, Mapping[str, int]] = _DATA["currencies"]

CARD_LIMITS: Mapping[str, tuple[int, int]] = {
    code: (known["least"], known["most"]) for code, known in _TELEGRAM.items()
}
"""The least and the most that an invoice may come to, in minor units, by currency.

Telegram sends no invoice in a currency that is not here.
"""


def decimals(currency: str) -> int:
    """The digits after the point of an ISO 4217 currency, as Telegram counts its amounts.

    One that Telegram does not know, in which only cash can be taken, has those of the CLDR.
    """
    known = _TELEGRAM.get(currency)
    return get_currency_precision(currency) if known is None else known["exp"]


def is_money(currency: str) -> bool:
    """Whether people pay with it somewhere today: not with gold, and no more with marks."""
    return currency in _TELEGRAM or any(
        currency == code and is_tender and until is None
        for listed in get_global("territory_currencies").values()
        for code, _since, until, is_tender in listed
    )
