"""The buttons of couriers."""

from __future__ import annotations

from handlers.ui.callback_data import Button, OrderButton


class TakeDelivery(OrderButton):
    """Take an offered delivery."""

    prefix = "take"


class HandBack(OrderButton):
    """Give a delivery back before the pick-up."""

    prefix = "back"


class PickUp(OrderButton):
    """Say that the courier has the food."""

    prefix = "pickup"


class Deliver(OrderButton):
    """Say that the customer has the food."""

    prefix = "deliver"


class SetShift(Button):
    """Go on shift or off."""

    prefix = "shift"
    on: bool
