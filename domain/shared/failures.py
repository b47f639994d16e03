"""Why an order that was cooked did not get to its customer, and what becomes of its money."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shared.money import Money


class Problem(StrEnum):
    """What stopped a trip."""

    NOBODY_THERE = "nobody_there"
    REFUSED = "refused"
    WRONG_ADDRESS = "wrong_address"
    DAMAGED = "damaged"
    NOT_PAID = "not_paid"
    """The customer does not pay in cash, as was promised."""

    NOT_BROUGHT = "not_brought"
    """Whoever had the food is gone, or nobody takes it once more."""

    NOT_COLLECTED = "not_collected"
    """The customer was asked to come for it, and did not."""


AT_THE_DOOR = (
    Problem.NOBODY_THERE,
    Problem.REFUSED,
    Problem.WRONG_ADDRESS,
    Problem.DAMAGED,
    Problem.NOT_PAID,
)
"""What whoever brings it may report."""
TO_CALL_FIRST = frozenset({Problem.NOBODY_THERE, Problem.WRONG_ADDRESS})
"""What a call to the customer may mend."""
OWED_BY_CUSTOMER = frozenset(
    {Problem.NOBODY_THERE, Problem.REFUSED, Problem.NOT_PAID, Problem.NOT_COLLECTED}
)
"""After which a cash order counts as one that its customer did not pay."""


class Settlement(StrEnum):
    """What becomes of the money of an order that failed."""

    KEEP = "keep"
    PART = "part"
    """A part of it goes back."""

    ALL = "all"
    WAIVE = "waive"
    """It was to be paid at the door and never was: nothing is owed any more."""


@dataclass(frozen=True, slots=True)
class Failure:
    """How an order failed.

    Args:
        problem: What stopped it.
        settlement: What becomes of its money.
        amount: How much goes back, where it is a part.
        by: Who decided so (a Telegram user id); None for the platform, when nobody did.
    """

    problem: Problem
    settlement: Settlement
    amount: Money | None
    by: int | None
