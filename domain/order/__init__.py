"""What a customer asked for, from the basket to the doorstep."""

from __future__ import annotations

from domain.order.basket import MAX_OF_ONE_DISH, Basket, Change, ChangeKind, Line
from domain.order.commands import (
    AdvanceOrder,
    CancelOrder,
    ExpireOrder,
    FailOrder,
    OrderReceipt,
    OrderStep,
    PayOrder,
    PlaceOrder,
    ReplaceOrder,
)
from domain.order.details import DeliveryDetails, Location, checked_address, checked_phone
from domain.order.errors import (
    BasketChanged,
    BasketEmpty,
    BelowMinimum,
    DishesMissing,
    SeveralOrders,
    StoreIsClosed,
    SumNotPayable,
    TooLateToCancel,
)
from domain.order.events import (
    DeliverySilent,
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderHeld,
    OrderPaid,
    OrderPlaced,
    OrderReleased,
)
from domain.order.menu import CardLimits, Menu, MenuItem
from domain.order.model import OrderState
from domain.order.queries import CheckBasket, CurrentMenu, LastDetails, MyLastDetails

__all__ = [
    "MAX_OF_ONE_DISH",
    "AdvanceOrder",
    "Basket",
    "BasketChanged",
    "BasketEmpty",
    "BelowMinimum",
    "CancelOrder",
    "CardLimits",
    "Change",
    "ChangeKind",
    "CheckBasket",
    "CurrentMenu",
    "DeliveryDetails",
    "DeliverySilent",
    "DishesMissing",
    "ExpireOrder",
    "FailOrder",
    "LastDetails",
    "Line",
    "Location",
    "Menu",
    "MenuItem",
    "MyLastDetails",
    "OrderCancelled",
    "OrderExpired",
    "OrderFailed",
    "OrderHeld",
    "OrderPaid",
    "OrderPlaced",
    "OrderReceipt",
    "OrderReleased",
    "OrderState",
    "OrderStep",
    "PayOrder",
    "PlaceOrder",
    "ReplaceOrder",
    "SeveralOrders",
    "StoreIsClosed",
    "SumNotPayable",
    "TooLateToCancel",
    "checked_address",
    "checked_phone",
]
