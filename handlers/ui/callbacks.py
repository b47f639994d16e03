"""Every button: one class for each, named by what a tap on it does.

The prefixes lie in people's chats; ``tests/architecture/test_callback_prefixes.py`` keeps the
list of them.
"""

from __future__ import annotations

from typing import Annotated

from domain.store import MAX_CAPACITY, MAX_MINUTES
from handlers.ui.callback_data import Button, Number, PlainButton, Text
from handlers.ui.numbers import whole_number


class _OrderButton(Button):
    order_id: Text


# Choosing: what the customer sees on the way to an order.


class ShowStores(PlainButton):
    """Go back to the stores."""

    prefix = "all_stores"


class ChooseStore(Button):
    """Order from this store."""

    prefix = "store"
    store_id: Text


class ShowCategories(PlainButton):
    """Go to the categories of the chosen store."""

    prefix = "categories"


class ChooseCategory(Button):
    """See the dishes of this category."""

    prefix = "category"
    category_id: Text


class ShowDishes(PlainButton):
    """Go back to the dishes of the chosen category."""

    prefix = "all_dishes"


class ChooseDish(Button):
    """Say how many of this dish."""

    prefix = "dish"
    dish_id: Text


class ChooseQuantity(Button):
    """Put so many of this dish into the basket; an older button means the one chosen last."""

    prefix = "quantity"
    quantity: Number
    dish_id: Text | None = None


class ShowBasket(PlainButton):
    """Look into the basket."""

    prefix = "basket"


class AddOne(Button):
    """Put one more of this dish into the basket."""

    prefix = "more"
    dish_id: Text


class TakeOne(Button):
    """Take one of this dish out of the basket."""

    prefix = "less"
    dish_id: Text


class EmptyBasket(PlainButton):
    """Take everything out of the basket."""

    prefix = "empty"


class CheckOut(PlainButton):
    """Go on to the address."""

    prefix = "checkout"


class PlaceOrder(_OrderButton):
    """Order what the summary shows; the id is that of the order it would make."""

    prefix = "place"


class LeaveDraft(PlainButton):
    """Give up the order that is being put together."""

    prefix = "leave"


# The customer's orders.


class PayOrder(_OrderButton):
    """Get the invoice."""

    prefix = "pay"


class PayInCash(_OrderButton):
    """Promise to pay at the door."""

    prefix = "cash"


class AskToCancel(_OrderButton):
    """Be asked whether the order shall be cancelled."""

    prefix = "ask_cancel"


class CancelOrder(_OrderButton):
    """Cancel the order, and mean it."""

    prefix = "cancel"


class KeepOrder(_OrderButton):
    """Let the order go on after all."""

    prefix = "keep"


class OrderAgain(_OrderButton):
    """Give up an order that is not paid, for one of what of it can still be had."""

    prefix = "again"


class ShowOrder(_OrderButton):
    """Bring the order's card to the end of the chat."""

    prefix = "show"


# The store's answers.


class AcceptOrder(_OrderButton):
    """Accept, and promise the food in so many minutes."""

    prefix = "accept"
    minutes: Annotated[int, whole_number("minutes", MAX_MINUTES)]


class ShowMap(_OrderButton):
    """See on a map where the order goes."""

    prefix = "map"


class ShowRejectReasons(_OrderButton):
    """Be asked why the order is rejected."""

    prefix = "reasons"


class LeaveTicket(_OrderButton):
    """Leave the ticket as it is after all."""

    prefix = "undecided"


class RejectForReason(_OrderButton):
    """Reject for one of the reasons that are listed."""

    prefix = "reject"
    reason: Text


class TypeReason(_OrderButton):
    """Type the reason for rejecting."""

    prefix = "type_reason"


class RejectInWords(_OrderButton):
    """Reject with the words that are shown; ``mark`` tells them from others."""

    prefix = "words"
    mark: Text


class MarkCooked(_OrderButton):
    """Say that the food is ready."""

    prefix = "cooked"


# The store itself.


class OpenStore(Button):
    """Take orders."""

    prefix = "open"
    store_id: Text


class CloseStore(Button):
    """Take no more orders."""

    prefix = "close"
    store_id: Text


class ShowMenu(Button):
    """See the categories of one's own store."""

    prefix = "menu"
    store_id: Text


class ShowMenuCategory(Button):
    """See the dishes of a category of one's own store."""

    prefix = "switches"
    store_id: Text
    category_id: Text


class SwitchDish(Button):
    """Mark a dish as available, or as sold out."""

    prefix = "available"
    store_id: Text
    dish_id: Text
    available: bool


class SetCapacity(Button):
    """Cook so many orders at once; 0 is as many as come."""

    prefix = "capacity"
    store_id: Text
    capacity: Annotated[int, whole_number("capacity", MAX_CAPACITY)]


# Couriers and operators.


class TakeDelivery(_OrderButton):
    """Take an offered delivery."""

    prefix = "take"


class PickUp(_OrderButton):
    """Say that the courier has the food."""

    prefix = "pickup"


class Deliver(_OrderButton):
    """Say that the customer has the food."""

    prefix = "deliver"


class SettleRefund(_OrderButton):
    """Say that the money of a charge was given back by hand; a stray charge has refund 0."""

    prefix = "settle"
    charge: Text
    number: Number
