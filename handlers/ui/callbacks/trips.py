"""The buttons of owners about how the food gets to the customer."""

from __future__ import annotations

from handlers.ui.callback_data import OrderButton


class CallAgain(OrderButton):
    """Ask the couriers once more."""

    prefix = "call_again"


class BringOurselves(OrderButton):
    """Bring it as an owner of the store."""

    prefix = "bring"


class LetCollect(OrderButton):
    """Ask the customer to come for it."""

    prefix = "collect"


class TakeAway(OrderButton):
    """Take it from a courier who does not answer."""

    prefix = "reclaim"


class ConfirmDelivered(OrderButton):
    """Say that the customer has the food, though somebody else brought it, or nobody."""

    prefix = "arrived"
