"""Stores, their tickets, and the people of the platform, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bot.http.gateway.shapes import LineShape, MoneyShape, Shape, lines_of
from domain.shared.methods import PaymentMethod
from domain.store import MAX_MINUTES, REASONS

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from domain.customer import OrderView
    from domain.store import StoreView, TicketView

Minutes = Annotated[int, Field(ge=1, le=MAX_MINUTES, examples=[15])]
Words = Annotated[str, Field(max_length=1_000, examples=["The oven is cold."])]


class DishShape(Shape):
    """A dish on the menu."""

    id: str
    name: str
    price: MoneyShape
    available: bool


class StoreShape(Shape):
    """A store as people see it, with its menu."""

    id: str
    name: str
    address: str
    phone: str
    currency: str
    is_open: bool
    methods: list[PaymentMethod]
    dishes: list[DishShape]

    @classmethod
    def of(cls, view: StoreView) -> StoreShape:
        """Return the shape of a store."""
        return cls(
            id=view.id,
            name=view.name,
            address=view.address,
            phone=view.phone,
            currency=view.currency,
            is_open=view.is_open,
            methods=list(view.methods),
            dishes=[
                DishShape(
                    id=dish.id,
                    name=dish.name,
                    price=MoneyShape.of(dish.price),
                    available=dish.available,
                )
                for category in view.categories
                for dish in category.dishes
            ],
        )


class TicketLineShape(Shape):
    """So many of one dish, as the kitchen reads it; ``is_left_out``: it is not brought."""

    name: str
    quantity: int
    amount: MoneyShape
    is_left_out: bool


class TicketShape(Shape):
    """A paid order as its store sees it; once it is over nothing of it leads to the customer."""

    order_id: str
    state: str
    customer_name: str
    customer_phone: str
    address: str
    lines: list[TicketLineShape]
    total: MoneyShape
    method: PaymentMethod
    received_at: datetime
    ready_at: datetime | None
    reason: str | None
    words: str
    can_accept: bool
    can_reject: bool
    can_cook: bool
    can_put_off: bool

    @classmethod
    def of(cls, view: TicketView) -> TicketShape:
        """Return the shape of a ticket."""
        return cls(
            order_id=view.order_id,
            state=view.state.value,
            customer_name=view.customer_name,
            customer_phone=view.customer_phone,
            address=view.address,
            lines=[
                TicketLineShape(
                    name=it.name,
                    quantity=it.quantity,
                    amount=MoneyShape.of(it.amount),
                    is_left_out=place in view.left_out,
                )
                for place, it in enumerate(view.lines)
            ],
            total=MoneyShape.of(view.total),
            method=view.method,
            received_at=view.received_at,
            ready_at=view.ready_at,
            reason=view.reason.value if view.reason else None,
            words=view.words,
            can_accept=view.can_accept,
            can_reject=view.can_reject,
            can_cook=view.can_cook,
            can_put_off=view.can_put_off,
        )


class Acceptance(Shape):
    """The food is promised in so many minutes."""

    minutes: Minutes


class MoreTime(Shape):
    """So many minutes more are needed; the words tell the customer why."""

    minutes: Minutes
    words: Words = ""


class Rejection(Shape):
    """The order is not cooked; ``words`` go with the reason ``other``."""

    reason: str = Field(
        json_schema_extra={"enum": [it.value for it in REASONS]}, examples=["sold_out"]
    )
    words: Words = ""


class CustomerShape(Shape):
    """Somebody who has talked to the bot."""

    user_id: int
    name: str
    language: str
    is_reachable: bool
    is_banned: bool
    pays_by_card: bool

    @classmethod
    def of(cls, row: RowMapping) -> CustomerShape:
        """Return the shape of a row of people."""
        return cls(
            user_id=row["user_id"],
            name=row["name"],
            language=row["language"],
            is_reachable=row["reachable"],
            is_banned=row["banned_by"] is not None,
            pays_by_card=row["pays_by_card"],
        )


class StepShape(Shape):
    """The order came into a state at a time (UTC)."""

    state: str
    at: datetime


class MyPageShape(Shape):
    """Everything that a customer may know about an order: a read model, which follows the events."""

    order_id: str
    store_id: str
    store_name: str
    store_phone: str
    lines: list[LineShape]
    total: MoneyShape
    state: str
    payment: str
    steps: list[StepShape]
    ready_at: datetime | None
    courier_name: str
    reason: str | None
    words: str
    can_pay: bool
    can_cancel: bool

    @classmethod
    def of(cls, view: OrderView) -> MyPageShape:
        """Return the shape of an order view."""
        return cls(
            order_id=view.order_id,
            store_id=view.store_id,
            store_name=view.store_name,
            store_phone=view.store_phone,
            lines=lines_of(view.lines),
            total=MoneyShape.of(view.total),
            state=view.state.value if view.held is None else "held",
            payment=view.payment.value,
            steps=[StepShape(state=it.state.value, at=it.at) for it in view.steps],
            ready_at=view.ready_at,
            courier_name=view.courier_name,
            reason=view.reason.value if view.reason else None,
            words=view.words,
            can_pay=view.can_pay,
            can_cancel=view.can_cancel,
        )
