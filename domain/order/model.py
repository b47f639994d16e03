"""The order aggregate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from domain.order.basket import Basket, Line
from domain.order.details import DeliveryDetails
from domain.order.errors import TooLateToCancel
from domain.order.events import (
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderHeld,
    OrderPaid,
    OrderPlaced,
    OrderReleased,
)
from domain.shared.aggregate import Aggregate, moved
from domain.shared.money import Money

if TYPE_CHECKING:
    from domain.order.menu import Menu
    from domain.shared.failures import Failure
    from domain.shared.methods import PaymentMethod


class OrderState(StrEnum):
    """Where an order stands; the last five are ends."""

    HELD = "held"
    PLACED = "placed"
    PAID = "paid"
    ACCEPTED = "accepted"
    COOKED = "cooked"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"
    """It was cooked and not delivered, and somebody decided that there is no other trip."""


TRANSITIONS: Mapping[OrderState, Mapping[str, OrderState]] = {
    OrderState.HELD: {
        "hold": OrderState.HELD,
        "release": OrderState.PLACED,
        "pay": OrderState.PAID,
        "cancel": OrderState.CANCELLED,
        "expire": OrderState.EXPIRED,
    },
    OrderState.PLACED: {
        "admit": OrderState.PLACED,
        "hold": OrderState.HELD,
        "pay": OrderState.PAID,
        "cancel": OrderState.CANCELLED,
        "expire": OrderState.EXPIRED,
    },
    OrderState.PAID: {
        "accept": OrderState.ACCEPTED,
        "reject": OrderState.REJECTED,
        "cancel": OrderState.CANCELLED,
        "call_off": OrderState.CANCELLED,
    },
    OrderState.ACCEPTED: {"cook": OrderState.COOKED, "call_off": OrderState.CANCELLED},
    OrderState.COOKED: {
        "send_out": OrderState.ON_THE_WAY,
        "hand_over": OrderState.DELIVERED,
        "fail": OrderState.FAILED,
        "call_off": OrderState.CANCELLED,
    },
    OrderState.ON_THE_WAY: {
        "send_out": OrderState.ON_THE_WAY,
        "deliver": OrderState.DELIVERED,
        "hand_over": OrderState.DELIVERED,
        "fail": OrderState.FAILED,
        "recall": OrderState.CANCELLED,
    },
}
"""What can be done in each state, and where it leads; everything else is refused."""

CANCELLABLE = frozenset(state for state, moves in TRANSITIONS.items() if "cancel" in moves)
UNPAID = frozenset({OrderState.HELD, OrderState.PLACED})
CALLED_OFF = frozenset({OrderState.REJECTED, OrderState.CANCELLED, OrderState.EXPIRED})
OVER = CALLED_OFF | {OrderState.DELIVERED, OrderState.FAILED}


@dataclass(kw_only=True)
class Order(Aggregate):
    """One customer's order at one store, at the prices of the moment it was placed."""

    kind: ClassVar[str] = "order"

    id: str
    customer_id: int
    customer_name: str
    store_id: str
    store_name: str
    store_phone: str
    lines: tuple[Line, ...]
    total: Money
    details: DeliveryDetails
    placed_at: datetime
    delivery_fee: Money
    state: OrderState = OrderState.PLACED
    admitted_at: datetime | None = None
    cooked_at: datetime | None = None

    @classmethod
    def place(
        cls,
        *,
        id: str,
        customer_id: int,
        customer_name: str,
        menu: Menu,
        basket: Basket,
        details: DeliveryDetails,
        now: datetime,
    ) -> Order:
        """Turn a basket, already checked against the menu, into an order. ``now`` is UTC.

        The total is the dishes and what bringing them costs now; later terms change neither.
        """
        fee = menu.terms.fee_for(basket.total)
        order = cls(
            id=id,
            customer_id=customer_id,
            customer_name=customer_name,
            store_id=menu.store_id,
            store_name=menu.store_name,
            store_phone=menu.store_phone,
            lines=basket.lines,
            total=basket.total + fee,
            details=details,
            placed_at=now,
            delivery_fee=fee,
        )
        order.record(
            OrderPlaced(
                order_id=id,
                customer_id=customer_id,
                customer_name=customer_name,
                store_id=order.store_id,
                store_name=order.store_name,
                store_phone=order.store_phone,
                lines=order.lines,
                total=order.total,
                details=details,
                methods=menu.methods_for(order.total),
                delivery_fee=fee,
                cash_refused=menu.cash_refused,
            )
        )
        return order

    def admit(self, now: datetime) -> None:
        """The kitchen has room for it at ``now`` (UTC): from here on it may be paid."""
        self._move("admit")
        self.admitted_at = now

    def hold(self, place: int, expected_at: datetime) -> None:
        """Let it wait in line, or wait on: at ``place`` (1 is next), until about a time (UTC)."""
        self._move("hold")
        self.record(
            OrderHeld(
                order_id=self.id,
                customer_id=self.customer_id,
                store_id=self.store_id,
                place=place,
                expected_at=expected_at,
            )
        )

    def release(self, now: datetime) -> None:
        """It is its turn, at ``now`` (UTC)."""
        self._move("release")
        self.admitted_at = now
        self.record(
            OrderReleased(order_id=self.id, customer_id=self.customer_id, store_id=self.store_id)
        )

    def pay(self, method: PaymentMethod, tip: Money | None = None) -> None:
        """The payment is settled, with a tip on top or not, or cash is promised.

        Nobody is asked to pay while their order is held; money that comes all the same counts.
        """
        self._move("pay")
        self.record(
            OrderPaid(
                order_id=self.id,
                customer_id=self.customer_id,
                customer_name=self.customer_name,
                store_id=self.store_id,
                lines=self.lines,
                total=self.total,
                method=method,
                details=self.details,
                delivery_fee=self.delivery_fee,
                tip=tip,
            )
        )

    def accept(self) -> None:
        """The store accepts; from here on the customer cannot cancel."""
        self._move("accept")

    def reject(self) -> None:
        """The store rejects, or never answered."""
        self._move("reject")

    def cook(self, at: datetime) -> None:
        """The food is ready since ``at`` (UTC)."""
        self._move("cook")
        self.cooked_at = at

    def send_out(self) -> None:
        """A courier carries it."""
        self._move("send_out")

    def deliver(self) -> None:
        """The customer has it."""
        self._move("deliver")

    def cancel(self, by: int | None = None, words: str = "") -> None:
        """The customer gives the order up; or an operator does (``by``), and may say why.

        Raises:
            TooLateToCancel: The store has accepted, or the order has ended.
        """
        if not self.can("cancel"):
            raise TooLateToCancel(self.id, self.state, self.store_name, self.store_phone)
        was_paid = self.state is OrderState.PAID
        self._move("cancel")
        self.record(
            OrderCancelled(
                order_id=self.id,
                customer_id=self.customer_id,
                store_id=self.store_id,
                was_paid=was_paid,
                by=by,
                words=words,
            )
        )

    def hand_over(self) -> None:
        """The customer has it, and nobody was seen on the way with it."""
        self._move("hand_over")

    def call_off(self) -> None:
        """It was paid, and is not brought after all; nobody carries it yet."""
        self._move("call_off")

    def recall(self) -> None:
        """It is called off while a courier carries it."""
        self._move("recall")

    def fail(self, failure: Failure) -> None:
        """Somebody decided that there is no other trip, and what becomes of the money."""
        self._move("fail")
        self.record(
            OrderFailed(
                order_id=self.id,
                customer_id=self.customer_id,
                store_id=self.store_id,
                failure=failure,
            )
        )

    def expire(self) -> None:
        """Nobody paid in time, or its turn never came."""
        was_held = self.state is OrderState.HELD
        self._move("expire")
        self.record(
            OrderExpired(
                order_id=self.id,
                customer_id=self.customer_id,
                store_id=self.store_id,
                was_held=was_held,
            )
        )

    def can(self, action: str) -> bool:
        """Return whether the state allows an action."""
        return action in TRANSITIONS.get(self.state, {})

    def _move(self, action: str) -> None:
        self.state = moved(self.kind, self.id, TRANSITIONS, self.state, action)
