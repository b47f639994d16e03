"""What the order context can be told to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.order.basket import Basket
from domain.order.details import DeliveryDetails
from domain.order.model import OrderState
from domain.shared.failures import Failure
from domain.shared.messages import Command
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money


class OrderStep(StrEnum):
    """What the store, the courier or, in their place, an operator did."""

    COOK = "cook"
    SEND_OUT = "send_out"
    DELIVER = "deliver"
    HAND_OVER = "hand_over"
    """The customer has it, and nobody was seen on the way with it."""


@dataclass(frozen=True, slots=True)
class OrderReceipt:
    """What a customer is told right after ordering."""

    order_id: str
    store_name: str
    total: Money
    state: OrderState

    @property
    def is_held(self) -> bool:
        """Whether the order waits in line for its kitchen."""
        return self.state is OrderState.HELD


@dataclass(frozen=True, slots=True)
class PlaceOrder(Command[OrderReceipt]):
    """Place an order; ``order_id`` is chosen by the caller and makes a repeat harmless."""

    order_id: str
    customer_id: int
    customer_name: str
    basket: Basket
    details: DeliveryDetails


@dataclass(frozen=True, slots=True)
class CancelOrder(Command[OrderReceipt]):
    """The customer cancels."""

    order_id: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class ReplaceOrder(Command[Basket]):
    """The customer gives up an order that is not paid, for one of what of it can still be had.

    Answers the basket of that.
    """

    order_id: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class PayOrder(Command[None]):
    """Its payment is settled or promised."""

    order_id: str
    method: PaymentMethod
    tip: Money | None = None


@dataclass(frozen=True, slots=True)
class AdvanceOrder(Command[None]):
    """The order follows the store or the courier."""

    order_id: str
    step: OrderStep


@dataclass(frozen=True, slots=True)
class FailOrder(Command[None]):
    """Its delivery has failed."""

    order_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class ExpireOrder(Command[None]):
    """Its time to be paid is over."""

    order_id: str
