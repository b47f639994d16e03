"""The ticket aggregate: the store's own copy of a paid order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.shared.errors import InvalidInput, WrongState
from domain.shared.money import Money
from domain.store.events import (
    CookingOverdue,
    CookingUnanswered,
    OrderAccepted,
    OrderCalledOff,
    OrderCooked,
    OrderPutOff,
    OrderRejected,
    StoreReminded,
    TicketCancelled,
    TicketReceived,
)
from domain.store.reasons import OWN_WORDS, RejectionReason, checked_words
from domain.store.ticket_requests import TicketRequests

MAX_MINUTES = 180
LONGEST_PROMISE = timedelta(hours=12)
"""How far ahead the promised time may ever lie, however often it is put off."""


@dataclass(kw_only=True)
class Ticket(TicketRequests):
    """What the kitchen works from; it needs nothing from the order once it is here.

    ``tip`` is what the kitchen gets on top of the total; the point is in degrees, if the customer
    shared one; ``ended_at`` (UTC) is there once nothing more will happen to it.
    """

    customer_name: str
    customer_phone: str
    address: str
    received_at: datetime
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
                order_id=self.order_id,
                store_id=self.store_id,
                reason=reason,
                words=words,
                by=owner_id,
            )
        )

    def put_off(self, minutes: int, now: datetime, words: str = "", by: int | None = None) -> None:
        """Promise the food so many minutes later, counted from the promise, or from ``now`` (UTC).

        ``by`` is the owner who wants it so.

        Raises:
            InvalidInput: It is not between 1 and 180 minutes, the promise would lie more than 12
                hours ahead, or the reason is too long.
            WrongState: It is not being cooked.
        """
        if not 1 <= minutes <= MAX_MINUTES:
            raise InvalidInput("minutes", "out_of_range", MAX_MINUTES)
        state, words = self._after("put_off"), checked_words(words) if words else ""
        ready_at = max(self.ready_at or now, now) + timedelta(minutes=minutes)
        if ready_at - now > LONGEST_PROMISE:
            raise InvalidInput("minutes", "too_late")
        self.state, self.ready_at = state, ready_at
        self.record(
            OrderPutOff(
                order_id=self.order_id,
                store_id=self.store_id,
                minutes=minutes,
                ready_at=self.ready_at,
                words=words,
                by=by,
            )
        )

    def remind_to_cook(self, ends_at: datetime) -> None:
        """The promised time has come: ask what became of it.

        Raises:
            WrongState: It is not being cooked.
        """
        self._move("remind_to_cook")
        self._record_overdue(CookingOverdue, ends_at)

    def escalate_cooking(self, ends_at: datetime) -> None:
        """Nobody answered that, either.

        Raises:
            WrongState: It is not being cooked.
        """
        self._move("escalate_cooking")
        self._record_overdue(CookingUnanswered, ends_at)

    def call_off(
        self,
        by: int | None,
        reason: RejectionReason,
        now: datetime,
        words: str = "",
        kept: Money | None = None,
    ) -> None:
        """It will not be brought, though it was paid and may have been accepted.

        Args:
            by: Who decided so; None for the platform.
            reason: Why.
            now: When, in UTC.
            words: Theirs, where the reason is in words; an operator needs none.
            kept: What the store keeps of what was paid; None for nothing.

        Raises:
            InvalidInput: The words are missing or too long, or too much is kept.
            WrongState: It has ended, or a part is kept of what is not paid.
        """
        state, was_accepted = self._after("call_off"), not self.can("accept")
        if reason is OWN_WORDS or (reason is RejectionReason.BY_OPERATOR and words):
            words = checked_words(words)
        else:
            words = ""
        self.kept = self.keep(kept) if kept else None
        self.state, self.decided_by = state, by
        self.request = self.missing = None
        self.reason, self.words, self.ended_at = reason, words, now
        self.record(
            OrderCalledOff(
                order_id=self.order_id,
                store_id=self.store_id,
                reason=reason,
                words=words,
                by=by,
                was_accepted=was_accepted,
                kept=self.kept,
            )
        )

    def cook(self, by: int | None = None) -> None:
        """The food is ready, as an owner (``by``) says: it starts the delivery (seed).

        Raises:
            WrongState: It is not being cooked, or the customer may still choose what is brought.
        """
        state = self._after("cook")
        if self.missing:
            raise WrongState(self.kind, self.order_id, "choosing", "cook")
        self.state = state
        self.record(
            OrderCooked(order_id=self.order_id, store_id=self.store_id, total=self.to_pay, by=by)
        )

    def hand_over(self) -> None:
        """Somebody has set out with the food, once more perhaps; what was asked about it ends."""
        self._leave("hand_over")

    def deliver(self, at: datetime) -> None:
        """The customer has the food since ``at`` (UTC); what was asked about it ends."""
        self._leave("deliver")
        self.ended_at = at

    def fail(self, at: datetime) -> None:
        """It is not brought again, as was decided at ``at`` (UTC); what was asked about it ends."""
        self._leave("fail")
        self.ended_at = at

    def _leave(self, action: str) -> None:
        state = self._after(action)
        if self.request:
            self.overtake_request()
        self.state = state

    def cancel(self, at: datetime) -> None:
        """The customer cancelled at ``at`` (UTC; seed: "결제가 취소되면 상점에도 전달된다")."""
        self._move("cancel")
        self.ended_at = at
        self.record(TicketCancelled(order_id=self.order_id, store_id=self.store_id))

    def _record_overdue(
        self, kind: type[CookingOverdue | CookingUnanswered], ends_at: datetime
    ) -> None:
        assert self.ready_at is not None  # noqa: S101 - it was promised when it was accepted
        self.record(
            kind(
                order_id=self.order_id,
                store_id=self.store_id,
                ready_at=self.ready_at,
                ends_at=ends_at,
            )
        )
