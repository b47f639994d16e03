"""Amounts of money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency.

    KRW has no decimals, so ``Money(9000, "KRW")`` is nine thousand won; USD has two, so
    ``Money(950, "USD")`` is nine dollars fifty (Bot API, Payments: the currency's ``exp``).

    Raises:
        ValueError: The currency is not three capital letters, or two currencies are mixed.
    """

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if not _is_currency(self.currency):
            raise ValueError(f"currency must be three capital letters, got {self.currency!r}")

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount * times, self.currency)


@lru_cache(maxsize=1_024)
def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isalpha() and code.isupper()


def total(amounts: list[Money], currency: str) -> Money:
    """Add amounts of one currency; an empty list makes zero."""
    return sum(amounts, start=Money(0, currency))
