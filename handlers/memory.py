"""What is remembered of a person between two updates: ids and words, no rule and no order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from domain.order.basket import Basket
from domain.order.details import Location


@dataclass(slots=True)
class Draft:
    """An order that is being put together.

    ``order_id`` is chosen with the draft, so that tapping "place" twice places one order.
    """

    order_id: str
    store_id: str = ""
    category_id: str = ""
    dish_id: str = ""
    basket: Basket | None = None
    address: str = ""
    location: Location | None = None
    phone: str = ""


@dataclass(slots=True)
class Memory:
    """One person's conversations: the draft, and the order that is being rejected in words."""

    draft: Draft | None = None
    rejecting: str = ""

    def begin_draft(self) -> Draft:
        """Start an order afresh."""
        self.draft = Draft(order_id=uuid4().hex)
        return self.draft

    def the_draft(self) -> Draft:
        """The draft at hand; a new one if there is none."""
        return self.draft or self.begin_draft()
