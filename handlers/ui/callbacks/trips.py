"""The buttons of owners about how the food gets to the customer."""

from __future__ import annotations

from handlers.ui.callback_data import Amount, OrderButton, Text


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


# What becomes of an order that could not be handed over.


class BringAgain(OrderButton):
    """Have it brought again."""

    prefix = "second_trip"


class ShowSettlements(OrderButton):
    """Be asked what becomes of the money, when there is no other trip."""

    prefix = "no_trip"


class EndTrip(OrderButton):
    """Decide against another trip, and so about the money."""

    prefix = "end_trip"
    settlement: Text


class ChooseBack(OrderButton):
    """Be asked how much goes back."""

    prefix = "part_ask"


class ShowBack(OrderButton):
    """See once more how much goes back."""

    prefix = "part_show"
    amount: Amount


class EndTripInPart(OrderButton):
    """Decide against another trip, and give so much back."""

    prefix = "part_back"
    amount: Amount


class LeaveTrip(OrderButton):
    """Decide nothing now."""

    prefix = "trip_open"


class ShowPhoto(OrderButton):
    """See the photo of what is wrong."""

    prefix = "photo"
