"""What a ticket's customer and its store ask each other after the acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.shared.aggregate import Aggregate, moved
from domain.shared.errors import InvalidInput, WrongState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.events import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationRequested,
    CancellationUnanswered,
    DishesLeftOut,
    DishesReportedMissing,
)
from domain.store.reasons import checked_words
from domain.store.ticket_states import TRANSITIONS, TicketState


@dataclass(frozen=True, slots=True)
class TicketLine:
    """So many of one dish, as the kitchen reads it."""

    name: str
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """The customer asks to cancel; it is the ``number``-th thing asked about this order.

    ``answer_by`` (UTC) is when it ends by itself; ``words`` are the customer's, or empty.
    """

    number: int
    answer_by: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class MissingDishes:
    """Dishes that cannot be had after all: the customer is asked, as the ``number``-th thing.

    ``lines`` are places in the ticket's lines, from 0; ``choose_by`` (UTC) is when they are left
    out without an answer.
    """

    number: int
    lines: tuple[int, ...]
    choose_by: datetime


@dataclass(kw_only=True)
class TicketRequests(Aggregate):
    """The part of a ticket that is about what was asked.

    ``asked`` counts what was ever asked about it, so that old news is told from new; ``request``
    is the customer's request while it is open, ``missing`` what the customer is asked about;
    ``left_out`` are the lines (places from 0) that are not brought; ``kept`` is what the store keeps
    of what was paid for an order that was called off. ``total`` is what the order cost at first.
    """

    kind: ClassVar[str] = "ticket"

    order_id: str
    store_id: str
    lines: tuple[TicketLine, ...]
    total: Money
    method: PaymentMethod
    state: TicketState = TicketState.RECEIVED
    decided_by: int | None = None
    asked: int = 0
    request: CancelRequest | None = None
    missing: MissingDishes | None = None
    left_out: tuple[int, ...] = ()
    kept: Money | None = None

    @property
    def to_pay(self) -> Money:
        """What it costs without the lines that are left out; the fee stays as it was."""
        less = sum(self.lines[place].amount.amount for place in self.left_out)
        return Money(self.total.amount - less, self.total.currency)

    def checked_missing(self, lines: tuple[int, ...]) -> frozenset[int]:
        """Return the lines that an owner marks, if the customer can be asked about them.

        Raises:
            InvalidInput: There are none, or one is not in the order (any more).
            WrongState: It is not being cooked, or the customer is being asked already.
        """
        self._after("report_missing")
        if self.missing:
            raise WrongState(self.kind, self.order_id, "choosing", "report_missing")
        marked = frozenset(lines)
        if not marked or marked - self._remaining():
            raise InvalidInput("dishes", "missing")
        return marked

    def leaves_nothing(self, marked: frozenset[int]) -> bool:
        """Return whether there would be no dish left without these lines."""
        return marked >= self._remaining()

    def report_missing(self, marked: frozenset[int], choose_by: datetime) -> None:
        """Ask the customer about lines that cannot be had; they choose by a time (UTC).

        Raises:
            InvalidInput, WrongState: As for ``checked_missing``.
        """
        lines = tuple(sorted(self.checked_missing(tuple(marked))))
        self._move("report_missing")
        self.asked += 1
        self.missing = MissingDishes(self.asked, lines, choose_by)
        self.record(
            DishesReportedMissing(
                order_id=self.order_id,
                store_id=self.store_id,
                number=self.asked,
                lines=lines,
                choose_by=choose_by,
            )
        )

    def leave_out(self, number: int, by: int | None) -> None:
        """Bring the order without the lines that the customer was asked about.

        Args:
            number: Which question that was.
            by: The customer who chose so; None when nobody chose.

        Raises:
            WrongState: That is not asked (any more).
        """
        missing = self.require_missing(number, "leave_out")
        self._move("leave_out")
        self.missing = None
        self.left_out = tuple(sorted({*self.left_out, *missing.lines}))
        self.record(
            DishesLeftOut(
                order_id=self.order_id,
                store_id=self.store_id,
                number=number,
                lines=self.left_out,
                dishes=tuple(self.lines[place].name for place in missing.lines),
                total=self.to_pay,
                by=by,
            )
        )

    def require_missing(self, number: int, action: str) -> MissingDishes:
        """Return what the customer is asked about.

        Raises:
            WrongState: It is nothing, or another thing (any more).
        """
        if self.missing is None or self.missing.number != number:
            state = self.state if self.state not in _OPEN else "chosen"
            raise WrongState(self.kind, self.order_id, state, action)
        return self.missing

    def ask_to_cancel(self, answer_by: datetime, words: str = "") -> None:
        """The customer asks for it, and is answered by a time (UTC), or not at all.

        Raises:
            InvalidInput: The words are too long, or none that can be seen.
            WrongState: It is not accepted, has ended, or the customer has asked already.
        """
        self._move("ask_to_cancel")
        if self.request:
            raise WrongState(self.kind, self.order_id, "asked", "ask_to_cancel")
        words = checked_words(words) if words else ""
        self.asked += 1
        self.request = CancelRequest(self.asked, answer_by, words)
        self.record(
            CancellationRequested(
                order_id=self.order_id,
                store_id=self.store_id,
                number=self.asked,
                answer_by=answer_by,
                words=words,
            )
        )

    def refuse_request(self, owner_id: int) -> None:
        """The store says no: the order goes on.

        Raises:
            WrongState: Nobody asks (any more).
        """
        self._end_request("refuse_request", CancellationRefused, by=owner_id)

    def let_request_lapse(self) -> None:
        """Nobody answered in time: the order goes on. Raises WrongState."""
        self._end_request("let_request_lapse", CancellationUnanswered)

    def overtake_request(self) -> None:
        """A courier has the food: nothing can be cancelled any more. Raises WrongState."""
        self._end_request("overtake_request", CancellationOvertaken)

    def require_request(self, action: str) -> CancelRequest:
        """Return the request that is open.

        Raises:
            WrongState: There is none (any more).
        """
        if self.request is None:
            state = self.state if self.state not in _OPEN else "not_asked"
            raise WrongState(self.kind, self.order_id, state, action, self.decided_by)
        return self.request

    def keep(self, part: Money) -> Money:
        """Return what the store keeps of what was paid, when it calls the order off.

        Raises:
            InvalidInput: It is not above nothing and at most what was paid.
            WrongState: Nothing is paid before the customer is at the door.
        """
        if self.method is not PaymentMethod.CARD:
            raise WrongState(self.kind, self.order_id, "no_card", "keep")
        if part.currency != self.total.currency or not 0 < part.amount <= self.to_pay.amount:
            raise InvalidInput("kept", "out_of_range")
        return part

    def can(self, action: str) -> bool:
        """Return whether the state allows an action."""
        return action in TRANSITIONS.get(self.state, {})

    def _end_request(
        self,
        action: str,
        event: type[CancellationRefused | CancellationUnanswered | CancellationOvertaken],
        **more: int,
    ) -> None:
        request = self.require_request(action)
        self._move(action)
        self.request = None
        self.record(
            event(order_id=self.order_id, store_id=self.store_id, number=request.number, **more)
        )

    def _remaining(self) -> frozenset[int]:
        return frozenset(range(len(self.lines))) - frozenset(self.left_out)

    def _move(self, action: str) -> None:
        self.state = self._after(action)

    def _after(self, action: str) -> TicketState:
        by = self.decided_by
        return moved(self.kind, self.order_id, TRANSITIONS, self.state, action, by=by)


_OPEN = frozenset({TicketState.ACCEPTED, TicketState.COOKED})
