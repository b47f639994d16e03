"""Owners and couriers: they act on what their chat shows, whoever restarts meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.ui.callback_data import Button
from handlers.ui.callbacks import (
    AcceptOrder,
    CallOffForReason,
    CallOffInWords,
    Deliver,
    MarkCooked,
    PickUp,
    PutOff,
    RejectForReason,
    RejectInWords,
    ShowCallOffReasons,
    ShowRejectReasons,
    TakeDelivery,
    TypeCallOffReason,
    TypeReason,
)
from handlers.ui.translator import order_code
from tests.chaos.player import Player
from tests.chaos.texts import button_with, buttons_of

if TYPE_CHECKING:
    import asyncio
    from random import Random

    from bot.simulator import Json

_OWNER_FATES = {
    "accept": 62,
    "accept twice": 8,
    "reject": 8,
    "reject in words": 6,
    "both decide": 8,
    "silence": 8,
}
_COOKS_FATES = {"cook": 72, "more time": 12, "call off": 10, "call off in words": 6}
_INSIST_AFTER, _MOST_PRESSES = 12.0, 6


@dataclass
class Rota:
    """Who does what about which order; drawn once, by whoever sees the order first."""

    owners: tuple[int, ...]
    couriers: tuple[int, ...]
    _decisions: dict[str, tuple[str, int]] = field(default_factory=dict)
    _cooking: dict[str, str] = field(default_factory=dict)
    _takers: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def decision(self, order_id: str, chance: Random) -> tuple[str, int]:
        """What the owners do, and which of them begins."""
        if order_id not in self._decisions:
            fate = chance.choices(list(_OWNER_FATES), weights=list(_OWNER_FATES.values()))[0]
            self._decisions[order_id] = (fate, chance.choice(self.owners))
        return self._decisions[order_id]

    def cooking(self, order_id: str, chance: Random) -> str:
        """What becomes of an accepted order in the kitchen."""
        if order_id not in self._cooking:
            fates = chance.choices(list(_COOKS_FATES), weights=list(_COOKS_FATES.values()))
            self._cooking[order_id] = fates[0]
        return self._cooking[order_id]

    def takers(self, order_id: str, chance: Random) -> tuple[int, ...]:
        """The couriers who want this delivery: often two at once."""
        if order_id not in self._takers:
            number = 2 if chance.random() < 0.3 else 1
            self._takers[order_id] = tuple(chance.sample(self.couriers, number))
        return self._takers[order_id]


class Staff(Player):
    """Somebody at work: looks at the chat again and again, and presses what has to be pressed."""

    rota: Rota
    _pressed: dict[tuple[str, str], tuple[int, float]]

    async def begin(self) -> None:
        """Start the bot, as Telegram demands before it may write to anybody."""
        self._pressed = {}
        await self.act("start", self.says("/start"), lambda message: message)

    async def work(self, closing: asyncio.Event) -> None:
        """Work until the town closes."""
        seen = 0
        shown: dict[str, Json] = {}
        while not closing.is_set():
            await self.hesitates(0.05, 0.25)
            now = self.client.chat.touched
            fresh = [number for number, seq in now.items() if seq > seen]
            for number in fresh:
                seen = max(seen, now[number])
                message = self.chat.messages.get(number)
                if message is None:
                    continue
                for order_id in {_order_of(button) for button in buttons_of(message)} - {""}:
                    # A crash may have left an older copy of the card; the newest one lives.
                    if number >= shown.get(order_id, message)["message_id"]:
                        shown[order_id] = message
            for order_id, old in list(shown.items()):
                # A card that was sent anew is another message.
                message = self.chat.messages.get(old["message_id"])
                if message is None or not buttons_of(message):
                    del shown[order_id]
                    continue
                await self.decide(order_id, message)

    async def decide(self, order_id: str, message: Json) -> None:
        """Press what this person wants to press now."""
        raise NotImplementedError

    async def press(self, message: Json, button: Button, *, twice: bool = False) -> bool:
        """Press a button, unless that was done a moment ago; a patient person tries again."""
        key = (_order_of(button), button.prefix)
        times, at = self._pressed.get(key, (0, 0.0))
        if times >= _MOST_PRESSES or (times and time.monotonic() - at < _INSIST_AFTER):
            return False
        self._pressed[key] = (times + 1, time.monotonic())
        if times:
            self.diary.outcomes["staff pressed again"] += 1
        await self.hesitates()
        await self.taps(message, button, twice=twice)()
        return True


class Owner(Staff):
    """Accepts, rejects, cooks, or says nothing at all."""

    async def decide(self, order_id: str, message: Json) -> None:
        """Answer tickets and cook."""
        if button_with(message, ShowCallOffReasons):
            _, cook = self.rota.decision(order_id, self.chance)
            if self.id == cook:
                await self._cook(order_id, message)
            return
        in_words = button_with(message, RejectInWords) or button_with(message, CallOffInWords)
        if in_words:
            await self.press(message, in_words)
            return
        if button_with(message, CallOffForReason):
            await self._call_off(order_id, message)
            return
        fate, who = self.rota.decision(order_id, self.chance)
        if fate == "silence" or (self.id != who and fate != "both decide"):
            return
        if fate.startswith("accept") or (fate == "both decide" and self.id == who):
            if button_with(message, AcceptOrder):
                twice = fate == "accept twice"
                await self.press(message, AcceptOrder(order_id=order_id, minutes=15), twice=twice)
        elif reject := button_with(message, ShowRejectReasons):
            await self.press(message, reject)
        elif fate == "reject in words" and (other := button_with(message, TypeReason)):
            await self._say_why(order_id, message, other, "reject")
        elif button_with(message, RejectForReason):
            busy = RejectForReason(order_id=order_id, reason="too_busy")
            await self.press(message, busy, twice=self.chance.random() < 0.2)

    async def _cook(self, order_id: str, message: Json) -> None:
        fate = self.rota.cooking(order_id, self.chance)
        if fate == "more time" and (later := button_with(message, PutOff)):
            await self.press(message, later, twice=self.chance.random() < 0.2)
        off = button_with(message, ShowCallOffReasons)
        if fate.startswith("call off") and off:
            await self.press(message, off)
        elif cooked := button_with(message, MarkCooked):
            await self.press(message, cooked, twice=self.chance.random() < 0.1)

    async def _call_off(self, order_id: str, message: Json) -> None:
        other = button_with(message, TypeCallOffReason)
        if self.rota.cooking(order_id, self.chance) == "call off in words" and other:
            await self._say_why(order_id, message, other, "call-off")
            return
        broken = CallOffForReason(order_id=order_id, reason="broken")
        await self.press(message, broken, twice=self.chance.random() < 0.2)

    async def _say_why(
        self, order_id: str, message: Json, other: TypeReason | TypeCallOffReason, what: str
    ) -> None:
        since = self.diary.seq()
        if not await self.press(message, other):
            return
        asked = self.with_text("ask-own-reason", what=what, code=order_code(order_id))
        try:
            # A ticket that was cancelled meanwhile is asked about all the same.
            await self.wait("the question for a reason", asked, since)
        except AssertionError:
            self.complain(f"not asked for the reason of {order_id[:5]}")
            return
        await self.hesitates()
        since = self.diary.seq()
        await self.client.says(f"The stove of {order_code(order_id)} is cold")
        try:
            # Another tap before this one would put the words away.
            meant = RejectInWords if what == "reject" else CallOffInWords
            shown = await self.wait("the words", self.with_button(meant), since)
        except AssertionError:
            self.complain(f"the words for {order_id[:5]} are not shown")
            return
        await self.decide(order_id, shown)


class Courier(Staff):
    """Takes deliveries, alone or in a race, and brings them."""

    async def decide(self, order_id: str, message: Json) -> None:
        """Take, pick up, deliver."""
        if take := button_with(message, TakeDelivery):
            if self.id in self.rota.takers(order_id, self.chance):
                await self.press(message, take, twice=self.chance.random() < 0.1)
            return
        if step := button_with(message, PickUp) or button_with(message, Deliver):
            await self.press(message, step, twice=self.chance.random() < 0.1)


def _order_of(button: Button) -> str:
    return str(getattr(button, "order_id", ""))
