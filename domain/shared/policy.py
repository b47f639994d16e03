"""The times and limits that an operator may choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """How long the platform waits before it acts by itself.

    Args:
        pay_within: An order that is not paid by then expires.
        remind_every: The store is reminded of an unanswered order this often.
        answer_within: An order that the store has not answered by then is rejected and refunded.
        methods: How an order can be paid on this platform, whatever a store would take.
        operators: Telegram ids of those who run the platform.
    """

    pay_within: timedelta = timedelta(minutes=15)
    remind_every: timedelta = timedelta(minutes=3)
    answer_within: timedelta = timedelta(minutes=10)
    methods: frozenset[str] = frozenset({"card", "cash"})
    operators: frozenset[int] = frozenset()
