"""The store aggregate: menu, staff and opening state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from domain.shared.aggregate import Aggregate
from domain.shared.errors import InvalidInput, NotAllowed, NotFound
from domain.shared.methods import EITHER_WAY, PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms
from domain.store.errors import StorePaused
from domain.store.events import CapacityChanged, StoreClosed, StoreOpened
from domain.store.reasons import CloseReason

MAX_CAPACITY = 1_000


@dataclass(frozen=True, kw_only=True)
class Dish:
    """Something to eat, at a price."""

    id: str
    name: str
    price: Money
    description: str = ""
    available: bool = True


@dataclass(frozen=True, kw_only=True)
class Category:
    """Dishes that belong together."""

    id: str
    name: str
    dishes: tuple[Dish, ...]


@dataclass(kw_only=True)
class Store(Aggregate):
    """A place that cooks.

    ``region`` (ISO 3166-1, two capital letters) is where phone numbers are from that are written
    without their country's code; empty where that is not known. ``is_open`` is what its owners want;
    ``unanswered`` counts the orders in a row that nobody answered, and ``paused_by`` is the operator
    who stopped it (a Telegram user id), if one did.
    """

    kind: ClassVar[str] = "store"

    id: str
    name: str
    currency: str
    phone: str
    address: str
    is_open: bool
    categories: tuple[Category, ...]
    owners: frozenset[int]
    couriers: frozenset[int]
    methods: tuple[PaymentMethod, ...] = EITHER_WAY
    capacity: int | None = None
    terms: Terms = NO_TERMS
    region: str = ""
    unanswered: int = 0
    paused_by: int | None = None

    @property
    def takes_orders(self) -> bool:
        """Whether anybody can order here now."""
        return self.is_open and self.paused_by is None

    def open(self, by: int | None = None) -> None:
        """Take orders, as an owner (``by``) wants; opening an open store changes nothing.

        Raises:
            StorePaused: An operator has stopped it.
        """
        if self.paused_by is not None:
            raise StorePaused(self.id, self.name)
        opened_by = by if self.unanswered else None
        self.note_answer()
        if not self.is_open:
            self.is_open = True
            self.record(StoreOpened(store_id=self.id, store_name=self.name, opened_by=opened_by))

    def close(self, reason: CloseReason) -> None:
        """Take no more orders; those that are in go on."""
        if self.is_open:
            self.is_open = False
            if reason is CloseReason.OWNER:
                self.note_answer()
            self.record(StoreClosed(store_id=self.id, store_name=self.name, reason=reason))

    def miss_answer(self, most: int) -> None:
        """Nobody answered an order; after ``most`` of them in a row it closes (0: never)."""
        self.unanswered += 1
        if 0 < most <= self.unanswered:
            self.close(CloseReason.UNANSWERED)

    def note_answer(self) -> None:
        """Somebody is there."""
        self.unanswered = 0

    def pause(self, by: int) -> None:
        """Take no orders, whatever its owners want, until an operator lets it."""
        if self.paused_by is None:
            self.paused_by = by
            reason = CloseReason.OPERATOR
            self.record(StoreClosed(store_id=self.id, store_name=self.name, reason=reason, by=by))

    def resume(self, by: int) -> None:
        """Let it take orders again, if its owners want; one that is not paused stays as it is."""
        if self.paused_by is not None:
            self.paused_by = None
            self.record(StoreOpened(store_id=self.id, store_name=self.name, by=by))

    def set_capacity(self, capacity: int | None) -> None:
        """Cook so many orders at once (1 to 1,000), or as many as come.

        Raises:
            InvalidInput: It is out of range.
        """
        if capacity is not None and not 1 <= capacity <= MAX_CAPACITY:
            raise InvalidInput("capacity", "out_of_range", MAX_CAPACITY)
        if capacity != self.capacity:
            self.capacity = capacity
            self.record(CapacityChanged(store_id=self.id, capacity=capacity))

    def set_available(self, dish_id: str, *, available: bool) -> None:
        """Put a dish on or off the menu for now. Raises NotFound."""
        self.change_dish(replace(self.dish(dish_id), available=available))

    def change_dish(self, changed: Dish) -> None:
        """Put a dish in the place of the one with the same id."""
        self.categories = tuple(
            replace(
                category,
                dishes=tuple(changed if it.id == changed.id else it for it in category.dishes),
            )
            for category in self.categories
        )

    def dish(self, dish_id: str) -> Dish:
        """Find a dish. Raises NotFound."""
        for category in self.categories:
            for dish in category.dishes:
                if dish.id == dish_id:
                    return dish
        raise NotFound("dish", dish_id)

    def require_owner(self, user_id: int, action: str) -> None:
        """Refuse anyone but an owner.

        Raises:
            NotAllowed: ``user_id`` is no owner of this store.
        """
        if user_id not in self.owners:
            raise NotAllowed(user_id, action)
