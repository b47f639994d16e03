"""The buttons of couriers."""

from __future__ import annotations

from handlers.ui.callback_data import Button, OrderButton, Text


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


class ShowProblems(OrderButton):
    """Be asked why it cannot be handed over."""

    prefix = "stuck"


class ReportProblem(OrderButton):
    """Say why it cannot be handed over."""

    prefix = "stop"
    problem: Text


class HaveCalled(OrderButton):
    """Say so once more, after a call that did not help."""

    prefix = "phoned"
    problem: Text


class ReportDamage(OrderButton):
    """Say that it is damaged, and be asked for a photo."""

    prefix = "damaged"


class WithoutPhoto(OrderButton):
    """Say that it is damaged, without a photo."""

    prefix = "no_photo"


class GoOn(OrderButton):
    """Report nothing after all."""

    prefix = "go_on"


class SetShift(Button):
    """Go on shift or off."""

    prefix = "shift"
    on: bool
