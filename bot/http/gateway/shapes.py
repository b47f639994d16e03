"""What is sent and received, as JSON: the public names of things, apart from those inside."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from bot.persistence.database.types import from_json
from domain.delivery import Destination
from domain.order import MAX_OF_ONE_DISH, Line
from domain.shared.failures import Problem, Settlement
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from bot.persistence.repositories.repository import Stored

_ID = r"^[A-Za-z0-9_-]{1,64}$"
_NAME_ID = Field(pattern=_ID, examples=["hanok"])
OrderId = Annotated[str, Path(pattern=_ID, examples=["a" * 32])]
StoreId = Annotated[str, Path(pattern=_ID, examples=["hanok"])]
StoreFilter = Annotated[str | None, Query(pattern=_ID, examples=["hanok"])]
# Bot API, User: an id has at most 52 significant bits.
UserId = Annotated[int, Path(gt=0, lt=2**52, examples=[1001])]
Amount = Annotated[int, Field(ge=0, le=10**12, description="In the currency's smallest unit.")]


class Shape(BaseModel):
    """What all have in common: a field that nobody knows is an error, not a wish unheard."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MoneyShape(Shape):
    """An amount in its currency's smallest unit: 9000 won, or 950 cents."""

    amount: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> MoneyShape:
        """Return the shape of an amount."""
        return cls(amount=money.amount, currency=money.currency)


class LineShape(Shape):
    """So many of a dish, at the price of one."""

    dish_id: str
    name: str
    quantity: int
    price: MoneyShape


class PointShape(Shape):
    """A point, in degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class ContactShape(Shape):
    """Where the food goes and whom to call."""

    name: str
    address: str
    phone: str
    location: PointShape | None


class HeldShape(Shape):
    """The order waits in line for its kitchen: 1 is next; the time is an estimate (UTC)."""

    place: int
    expected_at: datetime


class OrderShape(Shape):
    """An order; its contact is told to its customer and to operators."""

    id: str
    store_id: str
    store_name: str
    customer_id: int
    lines: list[LineShape]
    delivery_fee: MoneyShape
    total: MoneyShape
    state: str
    placed_at: datetime
    contact: ContactShape | None = None
    held: HeldShape | None = None

    @classmethod
    def of(cls, row: Stored, *, with_contact: bool) -> OrderShape:
        """Return the shape of a row of orders."""
        currency = row["currency"]
        return cls(
            id=row["id"],
            store_id=row["store_id"],
            store_name=row["store_name"],
            customer_id=row["customer_id"],
            lines=lines_of(from_json(tuple[Line, ...], row["lines"])),
            delivery_fee=MoneyShape(amount=row["delivery_fee"], currency=currency),
            total=MoneyShape(amount=row["amount"], currency=currency),
            state=row["state"],
            placed_at=row["placed_at"],
            contact=_contact(row) if with_contact else None,
        )


class PaymentShape(Shape):
    """The money of an order; ``given_back`` is how much of it went back."""

    order_id: str
    store_id: str
    customer_id: int
    amount: MoneyShape
    method: PaymentMethod | None
    state: str
    is_resting: bool
    given_back: MoneyShape

    @classmethod
    def of(cls, row: RowMapping) -> PaymentShape:
        """Return the shape of a row of payments."""
        currency = row["currency"]
        return cls(
            order_id=row["order_id"],
            store_id=row["store_id"],
            customer_id=row["customer_id"],
            amount=MoneyShape(amount=row["amount"], currency=currency),
            method=PaymentMethod(row["method"]) if row["method"] else None,
            state=row["state"],
            is_resting=row["is_resting"],
            given_back=MoneyShape(amount=int(row["given_back"]), currency=currency),
        )


class DeliveryShape(Shape):
    """A trip; where it goes is told while somebody has to know."""

    order_id: str
    store_id: str
    state: str
    courier_id: int | None
    courier_name: str
    problem: Problem | None
    settlement: Settlement | None
    store_address: str
    contact: ContactShape | None
    to_collect: MoneyShape | None

    @classmethod
    def of(cls, row: RowMapping, *, with_contact: bool) -> DeliveryShape:
        """Return the shape of a row of deliveries."""
        goes = from_json(Destination, row["destination"])
        return cls(
            order_id=row["order_id"],
            store_id=row["store_id"],
            state=row["state"],
            courier_id=row["courier_id"],
            courier_name=row["courier_name"],
            problem=Problem(row["problem"]) if row["problem"] else None,
            settlement=Settlement(row["settlement"]) if row["settlement"] else None,
            store_address=goes.store_address,
            contact=ContactShape(
                name=goes.customer_name,
                address=goes.address,
                phone=goes.phone,
                location=_point(goes.latitude, goes.longitude),
            )
            if with_contact
            else None,
            to_collect=MoneyShape.of(goes.to_collect) if goes.to_collect is not None else None,
        )


class WantedLine(Shape):
    """So many of a dish."""

    dish_id: str = _NAME_ID
    quantity: int = Field(ge=1, le=MAX_OF_ONE_DISH, examples=[2])


class NewOrder(Shape):
    """An order to be placed; ``total`` is what its customer was shown, with the delivery.

    How it is paid can be left out: its card in the customer's chat asks for it.
    """

    store_id: str = _NAME_ID
    lines: list[WantedLine] = Field(min_length=1, max_length=30)
    address: str = Field(max_length=400, examples=["5 Gahoe-ro, Jongno-gu"])
    phone: str = Field(max_length=40, examples=["+821012345678"])
    location: PointShape | None = None
    total: Amount | None = Field(None, examples=[18000])
    pay: PaymentMethod | None = Field(None, examples=["cash"])


def lines_of(lines: tuple[Line, ...]) -> list[LineShape]:
    """Return the shapes of an order's lines."""
    return [
        LineShape(
            dish_id=it.dish_id,
            name=it.name,
            quantity=it.quantity,
            price=MoneyShape.of(it.price),
        )
        for it in lines
    ]


def _contact(row: Stored) -> ContactShape:
    return ContactShape(
        name=row["customer_name"],
        address=row["address"],
        phone=row["phone"],
        location=_point(row["latitude"], row["longitude"]),
    )


def _point(latitude: float | None, longitude: float | None) -> PointShape | None:
    if latitude is None or longitude is None:
        return None
    return PointShape(latitude=latitude, longitude=longitude)
