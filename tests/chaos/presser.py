"""Somebody who finds what to do in their chat, and presses what is there."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.chaos.acts import SILENCE, Act, Acts, act_for, asked
from tests.chaos.player import Player
from tests.chaos.texts import buttons_of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from random import Random

    from bot.simulator import Json
    from handlers.ui.callback_data import Button

# Seconds until somebody who has pressed looks again whether that changed anything.
_INSIST_AFTER = 12.0
_SILENT_FOR = (3.0, 40.0)
# How often somebody looks through the whole chat, in which there may always be something new.
_LOOKS_AROUND = 0.25
# Nobody looks at everything at once: others may be first.
_NOTICED_AFTER = (0.0, 3.0)


@dataclass
class Town:
    """What all people share: the evening's end, and what is forgotten by all who could act.

    Args:
        chance: Chooses what is forgotten.
        is_late: Set when the evening ends: nobody is silent any more, or does what is not needed.
        share: Which part of the orders is forgotten, in each state and by each kind of people.
        seconds: For how long.
        pressed: How often each kind of button was pressed by which kind of people.
    """

    chance: Random
    is_late: asyncio.Event
    share: float = 0.06
    seconds: float = 100.0
    pressed: Counter[str] = field(default_factory=Counter)
    _forgotten: dict[tuple[str, str, frozenset[str]], float] = field(default_factory=dict)

    def forgets(self, role: str, order_id: str, buttons: list[Button]) -> bool:
        """Whether everybody of a role lets an order lie, as long as it asks for just this."""
        if self.is_late.is_set():
            return False
        key = (role, order_id, frozenset(it.prefix for it in buttons))
        if key not in self._forgotten:
            is_one = bool(order_id) and self.chance.random() < self.share
            self._forgotten[key] = time.monotonic() + self.seconds if is_one else 0.0
        return time.monotonic() < self._forgotten[key]


class Presser(Player):
    """Looks at the chat again and again; a patient person, who tries again."""

    acts: Acts
    role = ""
    town: Town
    _seen = 0
    _shown: dict[int, float]

    async def look(self, is_mine: Callable[[Button], bool] = lambda _button: True) -> bool:
        """Press at most one button, of the newest message that wants something; was there any?"""
        if not hasattr(self, "_shown"):
            self._shown = {}
        self._see()
        for number in self._in_turn():
            message = self.chat.messages.get(number)
            buttons = [it for it in buttons_of(message) if is_mine(it)] if message else []
            if message is None or not buttons:
                del self._shown[number]
            elif self._shown[number] <= time.monotonic():
                if (choice := self._choice(buttons)) is None:
                    self._shown[number] = time.monotonic() + self._silence()
                    continue
                self._shown[number] = time.monotonic() + _INSIST_AFTER
                await self._press(message, *choice)
                return True
        return False

    def _in_turn(self) -> list[int]:
        """Newest first; now and then, and at the evening's end, in any order: nothing old is left behind."""
        if self.town.is_late.is_set() or self.chance.random() < _LOOKS_AROUND:
            return self.chance.sample(list(self._shown), len(self._shown))
        return sorted(self._shown, reverse=True)

    def _see(self) -> None:
        touched, seen = self.chat.touched, self._seen
        for number, seq in touched.items():
            if seq <= seen:
                continue
            self._seen = max(self._seen, seq)
            if (message := self.chat.messages.get(number)) and buttons_of(message):
                # What has changed is looked at anew, whatever was thought of it before.
                self._shown[number] = time.monotonic() + self.chance.uniform(*_NOTICED_AFTER)

    def _choice(self, buttons: list[Button]) -> tuple[Button, Act] | None:
        """What to press, or nothing, for now."""
        is_late = self.town.is_late.is_set()
        acts = [(it, act_for(it, self.acts)) for it in buttons]
        acts = [(it, act) for it, act in acts if act.weight and (act.is_needed or not is_late)]
        if not acts or self.town.forgets(self.role, _order_of(buttons[0]), buttons):
            return None
        weights = [act.weight for _, act in acts]
        if not is_late:
            return self.chance.choices([*acts, None], [*weights, SILENCE])[0]
        return self.chance.choices(acts, weights)[0]

    def _silence(self) -> float:
        return self.chance.uniform(*_SILENT_FOR) if not self.town.is_late.is_set() else 1.0

    async def _press(self, message: Json, button: Button, act: Act) -> None:
        await self.hesitates()
        button = act.becomes(button, self.chance)
        since = self.diary.seq()
        twice = self.chance.random() < act.twice
        await self.taps(message, button, twice=twice)()
        self.town.pressed[f"{self.role}: {type(button).__name__}"] += 1
        if act.question is None:
            return
        values = asked(act.question, button)
        try:
            await self.wait("the question", self.with_text(act.question.key, **values), since)
        except AssertionError:
            # What became of the message meanwhile may be the answer.
            if self._still_has(message, button):
                self.complain(f"{button.prefix} of {_order_of(button)[:5]} led to no question")
            return
        await self.types(act.question.answer(values["code"], self.chance))

    def _still_has(self, message: Json, button: Button) -> bool:
        now = self.chat.messages.get(message["message_id"])
        return now is not None and any(type(it) is type(button) for it in buttons_of(now))

    async def types(self, words: str) -> None:
        """Type something, and wait for any reaction."""
        await self.hesitates()
        since = self.diary.seq()
        await self.client.says(words)
        try:
            await self.wait("a reaction", lambda message: message, since)
        except AssertionError:
            self.complain(f"no reaction to {words!r}")


def _order_of(button: Button) -> str:
    return str(getattr(button, "order_id", ""))
