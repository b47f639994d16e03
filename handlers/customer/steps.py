"""The steps of ordering, by name."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Where a customer is in the ordering conversation."""

    STORE = "store"
    CATEGORY = "category"
    DISH = "dish"
    QUANTITY = "quantity"
    BASKET = "basket"
    ADDRESS = "address"
    PHONE = "phone"
    SUMMARY = "summary"
