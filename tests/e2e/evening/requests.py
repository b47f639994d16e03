"""Customers who ask to cancel what is being cooked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.evening.stage import COURIERS, OPERATORS, OWNERS, SAM
from tests.e2e.evening.steps import accepted, brings, cooks, delivers, picks_up, takes
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, TAEMIN, YURI

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening, Order


async def _asks(evening: Evening, order: Order) -> None:
    await evening.press(order.customer, callbacks.MayCancel, order)
    await evening.press(
        order.customer, callbacks.PleaseCancel, order, tells=(order.customer, *OWNERS)
    )


async def request_is_agreed_to(evening: Evening) -> None:
    """The owner agrees, and everything is given back."""
    order = await accepted(evening, JUNHO, TAEMIN)
    await _asks(evening, order)
    await evening.press(TAEMIN, callbacks.AgreeToCancel, order, tells=(JUNHO, *OWNERS))
    order.ends("cancelled")


async def store_keeps_a_part(evening: Evening) -> None:
    """The owner agrees and keeps half of it, which both of them read."""
    order = await accepted(evening, MINA, SORA)
    await _asks(evening, order)
    await evening.press(TAEMIN, callbacks.ChooseKept, order)
    await evening.says(TAEMIN, "9000")
    await evening.press(TAEMIN, callbacks.AgreeAndKeep, order, amount=9_000, tells=(MINA, *OWNERS))
    order.ends("cancelled", kept=9_000)


async def request_is_refused(evening: Evening) -> None:
    """The owner says no; then the courier is silent, and the owner gives it to another one."""
    order = await accepted(evening, SAM, SORA, by_card=False)
    await evening.press(SAM, callbacks.MayCancel, order)
    await evening.press(SAM, callbacks.SayWhy, order)
    await evening.says(SAM, "My guests are not coming", order, tells=(SAM, *OWNERS))
    await evening.press(SORA, callbacks.RefuseToCancel, order, tells=(SAM, *OWNERS))
    await cooks(evening, SORA, order)
    await takes(evening, DAN, order)
    await evening.passes(15, order, tells=(DAN,))
    await evening.passes(10, order, tells=(*OWNERS, *OPERATORS))
    await evening.press(TAEMIN, callbacks.TakeAway, order, tells=(*OWNERS, *COURIERS))
    await takes(evening, YURI, order)
    await picks_up(evening, YURI, order)
    await delivers(evening, YURI, order)
    order.ends("delivered", kept=18_000)


async def request_is_not_answered(evening: Evening) -> None:
    """It goes on; afterwards an operator writes to the customer and gives a part back."""
    order = await accepted(evening, JUNHO, SORA)
    await _asks(evening, order)
    await evening.passes(6, order, tells=(JUNHO, *OWNERS))
    await cooks(evening, TAEMIN, order)
    await brings(evening, DAN, order)
    await evening.says(OLGA, f"/order {order.code}", order, tells=(OLGA,))
    await evening.press(OLGA, callbacks.AskMessage, order)
    await evening.says(OLGA, "죄송합니다, 삼천 원을 돌려드립니다")
    await evening.press(OLGA, callbacks.SendMessage, order, tells=(JUNHO,))
    assert "삼천 원" in evening.reads_about(JUNHO, order)
    await evening.press(OLGA, callbacks.ExplainRefund, order)
    await evening.says(OLGA, f"/refund {order.code} 3000", order, tells=(OLGA, JUNHO))
    order.ends("delivered", kept=15_000)
