"""Amounts of money as people type them."""

from __future__ import annotations

import re
from functools import cache

from babel.numbers import get_currency_symbol

from domain.shared.errors import InvalidInput
from domain.shared.money import Money
from handlers.ui.currencies import decimals

# No order costs so much; longer numbers would not fit the database.
_MOST_DIGITS = 12


def amount_of(text: str, currency: str) -> Money:
    """Read ``3000``, ``3,000``, ``₩3,000``, ``3000원`` or, where it has decimals, ``3.5``.

    Raises:
        InvalidInput: This is no amount in this currency.
    """
    found = _pattern(currency).fullmatch(text.strip())
    if found is None:
        raise InvalidInput("sum", "not_a_number")
    part = (found["part"] or "").ljust(decimals(currency), "0")
    digits = re.sub(r"[ ,]", "", found["whole"]) + part
    if len(digits) > _MOST_DIGITS:
        raise InvalidInput("sum", "out_of_range")
    return Money(int(digits), currency)


@cache
def _pattern(currency: str) -> re.Pattern[str]:
    places = decimals(currency)
    signs = {currency, get_currency_symbol(currency, "en"), get_currency_symbol(currency, "ko")}
    if currency == "KRW":
        signs.add("원")
    sign = "|".join(re.escape(it) for it in sorted(signs))
    # Three digits after a comma are thousands; with three decimals they could be those as well.
    point = r"\." if places == 3 else "[.,]"
    part = rf"(?:{point}(?P<part>[0-9]{{1,{places}}}))?" if places else "(?P<part>)"
    whole = "(?P<whole>[0-9]{1,3}(?:[ ,][0-9]{3})+|[0-9]+)"
    return re.compile(rf"(?:{sign})?\s*{whole}{part}\s*(?:{sign})?", re.IGNORECASE)
