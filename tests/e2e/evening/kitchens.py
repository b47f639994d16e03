"""Kitchens that are slow or silent, or cannot make it after all, and dishes that are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.evening.stage import COURIERS, GOLDEN_GATE, MINJUN, OPERATORS, OWNERS, SAM
from tests.e2e.evening.steps import accepted, brings, cooks, orders, picks_up, takes
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, TAEMIN, YURI

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening, Order


async def more_time_is_needed(evening: Evening) -> None:
    """Ten minutes more, twenty more, and 25 with a reason: the customer reads each new time."""
    order = await accepted(evening, JUNHO, SORA)
    told = (JUNHO, *OWNERS)
    await evening.press(TAEMIN, callbacks.PutOff, order, minutes=10, tells=told)
    await evening.press(SORA, callbacks.PutOff, order, minutes=20, tells=told)
    await evening.press(TAEMIN, callbacks.TypeMinutes, order)
    await evening.says(TAEMIN, "25 오븐이 고장났어요", order, tells=told)
    assert "오븐이 고장났어요" in evening.reads_about(JUNHO, order)
    await cooks(evening, TAEMIN, order)
    await brings(evening, YURI, order)
    order.ends("delivered", kept=18_000)


async def everything_is_late(evening: Evening) -> None:
    """The owner is reminded and has cooked; the courier forgets; an operator knows it arrived."""
    order = await accepted(evening, MINA, TAEMIN, by_card=False)
    await evening.passes(16, order, tells=(MINA, *OWNERS))
    await cooks(evening, TAEMIN, order)
    await takes(evening, YURI, order)
    await picks_up(evening, YURI, order)
    await evening.passes(45, order, tells=(YURI,))
    await evening.passes(10, order, tells=(*OWNERS, *OPERATORS))
    await evening.passes(15, order, tells=OPERATORS)
    await evening.says(MINJUN, f"/order {order.code}", order, tells=(MINJUN,))
    await evening.press(
        MINJUN, callbacks.ConfirmDelivered, order, tells=(MINA, *OWNERS, YURI, *OPERATORS)
    )
    order.ends("delivered", kept=18_000)


async def store_stays_silent(evening: Evening) -> None:
    """Nobody says that it is cooked: operators are asked, and in the end all is given back."""
    order = await accepted(
        evening,
        SAM,
        SORA,
        store_id=GOLDEN_GATE,
        dishes={"burgers/classic": 2},
        total=2_199,
    )
    await evening.passes(16, order, tells=(SAM, *OWNERS))
    await evening.passes(10, order, tells=OPERATORS)
    await evening.passes(51, order, tells=(SAM, *OWNERS, *OPERATORS))
    order.ends("cancelled")


async def something_broke_in_the_kitchen(evening: Evening) -> None:
    """An owner calls it off for a reason of the list; a courier had been asked already."""
    order = await accepted(evening, JUNHO, SORA)
    await cooks(evening, SORA, order)
    await takes(evening, DAN, order)
    await evening.press(TAEMIN, callbacks.ShowCallOffReasons, order)
    await evening.press(
        TAEMIN, callbacks.CallOffForReason, order, reason="broken", tells=(JUNHO, *OWNERS, DAN)
    )
    order.ends("cancelled")


async def gas_is_off(evening: Evening) -> None:
    """An owner calls it off in words of her own, which she sees once before they count."""
    order = await accepted(evening, MINA, TAEMIN, by_card=False)
    await evening.press(SORA, callbacks.ShowCallOffReasons, order)
    await evening.press(SORA, callbacks.TypeCallOffReason, order)
    await evening.says(SORA, "The gas is off")
    assert evening.has(SORA, callbacks.CallOffInWords, order)
    await evening.press(SORA, callbacks.CallOffInWords, order, tells=(MINA, *OWNERS))
    assert "The gas is off" in evening.reads_about(MINA, order)
    order.ends("cancelled")


RICE_AND_TEA = {"rice/bibimbap": 1, "drinks/barley-tea": 2}
RICE, TEA = 1, 2


async def _is_missing(evening: Evening, owner: int, order: Order, marks: int) -> None:
    """An owner marks lines (a bit for each) and tells the customer."""
    await evening.press(owner, callbacks.AskMissing, order)
    await evening.press(owner, callbacks.MarkMissing, order, marks=marks)
    await evening.press(
        owner, callbacks.TellMissing, order, marks=marks, tells=(order.customer, *OWNERS)
    )


async def dish_is_left_out(evening: Evening) -> None:
    """The tea is missing; the customer does without, gets its price back, and eats."""
    order = await accepted(evening, JUNHO, TAEMIN, dishes=RICE_AND_TEA, total=12_000)
    await _is_missing(evening, TAEMIN, order, TEA)
    await evening.press(JUNHO, callbacks.LeaveOut, order, tells=(JUNHO, *OWNERS))
    await cooks(evening, SORA, order)
    await brings(evening, DAN, order)
    order.ends("delivered", kept=9_000)


async def dish_is_what_mattered(evening: Evening) -> None:
    """The tea is missing, and the customer does not want the rest."""
    order = await accepted(evening, MINA, SORA, dishes=RICE_AND_TEA, total=12_000)
    await _is_missing(evening, SORA, order, TEA)
    await evening.press(MINA, callbacks.CancelForMissing, order, tells=(MINA, *OWNERS))
    order.ends("cancelled")


async def customer_does_not_choose(evening: Evening) -> None:
    """The tea is left out by itself; the courier hands back, and another one collects less."""
    order = await accepted(evening, JUNHO, SORA, by_card=False, dishes=RICE_AND_TEA, total=12_000)
    await _is_missing(evening, TAEMIN, order, TEA)
    await evening.passes(6, order, tells=(JUNHO, *OWNERS))
    await cooks(evening, TAEMIN, order)
    await takes(evening, DAN, order)
    await evening.press(DAN, callbacks.HandBack, order, tells=(*OWNERS, *COURIERS))
    await brings(evening, YURI, order)
    order.ends("delivered", kept=9_000)


async def nothing_is_left(evening: Evening) -> None:
    """All dishes are missing: the order is called off at once."""
    order = await accepted(evening, SAM, TAEMIN)
    await _is_missing(evening, TAEMIN, order, RICE)
    order.ends("cancelled")


async def store_answers_nobody(evening: Evening) -> None:
    """Two orders in a row without an answer pause the store; one tap of an owner opens it."""
    for customer, by_card in ((MINA, False), (SAM, True)):
        order = await orders(evening, customer, by_card=by_card)
        await evening.passes(4, order, tells=OWNERS)
        await evening.passes(7, order, tells=(customer, *OWNERS))
        order.ends("rejected")
    assert evening.town.rows("select is_open from stores where id = 'hanok'") == [(0,)]
    for owner in OWNERS:
        evening.find(owner, callbacks.OpenStore, store_id="hanok")
    assert "한옥식당" in evening.reads(OLGA)[-1]
    seq = evening.town.people.world.seq
    await evening.press(TAEMIN, callbacks.OpenStore, store_id="hanok")
    for reader in (SORA, *OPERATORS):
        evening.has_read(reader, seq, None, "open again")
    assert evening.town.rows("select is_open from stores where id = 'hanok'") == [(1,)]
