"""For whom something is meant."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """The kinds of people that the platform talks to."""

    CUSTOMER = "customer"
    STORE = "store"
    COURIER = "delivery"
    TRIP = "trip"
    """The owners of a store, about how its food gets to the customer."""

    OPERATOR = "operator"
