"""What a customer has chosen so far. It is no order yet, and holds no rule."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from domain.order.basket import Basket
from domain.order.details import Location
from handlers.context import Context

_KEY = "draft"


@dataclass(slots=True)
class Draft:
    """The ids and words of an order that is being put together.

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


def begin(context: Context) -> Draft:
    """Start afresh."""
    draft = Draft(order_id=uuid4().hex)
    user_data(context)[_KEY] = draft
    return draft


def draft_of(context: Context) -> Draft:
    """The draft at hand; a new one if there is none."""
    draft = user_data(context).get(_KEY)
    return draft if isinstance(draft, Draft) else begin(context)


def end(context: Context) -> None:
    """Forget the draft."""
    user_data(context).pop(_KEY, None)


def user_data(context: Context) -> dict[str, object]:
    """This person's conversation state. Raises ValueError for updates without a sender."""
    if context.user_data is None:
        raise ValueError("this update has no sender")
    return context.user_data
