"""The store as the order context sees it when an order is placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.shared.methods import EITHER_WAY, PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A dish that could be ordered, with its price now."""

    dish_id: str
    name: str
    price: Money
    available: bool


@dataclass(frozen=True, slots=True)
class CardLimits:
    """The least and the most that a payment by card may come to, in one currency."""

    least: Money
    most: Money

    def take(self, to_pay: Money) -> bool:
        """Whether such a sum can be paid by card."""
        return (
            to_pay.currency == self.least.currency
            and self.least.amount <= to_pay.amount <= self.most.amount
        )


@dataclass(frozen=True, slots=True)
class Menu:
    """A store's prices and opening state at this moment.

    ``capacity`` is how many orders its kitchen takes at once; None knows no limit.
    ``methods`` is how orders are paid here, ``card_limits`` which sums can be paid by card; None
    knows no limits. ``cash_refused``: whoever looks would pay in cash here, were they not to pay by
    card from now on.
    """

    store_id: str
    store_name: str
    store_phone: str
    currency: str
    is_open: bool
    items: Mapping[str, MenuItem]
    methods: tuple[PaymentMethod, ...] = EITHER_WAY
    capacity: int | None = None
    terms: Terms = NO_TERMS
    card_limits: CardLimits | None = None
    cash_refused: bool = False

    def methods_for(self, to_pay: Money) -> tuple[PaymentMethod, ...]:
        """How a sum, dishes and delivery, can be paid: by card only within the limits."""
        if self.card_limits is None or self.card_limits.take(to_pay):
            return self.methods
        return tuple(method for method in self.methods if method != PaymentMethod.CARD)

    def most_tip_for(self, to_pay: Money) -> Money | None:
        """The largest tip that is taken on top of a sum, so that both stay within the limits."""
        most = self.terms.most_tip
        if most is None or self.card_limits is None:
            return most
        room = self.card_limits.most.amount - to_pay.amount
        return Money(min(most.amount, room), most.currency) if room > 0 else None
