"""What an order costs in messages.

Counted, not timed: one whole order through the simulator, in a town of one owner and one courier and
in one of six couriers, with the seven steps of the menu. One bot token may send about 30 messages
and edits a second (Bot API, FAQ), so this figure says how many orders an hour a town can have.
Deletions are paced behind them and counted apart.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.simulator import Traffic
from tests.bench.figures import Figure
from tests.e2e.conftest import living_town
from tests.e2e.evening.stage import Evening
from tests.e2e.journey import DAN, MINA, SORA, YURI, pay_by_card, place_order
from tests.support.clock import MovableClock

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

# Telegram's own figure for one bot.
A_SECOND = 30
COURIERS = (DAN, YURI, 3003, 3004, 3005, 3006)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one order cost: messages and edits by chat, and deletions."""

    by_chat: dict[int, int]
    deletions: int

    @property
    def said(self) -> int:
        """Messages and edits in all chats."""
        return sum(self.by_chat.values())

    @property
    def an_hour(self) -> float:
        """How many such orders one token carries in an hour."""
        return A_SECOND * 3_600 / self.said


def measure() -> list[Figure]:
    """Play each order once: the counts are the same every time."""
    cash = asyncio.run(_cost(COURIERS[:1], by_card=False))
    card = asyncio.run(_cost(COURIERS, by_card=True))
    customer, said = cash.by_chat[MINA], cash.said
    return [
        Figure("a cash order, one courier", said, "calls", "at most 26", said <= 26),
        Figure("in its customer's chat", customer, "calls", "at most 17", customer <= 17),
        Figure("in its owner's chat", cash.by_chat[SORA], "calls"),
        Figure("in its courier's chat", cash.by_chat[DAN], "calls"),
        Figure("deletions beside them", cash.deletions, "calls"),
        Figure("such orders with one token", cash.an_hour, "an hour"),
        Figure("a card order, six couriers", card.said, "calls"),
        Figure("such orders with one token ", card.an_hour, "an hour"),
    ]


async def _cost(couriers: tuple[int, ...], *, by_card: bool) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        async with living_town(Path(folder), MovableClock(), offer_first_to=1) as town:
            return await _play(town, couriers, by_card=by_card)


async def _play(town: TestTown, couriers: tuple[int, ...], *, by_card: bool) -> Cost:
    """One order from hunger to its end; each step is seen by everybody before the next one."""
    sora, dan, *_ = await town.staff(SORA, *couriers)
    mina, evening, traffic = await town.person(MINA), Evening(town), Traffic()
    await evening.still()
    town.running.simulator.observers.append(traffic.see)
    await place_order(mina)
    await evening.still()
    await (pay_by_card(mina) if by_card else mina.taps("💵 Cash on delivery"))
    for person, label in (
        (sora, "✅ 15 min"),
        (sora, "🥡 Cooked"),
        (dan, "🙋 Take it"),
        (dan, "📦 Picked up"),
        (dan, "✅ Delivered"),
    ):
        await evening.still()
        await person.taps(label)
    await mina.sees("Enjoy your meal")
    await evening.still()
    chats = {int(chat) for chat, _ in (*traffic.sends, *traffic.edits)}
    calls = {chat: traffic.in_chat(chat) for chat in sorted(chats)}
    return Cost(
        {chat: it["sends"] + it["edits"] for chat, it in calls.items()},
        sum(it["deletions"] for it in calls.values()),
    )
