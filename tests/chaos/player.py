"""A patient person: acts, waits for the bot's reaction, complains when none comes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bot.simulator import text_of
from tests.chaos.texts import button_with, is_text, text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from random import Random

    from bot.simulator import ChatState, Json, PersonClient
    from handlers.ui.callback_data import Button

T = TypeVar("T")
_TRIES = 3


class GaveUpError(Exception):
    """Somebody got no reaction, although they tried again and again."""


class TurnedAwayError(GaveUpError):
    """Somebody cannot have what they want, and was told so."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap that somebody made, and when, by the monotonic clock."""

    person: int
    query_id: str
    data: str
    at: float = 0.0


@dataclass
class Diary:
    """What the people did and saw; the invariants are checked against it.

    Args:
        seq: Tells the simulator's position, to tell what came after an act from what was there.
        patience: Seconds until somebody complains.
    """

    seq: Callable[[], int]
    patience: float
    taps: list[Tapped] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    placed: dict[str, int] = field(default_factory=dict)
    plays: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def note_order(self, order_id: str, person: int) -> None:
        """Somebody has placed an order."""
        self.placed[order_id] = person
        self._more.set()

    async def reached(self, orders: int) -> None:
        """Wait until so many orders were placed."""
        while len(self.placed) < orders:
            self._more.clear()
            await self._more.wait()


class Player:
    """What customers, owners and couriers have in common."""

    def __init__(self, client: PersonClient, diary: Diary, chance: Random) -> None:
        """Play one person; ``chance`` makes their choices."""
        self.client, self.diary, self.chance = client, diary, chance
        self.id = client.id
        self.language = str(client.profile["language_code"])
        self.name = " ".join(
            str(client.profile[part])
            for part in ("first_name", "last_name")
            if part in client.profile
        )

    @property
    def chat(self) -> ChatState:
        """The chat with the bot."""
        return self.client.chat

    async def hesitates(self, least: float = 0.02, most: float = 0.4) -> None:
        """Think for a moment."""
        await asyncio.sleep(self.chance.uniform(least, most))

    async def tap(self, message_id: int, button: Button) -> None:
        """Tap a button of a message, also one that went a moment ago."""
        data, at = button.pack(), time.monotonic()
        tap = await self.client.taps(data=data, message=message_id)
        self.diary.taps.append(Tapped(self.id, tap.query_id, data, at))

    async def tap_twice(self, message_id: int, button: Button) -> None:
        """Tap with a nervous finger."""
        await asyncio.gather(self.tap(message_id, button), self.tap(message_id, button))

    def says(self, translate: str) -> Callable[[], Awaitable[object]]:
        """Saying something, for ``act``."""
        return lambda: self.client.says(translate)

    def taps(
        self, message: Json, button: Button, *, twice: bool = False
    ) -> Callable[[], Awaitable[object]]:
        """Tapping a button, for ``act``."""
        number = int(message["message_id"])
        return lambda: (self.tap_twice if twice else self.tap)(number, button)

    async def act(
        self, what: str, do: Callable[[], Awaitable[object]], look: Callable[[Json], T | None]
    ) -> T:
        """Do something and answer what ``look`` finds in a message that came or changed since.

        Raises:
            GaveUpError: No reaction came, however often it was done.
        """
        for _ in range(_TRIES):
            since = self.diary.seq()
            await do()
            try:
                return await self.wait(what, look, since)
            except AssertionError:
                self.complain(f"{what}: no reaction; the chat ends with {self._last_words()}")
        raise GaveUpError(what)

    async def wait(self, what: str, look: Callable[[Json], T | None], since: int) -> T:
        """Wait for something in a message that came or changed. Raises AssertionError."""
        return await self.chat.wait_for(
            lambda: self.newest(look, since), what, self.diary.patience
        )

    def newest(self, look: Callable[[Json], T | None], since: int = 0) -> T | None:
        """What ``look`` finds in the newest message of the bot that came or changed."""
        touched, messages = self.chat.touched, self.chat.messages
        for number in reversed(messages):
            if touched.get(number, 0) <= since or messages[number]["from"]["id"] == self.id:
                continue
            if (found := look(messages[number])) is not None:
                return found
        return None

    def with_button(self, *kinds: type[Button]) -> Callable[[Json], Json | None]:
        """Look for a message with a button of one of these classes."""
        return lambda message: message if any(button_with(message, k) for k in kinds) else None

    def with_text(self, *keys: str, **values: str) -> Callable[[Json], str | None]:
        """Look for one of these texts; the answer is its key."""

        def look(message: Json) -> str | None:
            return next(
                (key for key in keys if is_text(message, self.language, key, **values)), None
            )

        return look

    def complain(self, what: str) -> None:
        """Note that the bot kept this person waiting."""
        self.diary.complaints.append(f"{self.name} ({self.id}): {what}")

    def _last_words(self) -> str:
        last = [
            ("me: " if it["from"]["id"] == self.id else "") + text_of(it).split("\n")[0]
            for it in list(self.chat.messages.values())[-3:]
        ]
        return " | ".join(last)

    def text(self, key: str, **values: str) -> str:
        """A text in this person's language."""
        return text(self.language, key, **values)
