"""The steps of an order that goes well, in anybody's language; each is seen by whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.ui import callbacks
from tests.e2e.evening.stage import (
    ANA,
    BO,
    COURIERS,
    EVERYBODY,
    GOLDEN_GATE,
    HANOK,
    LEO,
    MINJUN,
    OWNERS,
    Order,
)

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening


async def opens(evening: Evening) -> None:
    """Everybody says hello, and four couriers stay at home."""
    for person_id in EVERYBODY:
        await evening.says(person_id, "/start")
    for person_id in (LEO, ANA, MINJUN, BO):
        await evening.says(person_id, "/shift")
        await evening.press(person_id, callbacks.SetShift, on=False)


async def basket(
    evening: Evening, customer: int, store_id: str, dishes: dict[str, int], address: str
) -> None:
    """From hunger to the summary: ``dishes`` are "category/dish" and how many.

    Without an address a customer shares where they are.
    """
    press = evening.press
    await evening.says(customer, "/order")
    await press(customer, callbacks.ChooseStore, store_id=store_id)
    for dish, quantity in dishes.items():
        category_id, _, dish_id = dish.partition("/")
        await press(customer, callbacks.ChooseCategory, category_id=category_id)
        await press(customer, callbacks.ChooseDish, dish_id=dish_id)
        await press(customer, callbacks.ChooseQuantity, quantity=quantity)
    await press(customer, callbacks.ShowBasket)
    await press(customer, callbacks.CheckOut)
    person = await evening.town.person(customer)
    if address:
        await evening.says(customer, address)
    else:
        await person.shares_location()
        await evening.still()
    await person.shares_contact()
    await evening.still()


async def places(
    evening: Evening,
    customer: int,
    *,
    store_id: str = HANOK,
    dishes: dict[str, int] | None = None,
    total: int = 18_000,
    address: str | None = None,
) -> Order:
    """Somebody orders: two Bibimbap unless it says otherwise. It is not paid yet."""
    if address is None:
        address = "455 Valencia St" if store_id == GOLDEN_GATE else "5 Gahoe-ro, Jongno-gu"
    await basket(evening, customer, store_id, dishes or {"rice/bibimbap": 2}, address)
    _, button = evening.find(customer, callbacks.PlaceOrder)
    order = Order(button.order_id, customer, store_id, total)
    await evening.press(customer, callbacks.PlaceOrder, order, tells=(customer,))
    evening.orders.append(order)
    return order


async def orders(
    evening: Evening, customer: int, *, by_card: bool = True, tip: int = 0, **what: Any
) -> Order:
    """Somebody orders and pays, or promises cash; both owners have it in front of them."""
    order = await places(evening, customer, **what)
    if by_card:
        await pays(evening, order, tip)
    else:
        await evening.press(customer, callbacks.PayInCash, order, tells=(customer, *OWNERS))
    return order


async def pays(evening: Evening, order: Order, tip: int = 0) -> None:
    """Pay an order by card, and a tip with it."""
    await evening.press(order.customer, callbacks.PayOrder, order)
    seq = evening.town.people.world.seq
    outcome = await (await evening.town.person(order.customer)).pays(tip=tip)
    assert outcome["state"] == "paid", outcome
    order.paid = order.total + tip
    await evening.still()
    for reader in (order.customer, *OWNERS):
        evening.has_read(reader, seq, order, "the payment")


async def accepted(evening: Evening, customer: int, owner: int, **what: Any) -> Order:
    """Somebody orders, and an owner promises it in 15 minutes."""
    order = await orders(evening, customer, **what)
    await evening.press(owner, callbacks.AcceptOrder, order, minutes=15, tells=(customer, *OWNERS))
    return order


async def cooked(
    evening: Evening,
    customer: int,
    owner: int,
    *,
    couriers: tuple[int, ...] = COURIERS,
    **what: Any,
) -> Order:
    """Somebody orders, and an owner has cooked it; the couriers are asked."""
    order = await accepted(evening, customer, owner, **what)
    await cooks(evening, owner, order, couriers)
    return order


async def cooks(
    evening: Evening, owner: int, order: Order, couriers: tuple[int, ...] = COURIERS
) -> None:
    """The food is ready, and couriers are asked."""
    await evening.press(
        owner, callbacks.MarkCooked, order, tells=(order.customer, *OWNERS, *couriers)
    )


async def takes(evening: Evening, courier: int, order: Order) -> None:
    """A courier takes it; its customer knows who."""
    await evening.press(courier, callbacks.TakeDelivery, order, tells=(order.customer, courier))


async def picks_up(evening: Evening, bringer: int, order: Order) -> None:
    """Whoever brings it has the food."""
    await evening.press(bringer, callbacks.PickUp, order, tells=(order.customer, bringer))


async def delivers(evening: Evening, bringer: int, order: Order) -> None:
    """The customer has the food."""
    await evening.press(
        bringer, callbacks.Deliver, order, tells=(order.customer, *OWNERS, bringer)
    )


async def brings(evening: Evening, courier: int, order: Order) -> None:
    """A courier takes it, and all goes well from here."""
    await takes(evening, courier, order)
    await picks_up(evening, courier, order)
    await delivers(evening, courier, order)
