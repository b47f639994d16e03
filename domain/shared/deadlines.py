"""The kinds of deadline; each is one row per order until it is met or has fired."""

from __future__ import annotations

from enum import StrEnum


class DeadlineKind(StrEnum):
    """What must happen by a time; ``domain.processes.deadlines`` tells what happens else."""

    PAY_BY = "pay_by"
    """The order must be paid by then."""

    REMIND_STORE = "remind_store"
    """The store is reminded of an unanswered ticket then, and again after the same time."""

    ANSWER_BY = "answer_by"
    """The store must have accepted or rejected by then."""

    COOK_BY = "cook_by"
    """The promised time: the store and the customer are told then that it is late."""

    ESCALATE_COOKING = "escalate_cooking"
    """The store should have answered by then; operators are asked to act."""

    CALL_OFF_COOKING = "call_off_cooking"
    """An order that nobody says is cooked is called off then."""

    DELIVERY_STEP = "delivery_step"
    """The next step of a delivery (it is taken, picked up, delivered or collected) is late then."""

    UNDER_WAY_BY = "under_way_by"
    """Something must have been heard by then of the delivery of a cooked order."""

    ANSWER_REQUEST_BY = "answer_request_by"
    """The store must have answered by then what the customer asked."""

    CHOOSE_BY = "choose_by"
    """Dishes that are missing are left out then, unless the customer has chosen."""

    RESUME_HELD = "resume_held"
    """The line that a held order waits in is looked at again then."""

    REST_UNTIL = "rest_until"
    """A payment that rests because its provider fails is given up then, and its order with it."""

    @classmethod
    def _missing_(cls, value: object) -> DeadlineKind:
        raise ValueError(f"unknown deadline {value!r}")
