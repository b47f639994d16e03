"""Orders that go as everybody wants them to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.evening.deliveries import without_couriers
from tests.e2e.evening.stage import GOLDEN_GATE, HANOK, NOODLES, OWNERS, SAM
from tests.e2e.evening.steps import (
    accepted,
    brings,
    cooked,
    cooks,
    delivers,
    orders,
    picks_up,
    places,
    takes,
)
from tests.e2e.journey import DAN, JUNHO, MINA, SORA, TAEMIN, YURI

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening


async def card_and_a_tip(evening: Evening) -> None:
    """Paid by card with something on top; one owner accepts it, the other has cooked it."""
    order = await accepted(evening, MINA, SORA, tip=2_000)
    await cooks(evening, TAEMIN, order)
    await brings(evening, DAN, order)
    order.ends("delivered", kept=20_000)


async def cash_at_the_door(evening: Evening) -> None:
    """The customer shares a place instead of an address, and pays whoever brings it."""
    dishes = {"soup/samgyetang": 1, "drinks/sikhye": 2}
    order = await cooked(
        evening, JUNHO, TAEMIN, by_card=False, dishes=dishes, total=21_000, address=""
    )
    await brings(evening, YURI, order)
    order.ends("delivered", kept=21_000)


async def dollars_a_fee_and_a_tip(evening: Evening) -> None:
    """Another store, with two decimals; its fee is part of the sum, the tip on top of it."""
    order = await cooked(
        evening,
        SAM,
        SORA,
        store_id=GOLDEN_GATE,
        dishes={"burgers/smokehouse": 1, "sides/fries": 1, "drinks/shake": 1},
        total=2_624,
        tip=300,
    )
    await brings(evening, DAN, order)
    order.ends("delivered", kept=2_924)


async def two_at_once(evening: Evening) -> None:
    """Two customers, two owners, two couriers: nobody's messages get into another's chat."""
    first = await orders(evening, MINA, by_card=False)
    second = await orders(evening, JUNHO, dishes={"rice/bulgogi-rice": 1}, total=11_000)
    await evening.press(TAEMIN, callbacks.AcceptOrder, second, minutes=30, tells=(JUNHO, *OWNERS))
    await evening.press(SORA, callbacks.AcceptOrder, first, minutes=15, tells=(MINA, *OWNERS))
    await cooks(evening, SORA, first)
    await takes(evening, YURI, first)
    await cooks(evening, TAEMIN, second)
    await takes(evening, DAN, second)
    await picks_up(evening, DAN, second)
    await picks_up(evening, YURI, first)
    await delivers(evening, DAN, second)
    await delivers(evening, YURI, first)
    first.ends("delivered", kept=18_000)
    second.ends("delivered", kept=11_000)


async def two_in_one_bag(evening: Evening) -> None:
    """One courier brings both."""
    first = await cooked(evening, JUNHO, SORA)
    second = await cooked(evening, SAM, TAEMIN, by_card=False)
    for order in (first, second):
        await takes(evening, DAN, order)
    for order in (first, second):
        await picks_up(evening, DAN, order)
    for order in (second, first):
        await delivers(evening, DAN, order)
        order.ends("delivered", kept=18_000)


async def owner_brings_it(evening: Evening) -> None:
    """A store without couriers brings it itself."""
    async with without_couriers(evening, HANOK):
        order = await cooked(evening, JUNHO, SORA, couriers=())
        await picks_up(evening, TAEMIN, order)
        await delivers(evening, TAEMIN, order)
    order.ends("delivered", kept=18_000)


async def customer_comes_for_it(evening: Evening) -> None:
    """A store without couriers lets its customers come."""
    async with without_couriers(evening, HANOK):
        order = await cooked(evening, MINA, TAEMIN, by_card=False, couriers=())
        await evening.press(SORA, callbacks.LetCollect, order, tells=(MINA, *OWNERS))
        await evening.press(SORA, callbacks.ConfirmDelivered, order, tells=(MINA, *OWNERS))
    order.ends("delivered", kept=18_000)


async def noodles_for_an_hour(evening: Evening) -> None:
    """A store opens for one order, in cash and with a fee, and closes."""
    await evening.says(TAEMIN, "/open")
    await evening.press(TAEMIN, callbacks.OpenStore, store_id=NOODLES)
    order = await places(
        evening,
        SAM,
        store_id=NOODLES,
        dishes={"noodles/kalguksu": 1, "extras/mandu": 1},
        total=17_000,
    )
    assert not evening.has(SAM, callbacks.PayOrder, order)
    await evening.press(SAM, callbacks.PayInCash, order, tells=(SAM, *OWNERS))
    await evening.press(SORA, callbacks.AcceptOrder, order, minutes=30, tells=(SAM, *OWNERS))
    await evening.says(TAEMIN, "/close")
    await evening.press(TAEMIN, callbacks.CloseStore, store_id=NOODLES)
    await cooks(evening, SORA, order)
    await brings(evening, YURI, order)
    order.ends("delivered", kept=17_000)


async def mind_is_changed_in_time(evening: Evening) -> None:
    """Cancelled before it is paid: nothing is charged, and no kitchen hears of it."""
    seen = [len(evening.reads(owner)) for owner in OWNERS]
    order = await places(evening, MINA)
    await evening.press(MINA, callbacks.AskToCancel, order)
    await evening.press(MINA, callbacks.CancelOrder, order, tells=(MINA,))
    assert [len(evening.reads(owner)) for owner in OWNERS] == seen
    order.ends("cancelled")


async def everybody_looks_back(evening: Evening) -> None:
    """The customer at the orders, the owner at the tickets; the courier goes home."""
    await evening.says(MINA, "/orders")
    await evening.press(MINA, callbacks.ShowOrder, evening.orders[0], tells=(MINA,))
    await evening.says(SORA, "/tickets")
    await evening.says(DAN, "/deliveries")
    await evening.says(YURI, "/shift")
    await evening.press(YURI, callbacks.SetShift, on=False)
