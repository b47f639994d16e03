"""The ticket aggregate: the store's own copy of a paid order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from domain.shared.aggregate import Aggregate, moved
from domain.shared.errors import InvalidInput
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.typed import seen, tidied
from domain.store.events import (
    OrderAccepted,
    OrderCooked,
    OrderRejected,
    StoreReminded,
    TicketCancelled,
    TicketReceived,
)
from domain.store.reasons import RejectionReason

MAX_MINUTES = 180
MAX_WORDS = 200
OWN_WORDS = RejectionReason.OTHER
REASONS = tuple(it for it in RejectionReason if it is not RejectionReason.NO_ANSWER)
"""What an owner may choose from."""


class TicketState(StrEnum):
    """Where a ticket stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    COOKED = "cooked"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[TicketState, Mapping[str, TicketState]] = {
    TicketState.RECEIVED: {
        "remind": TicketState.RECEIVED,
        "accept": TicketState.ACCEPTED,
        "reject": TicketState.REJECTED,
        "cancel": TicketState.CANCELLED,
    },
    TicketState.ACCEPTED: {"cook": TicketState.COOKED},
    TicketState.COOKED: {"deliver": TicketState.DELIVERED},
}
"""What can be done in each state, and where it leads; everything else is refused."""

ENDS = frozenset({TicketState.DELIVERED, TicketState.REJECTED, TicketState.CANCELLED})


def checked_words(typed: str) -> str:
    """Tidy the reason that an owner typed, as the customer will read it.

    Raises:
        InvalidInput: There are no words that can be seen, or more than 200 characters.
    """
    words = tidied(typed)
    if not seen(words):
        raise InvalidInput("reason", "missing")
    if len(words) > MAX_WORDS:
        raise InvalidInput("reason", "too_long", MAX_WORDS)
    return words


def checked_reason(chosen: str) -> RejectionReason:
    """Tell which reason was chosen.

    Raises:
        InvalidInput: There is no such reason.
    """
    try:
        return RejectionReason(chosen)
    except ValueError:
        raise InvalidInput("reason", "missing") from None


@dataclass(frozen=True, slots=True)
class TicketLine:
    """So many of one dish, as the kitchen reads it."""

    name: str
    quantity: int
    amount: Money


@dataclass(kw_only=True)
class Ticket(Aggregate):
    """What the kitchen works from; it needs nothing from the order once it is here.

    ``tip`` is what the kitchen gets on top of the total; the point is in degrees, if the customer
    shared one; ``ended_at`` (UTC) is there once nothing more will happen to it.
    """

    kind: ClassVar[str] = "ticket"

    order_id: str
    store_id: str
    customer_name: str
    customer_phone: str
    address: str
    lines: tuple[TicketLine, ...]
    total: Money
    method: PaymentMethod
    received_at: datetime
    state: TicketState = TicketState.RECEIVED
    decided_by: int | None = None
    ready_at: datetime | None = None
    reason: RejectionReason | None = None
    words: str = ""
    delivery_fee: Money
    latitude: float | None = None
    longitude: float | None = None
    tip: Money | None = None
    ended_at: datetime | None = None

    def receive(self) -> None:
        """Put the new ticket in front of the store."""
        self.record(TicketReceived(order_id=self.order_id, store_id=self.store_id))

    def remind(self, answer_by: datetime) -> None:
        """Ask again for an answer."""
        self._move("remind")
        self.record(
            StoreReminded(order_id=self.order_id, store_id=self.store_id, answer_by=answer_by)
        )

    def accept(self, owner_id: int, minutes: int, now: datetime) -> None:
        """Start cooking, with a promise in minutes from ``now`` (UTC).

        Raises:
            InvalidInput: The promise is not between 1 and 180 minutes.
            WrongState: The ticket is decided already.
        """
        if not 1 <= minutes <= MAX_MINUTES:
            raise InvalidInput("minutes", "out_of_range", MAX_MINUTES)
        self._move("accept")
        self.decided_by = owner_id
        self.ready_at = now + timedelta(minutes=minutes)
        self.record(
            OrderAccepted(
                order_id=self.order_id,
                store_id=self.store_id,
                accepted_by=owner_id,
                minutes=minutes,
                ready_at=self.ready_at,
            )
        )

    def reject(
        self, owner_id: int | None, reason: RejectionReason, now: datetime, words: str = ""
    ) -> None:
        """Refuse the order at ``now`` (UTC); ``owner_id`` is None when nobody answered in time.

        Raises:
            InvalidInput: The owner's own words are missing or too long.
            WrongState: The ticket is decided already.
        """
        state = self._after("reject")
        words = checked_words(words) if reason is OWN_WORDS else ""
        self.state, self.decided_by = state, owner_id
        self.reason, self.words, self.ended_at = reason, words, now
        self.record(
            OrderRejected(
                order_id=self.order_id, store_id=self.store_id, reason=reason, words=words
            )
        )

    def cook(self) -> None:
        """The food is ready: it starts the delivery (seed)."""
        self._move("cook")
        self.record(OrderCooked(order_id=self.order_id, store_id=self.store_id))

    def deliver(self, at: datetime) -> None:
        """The customer has the food since ``at`` (UTC)."""
        self._move("deliver")
        self.ended_at = at

    def cancel(self, at: datetime) -> None:
        """The customer cancelled at ``at`` (UTC; seed: "결제가 취소되면 상점에도 전달된다")."""
        self._move("cancel")
        self.ended_at = at
        self.record(TicketCancelled(order_id=self.order_id, store_id=self.store_id))

    def can(self, action: str) -> bool:
        """Return whether the state allows an action."""
        return action in TRANSITIONS.get(self.state, {})

    def _move(self, action: str) -> None:
        self.state = self._after(action)

    def _after(self, action: str) -> TicketState:
        by = self.decided_by
        return moved(self.kind, self.order_id, TRANSITIONS, self.state, action, by=by)
