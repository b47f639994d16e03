"""What happened in the stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.messages import OrderEvent, StoreEvent


@dataclass(frozen=True, kw_only=True)
class StoreOpened(StoreEvent):
    """The store takes orders."""

    store_name: str


@dataclass(frozen=True, kw_only=True)
class StoreClosed(StoreEvent):
    """The store takes no more orders. ``reason``: ``owner``, or ``unreachable``."""

    store_name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CapacityChanged(StoreEvent):
    """The kitchen takes another number of orders at once; None knows no limit."""

    capacity: int | None


@dataclass(frozen=True, kw_only=True)
class TicketReceived(OrderEvent):
    """A paid order is in front of the store."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class StoreReminded(OrderEvent):
    """A ticket still waits for an answer until ``answer_by`` (UTC)."""

    store_id: str
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class TicketCancelled(OrderEvent):
    """The customer cancelled; nobody cooks it."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderEvent):
    """The store cooks; the food is promised for ``ready_at`` (UTC)."""

    store_id: str
    accepted_by: int
    minutes: int
    ready_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderRejected(OrderEvent):
    """The store will not cook it.

    ``reason``: ``sold_out``, ``too_busy``, ``closing``, ``too_far``, ``no_answer`` (the deadline
    passed), or ``other`` with the owner's own words in ``words``.
    """

    store_id: str
    reason: str
    words: str


@dataclass(frozen=True, kw_only=True)
class OrderCooked(OrderEvent):
    """The food waits for its courier."""

    store_id: str
