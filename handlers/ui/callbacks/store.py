"""The buttons of store owners."""

from __future__ import annotations

from typing import Annotated

from domain.store import MAX_CAPACITY, MAX_MINUTES
from handlers.ui.callback_data import Amount, Button, Marks, OrderButton, Text
from handlers.ui.numbers import whole_number

# The store's answers.


class AcceptOrder(OrderButton):
    """Accept, and promise the food in so many minutes."""

    prefix = "accept"
    minutes: Annotated[int, whole_number("minutes", MAX_MINUTES)]


class ShowMap(OrderButton):
    """See on a map where the order goes."""

    prefix = "map"


class ShowRejectReasons(OrderButton):
    """Be asked why the order is rejected."""

    prefix = "reasons"


class LeaveTicket(OrderButton):
    """Leave the ticket as it is after all."""

    prefix = "undecided"


class RejectForReason(OrderButton):
    """Reject for one of the reasons that are listed."""

    prefix = "reject"
    reason: Text


class TypeReason(OrderButton):
    """Type the reason for rejecting."""

    prefix = "type_reason"


class RejectInWords(OrderButton):
    """Reject with the words that are shown; ``mark`` tells them from others."""

    prefix = "words"
    mark: Text


class PutOff(OrderButton):
    """Promise the food so many minutes later."""

    prefix = "later"
    minutes: Annotated[int, whole_number("minutes", MAX_MINUTES)]


class TypeMinutes(OrderButton):
    """Type how many minutes more it takes, and why."""

    prefix = "type_time"


class ShowCallOffReasons(OrderButton):
    """Be asked why an accepted order cannot be brought."""

    prefix = "off_reasons"


class CallOffForReason(OrderButton):
    """Call an accepted order off for one of the reasons that are listed."""

    prefix = "call_off"
    reason: Text


class TypeCallOffReason(OrderButton):
    """Type the reason for calling off."""

    prefix = "type_off"


class CallOffInWords(OrderButton):
    """Call off with the words that are shown; ``mark`` tells them from others."""

    prefix = "off_words"
    mark: Text


class AgreeToCancel(OrderButton):
    """Agree to what the customer asks, and give everything back."""

    prefix = "agree"


class RefuseToCancel(OrderButton):
    """Say no to what the customer asks."""

    prefix = "refuse"


class ChooseKept(OrderButton):
    """Be asked how much of what was paid the store keeps."""

    prefix = "how_much"


class ShowKept(OrderButton):
    """See once more how much would be kept."""

    prefix = "part_kept"
    amount: Amount


class AgreeAndKeep(OrderButton):
    """Agree to what the customer asks, and keep as much as is shown; the currency is the order's."""

    prefix = "kept_sum"
    amount: Amount


class AskMissing(OrderButton):
    """Be asked which dishes are missing."""

    prefix = "missing"


class MarkMissing(OrderButton):
    """Have these lines marked as missing: a bit for each line of the ticket."""

    prefix = "marked"
    marks: Marks


class TellMissing(OrderButton):
    """Tell the customer that the marked lines are missing."""

    prefix = "tell"
    marks: Marks


class MarkCooked(OrderButton):
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
