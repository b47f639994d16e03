"""For whom something is meant."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """The kinds of people that the platform talks to."""

    CUSTOMER = "customer"
    STORE = "store"
    COURIER = "delivery"
    OPERATOR = "operator"
