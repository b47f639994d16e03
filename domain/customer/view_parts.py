"""What the view of an order is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.order.model import OrderState


class ViewedPayment(StrEnum):
    """How an order is paid, as its customer sees it; ``cash`` is promised at the door."""

    PENDING = "pending"
    PAID = "paid"
    CASH = "cash"
    VOIDED = "voided"
    COLLECTED = "collected"
    WAIVED = "waived"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Step:
    """The order came into a state at a time (UTC)."""

    state: OrderState
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """The order waits in line: at ``place`` (1 is next), until about ``expected_at`` (UTC)."""

    place: int
    expected_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Something was asked about the order, as its ``number``-th, and is open until a time (UTC)."""

    number: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Lines (places from 0) are missing, and the customer chooses what becomes of the order.

    ``number`` tells the question from others; ``until`` (UTC) is when they are left out.
    """

    number: int
    lines: tuple[int, ...]
    until: datetime
