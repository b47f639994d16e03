"""The kinds of deadline; each is one row per order until it is met or has fired."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.shared.limits import OperatingLimits

PAY_BY = "pay_by"
"""The order must be paid by then."""

REMIND_STORE = "remind_store"
"""The store is reminded of an unanswered ticket then, and again after the same time."""

ANSWER_BY = "answer_by"
"""The store must have accepted or rejected by then."""

RESUME_HELD = "resume_held"
"""The line that a held order waits in is looked at again then."""

REST_UNTIL = "rest_until"
"""A payment that rests because its provider fails is given up then, and its order with it."""


def longest_waits(limits: OperatingLimits) -> dict[str, timedelta]:
    """How far ahead a deadline of each kind is ever set.

    One that lies further ahead was set before the clock was put back.
    """
    return {
        PAY_BY: limits.pay_within,
        REMIND_STORE: limits.remind_every,
        ANSWER_BY: limits.answer_within,
        # Looking at a line too early does no harm.
        RESUME_HELD: timedelta(minutes=1),
        REST_UNTIL: limits.rest_within,
    }
