"""Why a store closes, and why it does not cook an order."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from domain.shared.errors import InvalidInput
from domain.shared.typed import seen, tidied


class CloseReason(StrEnum):
    """Why a store takes no more orders."""

    OWNER = "owner"
    UNREACHABLE = "unreachable"
    """No message reaches any of its owners."""

    UNANSWERED = "unanswered"
    """Nobody answered several orders in a row."""

    OPERATOR = "operator"
    """An operator has paused it."""


class RejectionReason(StrEnum):
    """Why an order is rejected, or called off after it was accepted."""

    SOLD_OUT = "sold_out"
    TOO_BUSY = "too_busy"
    CLOSING = "closing"
    TOO_FAR = "too_far"
    OTHER = "other"
    """The owner's own words say why."""

    NO_ANSWER = "no_answer"
    """The deadline for an answer passed."""

    BROKEN = "broken"
    """Something in the kitchen broke, or was dropped."""

    NOT_COOKED = "not_cooked"
    """Nobody said in time that it is cooked."""

    NO_COURIER = "no_courier"
    """Nobody brings it."""
    CUSTOMER_ASKED = "customer_asked"
    """The customer asked to cancel, and the store agreed."""

    DISH_MISSING = "dish_missing"
    """A dish could not be had after all, and the customer did not want the rest."""

    BY_OPERATOR = "by_operator"
    """An operator of the platform decided so."""


MAX_WORDS = 200
OWN_WORDS = RejectionReason.OTHER
REASONS = (
    RejectionReason.SOLD_OUT,
    RejectionReason.TOO_BUSY,
    RejectionReason.CLOSING,
    RejectionReason.TOO_FAR,
    RejectionReason.OTHER,
)
"""What an owner who rejects may choose from."""
CALL_OFF_REASONS = (
    RejectionReason.SOLD_OUT,
    RejectionReason.TOO_BUSY,
    RejectionReason.BROKEN,
    RejectionReason.NO_COURIER,
    RejectionReason.OTHER,
)
"""What an owner who calls off an accepted order may choose from."""


def checked_words(typed: str) -> str:
    """Tidy the reason that somebody typed, as others will read it.

    Raises:
        InvalidInput: There are no words that can be seen, or more than 200 characters.
    """
    words = tidied(typed)
    if not seen(words):
        raise InvalidInput("reason", "missing")
    if len(words) > MAX_WORDS:
        raise InvalidInput("reason", "too_long", MAX_WORDS)
    return words


def checked_reason(chosen: str, among: Collection[RejectionReason]) -> RejectionReason:
    """Tell which reason was chosen among those that an owner may have.

    Raises:
        InvalidInput: There is no such reason.
    """
    for reason in among:
        if reason == chosen:
            return reason
    raise InvalidInput("reason", "missing")
