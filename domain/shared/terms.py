"""What a store asks for beside the prices of its dishes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shared.money import Money


class TipRecipient(StrEnum):
    """Who gets the tips of a store."""

    COURIER = "courier"
    KITCHEN = "kitchen"


@dataclass(frozen=True, slots=True)
class Terms:
    """A store's delivery fee, minimum order and tips, all in the store's currency.

    Args:
        fee: What bringing an order costs; None where it is always free.
        free_above: Dishes worth at least this much are brought for nothing.
        minimum: What the dishes of an order have to be worth at least.
        tips: Suggested tips, each larger than the one before; for payments by card.
        most_tip: The largest tip that is taken; None where none is.
        tips_to: Who gets them.
    """

    fee: Money | None = None
    free_above: Money | None = None
    minimum: Money | None = None
    tips: tuple[Money, ...] = ()
    most_tip: Money | None = None
    tips_to: TipRecipient = TipRecipient.COURIER

    def fee_for(self, dishes: Money) -> Money:
        """What bringing dishes of this value costs; zero where it is free."""
        free = self.free_above is not None and dishes.amount >= self.free_above.amount
        return Money(0, dishes.currency) if self.fee is None or free else self.fee

    def missing(self, dishes: Money) -> Money | None:
        """What dishes of this value lack to the minimum, if anything."""
        if self.minimum is None or dishes.currency != self.minimum.currency:
            return None
        if dishes.amount >= self.minimum.amount:
            return None
        return Money(self.minimum.amount - dishes.amount, self.minimum.currency)


NO_TERMS = Terms()
