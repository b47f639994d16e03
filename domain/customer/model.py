"""The order view: one row per order, updated by events, never inserted twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.customer.view_parts import Asked, Choice, Held, Step, ViewedPayment
from domain.order.basket import Line
from domain.order.details import Location
from domain.order.model import CANCELLABLE, OrderState
from domain.shared.failures import Failure, Problem
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.reasons import RejectionReason

if TYPE_CHECKING:
    from domain.order.events import OrderPlaced


ENDED = frozenset(
    {
        OrderState.DELIVERED,
        OrderState.REJECTED,
        OrderState.CANCELLED,
        OrderState.EXPIRED,
        OrderState.FAILED,
    }
)
# Events may come late or twice; what is further along stays.
_STATES = (
    OrderState.PLACED,
    OrderState.PAID,
    OrderState.ACCEPTED,
    OrderState.COOKED,
    OrderState.ON_THE_WAY,
)
_PAYMENTS = {
    ViewedPayment.PENDING: 0,
    ViewedPayment.PAID: 1,
    ViewedPayment.CASH: 1,
    ViewedPayment.VOIDED: 2,
    ViewedPayment.COLLECTED: 2,
    ViewedPayment.WAIVED: 2,
    ViewedPayment.REFUNDING: 3,
    ViewedPayment.REFUNDED: 4,
}


@dataclass(frozen=True, slots=True)
class OrderView:
    """Everything that a customer may know about an order.

    ``is_resting``: its payment waits for its provider to work again; ``given_back`` is how much
    of it went back, while a part of it is kept. ``late_since`` is the promised time (UTC) that has
    passed, and ``delay_words`` say why the store needs more time, if it does. ``collect_at`` is where the
    customer was asked to come for it. ``is_watched``: operators have asked for it, or were asked about
    it. ``cash_refused``: it is paid by card, since one before it was not paid. ``request`` is what
    the customer asks the store while that is open, and ``answered`` the newest that is not (any
    more); ``choice`` is what the customer is asked, and ``chosen`` the newest that is not (any
    more); ``left_out`` are the lines that are not brought, and ``total`` is without them. ``kept``
    is what the store keeps of an order that was called off. ``problem`` is what stopped the courier,
    while nobody has decided what now; ``failure`` says why it is not brought, and what becomes of
    the money.
    """

    order_id: str
    customer_id: int
    customer_name: str
    store_id: str
    store_name: str
    store_phone: str
    lines: tuple[Line, ...]
    total: Money
    address: str
    state: OrderState
    payment: ViewedPayment
    methods: tuple[PaymentMethod, ...]
    steps: tuple[Step, ...]
    ready_at: datetime | None = None
    courier_id: int | None = None
    courier_name: str = ""
    reason: RejectionReason | None = None
    words: str = ""
    held: Held | None = None
    is_released: bool = False
    is_resting: bool = False
    rest_revision: int = -1
    delivery_fee: Money | None = None
    tip: Money | None = None
    given_back: Money | None = None
    location: Location | None = None
    late_since: datetime | None = None
    delay_words: str = ""
    hands_revision: int = -1
    collect_at: str = ""
    is_watched: bool = False
    cash_refused: bool = False
    request: Asked | None = None
    answered: int = 0
    kept: Money | None = None
    choice: Choice | None = None
    chosen: int = 0
    left_out: tuple[int, ...] = ()
    problem: Problem | None = None
    failure: Failure | None = None

    @classmethod
    def of(cls, placed: OrderPlaced, at: datetime) -> OrderView:
        """Begin a view with the order that was placed at ``at`` (UTC)."""
        return cls(
            order_id=placed.order_id,
            customer_id=placed.customer_id,
            customer_name=placed.customer_name,
            store_id=placed.store_id,
            store_name=placed.store_name,
            store_phone=placed.store_phone,
            lines=placed.lines,
            total=placed.total,
            address=placed.details.address,
            state=OrderState.PLACED,
            payment=ViewedPayment.PENDING,
            methods=placed.methods,
            steps=(Step(OrderState.PLACED, at),),
            delivery_fee=placed.delivery_fee,
            cash_refused=placed.cash_refused,
            location=placed.details.location,
        )

    def moved(self, state: OrderState, at: datetime) -> OrderView:
        """The view after the order came into a state at ``at`` (UTC); it never goes back."""
        if any(step.state == state for step in self.steps):
            return self
        steps = tuple(sorted((*self.steps, Step(state, at)), key=_how_far))
        now = steps[-1].state
        moved = replace(self, state=now, steps=steps, held=None)
        return replace(moved, request=None, choice=None, problem=None) if now in ENDED else moved

    def promised(self, ready_at: datetime, words: str = "") -> OrderView:
        """The view after the food was promised for a time (UTC); the latest of them counts."""
        if self.ready_at and self.ready_at >= ready_at:
            return self
        return replace(self, ready_at=ready_at, delay_words=words)

    def in_hands_of(
        self, courier_id: int | None, courier_name: str, revision: int, collect_at: str = ""
    ) -> OrderView:
        """The view after it changed hands, or is to be collected; old news changes nothing."""
        if revision <= self.hands_revision:
            return self
        return replace(
            self,
            courier_id=courier_id,
            courier_name=courier_name,
            hands_revision=revision,
            collect_at=collect_at,
            problem=None,
        )

    def stopped(self, problem: Problem, revision: int) -> OrderView:
        """The view after it could not be handed over; old news changes nothing."""
        if revision <= self.hands_revision or self.ended:
            return self
        return replace(self, problem=problem, hands_revision=revision)

    def settled(self, payment: ViewedPayment) -> OrderView:
        """The view after its payment came into a state; it never goes back."""
        furthest = max(self.payment, payment, key=lambda it: _PAYMENTS[it])
        return replace(self, payment=furthest, is_resting=False)

    def rested(self, revision: int, *, is_resting: bool) -> OrderView:
        """The view after its payment came to rest or was resumed; old news changes nothing."""
        if self.payment is not ViewedPayment.PENDING or revision <= self.rest_revision:
            return self
        return replace(self, is_resting=is_resting, rest_revision=revision)

    def partly_refunded(self, so_far: Money) -> OrderView:
        """The view after so much in all was given back; it never grows less."""
        if self.given_back and self.given_back.amount >= so_far.amount:
            return self
        return replace(self, given_back=so_far)

    def requested(self, number: int, until: datetime) -> OrderView:
        """The view after the customer asked to cancel; old news changes nothing."""
        is_news = number > self.answered and not self.ended
        return replace(self, request=Asked(number, until)) if is_news else self

    def request_ended(self, number: int) -> OrderView:
        """The view after that was answered, or is not open any more."""
        is_open = self.request is not None and self.request.number > number
        answered = max(self.answered, number)
        return replace(self, request=self.request if is_open else None, answered=answered)

    def asked_to_choose(self, choice: Choice) -> OrderView:
        """The view after dishes were found missing; old news changes nothing."""
        is_news = choice.number > self.chosen and not self.ended
        return replace(self, choice=choice) if is_news else self

    def reduced(self, number: int, left_out: tuple[int, ...], total: Money) -> OrderView:
        """The view after dishes were left out; the newest news counts."""
        if number <= self.chosen:
            return self
        is_open = self.choice is not None and self.choice.number > number
        return replace(
            self,
            choice=self.choice if is_open else None,
            chosen=number,
            left_out=left_out,
            total=total,
        )

    @property
    def placed_at(self) -> datetime:
        """When it was placed, in UTC."""
        return self.steps[0].at

    @property
    def can_pay(self) -> bool:
        """Whether the customer may still pay or promise cash."""
        is_pending = self.payment is ViewedPayment.PENDING
        return self.state is OrderState.PLACED and is_pending and self.held is None

    @property
    def can_pay_by_card(self) -> bool:
        """Whether the customer may be sent an invoice now."""
        return self.can_pay and PaymentMethod.CARD in self.methods and not self.is_resting

    @property
    def can_pay_in_cash(self) -> bool:
        """Whether the customer may promise cash."""
        return self.can_pay and PaymentMethod.CASH in self.methods

    @property
    def was_rejected(self) -> bool:
        """Whether the store would not cook it, or never answered."""
        return self.state is OrderState.REJECTED

    @property
    def was_called_off(self) -> bool:
        """Whether it was cancelled by somebody else than its customer."""
        return self.state is OrderState.CANCELLED and self.reason is not None

    @property
    def is_late(self) -> bool:
        """Whether the promised time has passed, and no other is promised."""
        is_cooking = self.state is OrderState.ACCEPTED
        return is_cooking and self.late_since is not None and self.late_since == self.ready_at

    @property
    def is_fetched(self) -> bool:
        """Whether somebody goes for the food, and has it not yet."""
        return self.state is OrderState.COOKED and self.courier_id is not None

    @property
    def can_cancel(self) -> bool:
        """Whether the customer may still cancel."""
        return self.state in CANCELLABLE

    @property
    def can_ask_to_cancel(self) -> bool:
        """Whether the customer may ask the store to cancel it: nobody carries it yet."""
        is_here = self.state in {OrderState.ACCEPTED, OrderState.COOKED}
        return is_here and self.request is None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to the order."""
        return self.state in ENDED


def _how_far(step: Step) -> int:
    if step.state is OrderState.CANCELLED:
        # Whoever brought it in the very moment in which it was called off brought it for nothing.
        return len(_STATES) + 1
    return len(_STATES) if step.state in ENDED else _STATES.index(step.state)
