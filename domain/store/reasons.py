"""Why a store closes, and why it does not cook an order."""

from __future__ import annotations

from enum import StrEnum


class CloseReason(StrEnum):
    """Why a store takes no more orders."""

    OWNER = "owner"
    UNREACHABLE = "unreachable"
    """No message reaches any of its owners."""


class RejectionReason(StrEnum):
    """Why an order is not cooked."""

    SOLD_OUT = "sold_out"
    TOO_BUSY = "too_busy"
    CLOSING = "closing"
    TOO_FAR = "too_far"
    OTHER = "other"
    """The owner's own words say why."""

    NO_ANSWER = "no_answer"
    """The deadline passed."""
