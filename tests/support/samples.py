"""Things to test with."""

from __future__ import annotations

from domain.delivery.model import Delivery
from domain.delivery.trip import Destination
from domain.order.basket import Basket, Line
from domain.order.commands import PlaceOrder
from domain.order.details import DeliveryDetails, Location
from domain.order.menu import Menu, MenuItem
from domain.order.model import Order
from domain.payment.charge import Charge
from domain.payment.model import Payment
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.commands import StoreFile
from domain.store.model import Category, Dish, Store
from domain.store.ticket import Ticket
from domain.store.ticket_requests import TicketLine
from tests.support.fakes import NOON

CUSTOMER, OTHER_CUSTOMER, OWNER, SECOND_OWNER, COURIER, SECOND_COURIER, STRANGER, OPERATOR = (
    1, 2, 10, 11, 20, 21, 99, 500,
)  # fmt: skip
ORDER = "a" * 32
WON_9000 = Money(9_000, "KRW")
WON_18000 = Money(18_000, "KRW")
DETAILS = DeliveryDetails("5 Gahoe-ro", "+821012345678", Location(37.5, 127.0))
LINES = (Line("bibimbap", "Bibimbap", WON_9000, 2),)


def a_store(id: str = "hanok", **changes: object) -> Store:
    values: dict[str, object] = {
        "id": id,
        "name": f"Store {id}",
        "currency": "KRW",
        "phone": "+82 2 735 0101",
        "address": "12 Insadong-gil",
        "is_open": True,
        "categories": (
            Category(
                id="rice",
                name="Rice",
                dishes=(
                    Dish(id="bibimbap", name="Bibimbap", price=WON_9000),
                    Dish(id="soup", name="Soup", price=Money(5_000, "KRW"), available=False),
                ),
            ),
        ),
        "owners": frozenset({OWNER, SECOND_OWNER}),
        "couriers": frozenset({COURIER, SECOND_COURIER}),
    }
    return Store(**(values | changes))  # type: ignore[arg-type]


def a_store_file(id: str = "hanok", **changes: object) -> StoreFile:
    store = a_store(id)
    values: dict[str, object] = {
        "id": store.id,
        "name": store.name,
        "currency": store.currency,
        "phone": store.phone,
        "address": store.address,
        "is_open": store.is_open,
        "categories": store.categories,
        "owners": store.owners,
        "couriers": store.couriers,
        "methods": store.methods,
    }
    return StoreFile(**(values | changes))  # type: ignore[arg-type]


def a_menu(**changes: object) -> Menu:
    values: dict[str, object] = {
        "store_id": "hanok",
        "store_name": "Store hanok",
        "store_phone": "+82 2 735 0101",
        "currency": "KRW",
        "is_open": True,
        "items": {"bibimbap": MenuItem("bibimbap", "Bibimbap", WON_9000, available=True)},
    }
    return Menu(**(values | changes))  # type: ignore[arg-type]


def a_basket() -> Basket:
    return Basket("hanok", "KRW", LINES)


def an_order(id: str = ORDER, customer_id: int = CUSTOMER) -> Order:
    return Order.place(
        id=id,
        customer_id=customer_id,
        customer_name="Mina Kim",
        menu=a_menu(),
        basket=a_basket(),
        details=DETAILS,
        now=NOON,
    )


def place(id: str = ORDER, customer_id: int = CUSTOMER) -> PlaceOrder:
    return PlaceOrder(id, customer_id, "Mina Kim", a_basket(), DETAILS)


def a_payment(order_id: str = ORDER) -> Payment:
    return Payment(
        order_id=order_id,
        customer_id=CUSTOMER,
        amount=WON_18000,
        methods=(PaymentMethod.CARD, PaymentMethod.CASH),
    )


def a_charge(charge_id: str = "ch_1", amount: Money = WON_18000) -> Charge:
    return Charge(
        provider="simulated", charge_id=charge_id, telegram_charge_id="tg_1", amount=amount
    )


def a_ticket(order_id: str = ORDER, store_id: str = "hanok") -> Ticket:
    return Ticket(
        order_id=order_id,
        store_id=store_id,
        customer_name="Mina Kim",
        customer_phone="+821012345678",
        address="5 Gahoe-ro",
        lines=(TicketLine("Bibimbap", 2, WON_18000),),
        total=WON_18000,
        method=PaymentMethod.CARD,
        received_at=NOON,
        delivery_fee=Money(0, "KRW"),
    )


def a_delivery(order_id: str = ORDER, store_id: str = "hanok") -> Delivery:
    return Delivery(
        order_id=order_id,
        store_id=store_id,
        destination=Destination(
            customer_name="Mina Kim",
            phone="+821012345678",
            address="5 Gahoe-ro",
            latitude=37.5,
            longitude=127.0,
            store_name="Hanok",
            store_address="12 Insadong-gil",
            store_phone="+82 2 735 0101",
            to_collect=None,
        ),
    )


def nobody(_user_id: int) -> str:
    """Nobody is known by name."""
    return ""
