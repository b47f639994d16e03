"""A basket: dishes of one store, at the prices that the customer saw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.shared.errors import InvalidInput
from domain.shared.money import Money, total

if TYPE_CHECKING:
    from domain.order.menu import Menu, MenuItem

MAX_OF_ONE_DISH = 20
MAX_LINES = 30


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one dish."""

    dish_id: str
    name: str
    price: Money
    quantity: int

    @property
    def amount(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity


class ChangeKind(StrEnum):
    """What became of a dish, or of the delivery fee, since the customer saw it."""

    GONE = "gone"
    SOLD_OUT = "sold_out"
    PRICE = "price"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between the basket and the menu of now; the fee has no name."""

    kind: ChangeKind
    name: str
    before: Money
    now: Money | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """Dishes of one store that are not ordered yet. Every change makes a new basket.

    ``delivery_fee`` is the one that the customer was shown; None before that.
    """

    store_id: str
    currency: str
    lines: tuple[Line, ...] = ()
    delivery_fee: Money | None = None

    @property
    def total(self) -> Money:
        """The sum of all lines."""
        return total([line.amount for line in self.lines], self.currency)

    @property
    def to_pay(self) -> Money:
        """The sum of all lines with the delivery fee that was shown."""
        return self.total + (self.delivery_fee or Money(0, self.currency))

    @property
    def count(self) -> int:
        """How many dishes in all."""
        return sum(line.quantity for line in self.lines)

    def quantity_of(self, dish_id: str) -> int:
        """How many of a dish are in the basket."""
        return next((line.quantity for line in self.lines if line.dish_id == dish_id), 0)

    def add(self, item: MenuItem, quantity: int) -> Basket:
        """Put more of a dish into the basket, at the price of now.

        Raises:
            InvalidInput: The quantity is not 1 to 20 (``quantity``, ``out_of_range``), the basket
                would hold more than 20 of the dish (``too_many``), or more than 30 different
                dishes (``basket``, ``too_many``).
        """
        if not 1 <= quantity <= MAX_OF_ONE_DISH:
            raise InvalidInput("quantity", "out_of_range", MAX_OF_ONE_DISH)
        wanted = self.quantity_of(item.dish_id) + quantity
        if wanted > MAX_OF_ONE_DISH:
            raise InvalidInput("quantity", "too_many", MAX_OF_ONE_DISH)
        new = Line(item.dish_id, item.name, item.price, wanted)
        if not self.quantity_of(item.dish_id):
            if len(self.lines) >= MAX_LINES:
                raise InvalidInput("basket", "too_many", MAX_LINES)
            return replace(self, lines=(*self.lines, new))
        return self._with_line(item.dish_id, new)

    def take_away(self, dish_id: str) -> Basket:
        """Take one of a dish out; its line goes with the last one. Unknown dishes are ignored."""
        quantity = self.quantity_of(dish_id) - 1
        line = next((line for line in self.lines if line.dish_id == dish_id), None)
        return self._with_line(
            dish_id, replace(line, quantity=quantity) if line and quantity > 0 else None
        )

    def changes_since(self, menu: Menu) -> tuple[Change, ...]:
        """What changed on the menu, and in the fee, since the customer looked."""
        found = []
        for line in self.lines:
            item = menu.items.get(line.dish_id)
            if item is None:
                found.append(Change(ChangeKind.GONE, line.name, line.price))
            elif not item.available:
                found.append(Change(ChangeKind.SOLD_OUT, line.name, line.price))
            elif item.price != line.price:
                found.append(Change(ChangeKind.PRICE, line.name, line.price, item.price))
        updated = self.brought_up_to(menu)
        if updated.lines and _differ(self.delivery_fee, updated.delivery_fee):
            before = self.delivery_fee or Money(0, menu.currency)
            found.append(Change(ChangeKind.FEE, "", before, updated.delivery_fee))
        return tuple(found)

    def brought_up_to(self, menu: Menu) -> Basket:
        """The same basket with today's prices and fee, without the dishes that are not to be had."""
        kept = []
        for line in self.lines:
            item = menu.items.get(line.dish_id)
            if item and item.available:
                kept.append(replace(line, name=item.name, price=item.price))
        updated = replace(self, currency=menu.currency, lines=tuple(kept), delivery_fee=None)
        return updated.with_fee_of(menu)

    def with_fee_of(self, menu: Menu) -> Basket:
        """The same basket with the fee of now, which it is about to be shown with.

        A basket in a currency that the store has left keeps its fee; ``changes_since`` tells.
        """
        if menu.currency != self.currency:
            return self
        return replace(self, delivery_fee=menu.terms.fee_for(self.total))

    def _with_line(self, dish_id: str, new: Line | None) -> Basket:
        lines = (new if line.dish_id == dish_id else line for line in self.lines)
        return replace(self, lines=tuple(line for line in lines if line is not None))


def _differ(before: Money | None, now: Money | None) -> bool:
    # Nothing is nothing in every currency.
    return before != now and bool((before and before.amount) or (now and now.amount))
