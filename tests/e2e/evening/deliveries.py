"""Food that nobody brings, or that somebody else has to bring."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.evening.stage import COURIERS, GOLDEN_GATE, MINJUN, OPERATORS, OWNERS, SAM
from tests.e2e.evening.steps import brings, cooked, delivers, picks_up, takes
from tests.e2e.journey import DAN, JUNHO, MINA, SORA, TAEMIN, YURI

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.persistence.unit_of_work import UnitOfWork
    from tests.e2e.evening.stage import Evening, Order


async def _nobody_takes(evening: Evening, order: Order) -> None:
    """It is offered twice; then owners and operators have to decide."""
    await evening.passes(5, order, tells=COURIERS)
    await evening.passes(5, order, tells=(*OWNERS, *OPERATORS))


async def only_courier_is_busy(evening: Evening) -> None:
    """One courier is off shift, the other one carries food; what waits is asked about, and taken."""
    await evening.says(YURI, "/shift")
    await evening.press(YURI, callbacks.SetShift, on=False)
    first = await cooked(evening, MINA, SORA, couriers=(DAN,))
    await takes(evening, DAN, first)
    await picks_up(evening, DAN, first)
    second = await cooked(evening, JUNHO, TAEMIN, couriers=(DAN,))
    await evening.passes(5, second, tells=(DAN,))
    await evening.passes(5, second, tells=(*OWNERS, *OPERATORS))
    await evening.press(TAEMIN, callbacks.CallAgain, second, tells=(*OWNERS, DAN))
    await evening.press(DAN, callbacks.Deliver, first, tells=(MINA, *OWNERS, DAN))
    assert second.code in evening.reads(DAN)[-1]
    await evening.says(YURI, "/shift")
    await evening.press(YURI, callbacks.SetShift, on=True)
    assert evening.has(YURI, callbacks.TakeDelivery, second)
    await brings(evening, DAN, second)
    first.ends("delivered", kept=18_000)
    second.ends("delivered", kept=18_000)


async def store_brings_what_nobody_takes(evening: Evening) -> None:
    """An owner brings it himself."""
    order = await cooked(evening, JUNHO, SORA)
    await _nobody_takes(evening, order)
    await evening.press(TAEMIN, callbacks.BringOurselves, order, tells=(JUNHO, *OWNERS))
    await picks_up(evening, TAEMIN, order)
    await delivers(evening, TAEMIN, order)
    order.ends("delivered", kept=18_000)


async def customer_collects_what_nobody_takes(evening: Evening) -> None:
    """The customer is asked to come, is waited for, and comes."""
    order = await cooked(evening, JUNHO, TAEMIN, by_card=False)
    await _nobody_takes(evening, order)
    await evening.press(SORA, callbacks.LetCollect, order, tells=(JUNHO, *OWNERS))
    assert "12 Insadong-gil" in evening.reads_about(JUNHO, order)
    await evening.passes(60, order, tells=(*OWNERS, *OPERATORS))
    await evening.press(TAEMIN, callbacks.ConfirmDelivered, order, tells=(JUNHO, *OWNERS))
    order.ends("delivered", kept=18_000)


async def operator_ends_what_nobody_takes(evening: Evening) -> None:
    """An operator cancels it, and everything is given back."""
    order = await cooked(evening, MINA, SORA)
    await _nobody_takes(evening, order)
    await evening.says(MINJUN, f"/order {order.code}", order, tells=(MINJUN,))
    await evening.press(MINJUN, callbacks.AskToEnd, order)
    await evening.press(MINJUN, callbacks.EndOrder, order, tells=(MINA, *OWNERS, *OPERATORS))
    order.ends("cancelled")


@asynccontextmanager
async def without_couriers(evening: Evening, store_id: str) -> AsyncIterator[None]:
    """A store that has none, as its file may say."""
    known: list[frozenset[int]] = []

    def set_couriers(uow: UnitOfWork, couriers: frozenset[int]) -> None:
        store = uow.stores.get(store_id)
        known.append(store.couriers)
        store.couriers = couriers
        uow.stores.save(store)

    database = evening.town.running.runtime.database
    await database.write(lambda uow: set_couriers(uow, frozenset()))
    yield
    await database.write(lambda uow: set_couriers(uow, known[0]))


async def store_without_couriers_brings_it(evening: Evening) -> None:
    """A store that has no couriers is asked to bring it as soon as it is cooked."""
    async with without_couriers(evening, GOLDEN_GATE):
        order = await cooked(
            evening,
            SAM,
            TAEMIN,
            store_id=GOLDEN_GATE,
            dishes={"burgers/garden": 1, "drinks/lemonade": 1},
            total=1_699,
            couriers=(),
        )
        await picks_up(evening, SORA, order)
        await delivers(evening, SORA, order)
    order.ends("delivered", kept=1_699)
