"""How much may be sent to Telegram, and when: to everybody together, and to each chat."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

GROUP_WINDOW = 60.0
# Seconds by which a call may reach Telegram later than the one before it did: when it counts, the
# second one comes too soon.
_UNEVEN = 0.5
_EVERYBODY = "everybody"

Chat = int | str


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Telegram's limits, as far as they are known (its algorithm is not published).

    Args:
        overall: Messages and edits in a second; 0 switches pacing off.
        chat: In a second in one private chat, after a burst of ``chat_burst``.
        chat_burst: How many may go at once to a chat that was quiet.
        group: In a minute in one group.
    """

    overall: float = 29.5
    chat: float = 1.0
    chat_burst: int = 4
    group: int = 20

    @property
    def slack(self) -> float:
        """Seconds by which a private chat's next message may come before its bucket is full."""
        return (self.chat_burst - 1) / self.chat - _UNEVEN


class Budgets(Protocol):
    """What is left of Telegram's limits, to whoever sends with the bot's token.

    A place among all is had first, and waited for; a chat's budget is taken when the place has come,
    for whoever is then the most urgent.
    """

    def at_once(self, chat: Chat | None) -> bool:
        """Take a place and a chat's budget, where that needs neither waiting nor asking anybody.

        Without a chat only the place is taken. False: nothing was taken.
        """

    async def place(self) -> float:
        """Take the next place among all; return the seconds until it comes.

        Raises:
            DatabaseUnavailable: It cannot be had now.
        """

    async def take(self, chat: Chat) -> float:
        """Take from a chat's budget; return 0, or the seconds until there may be some.

        Raises:
            DatabaseUnavailable: It cannot be had now.
        """

    async def rest(self, chat: Chat, seconds: float) -> None:
        """Telegram told a chat to wait; when another one has to meanwhile, everybody has to.

        Raises:
            DatabaseUnavailable: Nobody else learns of it now.
        """

    async def crowded(self) -> list[int]:
        """Return the private chats to which more was sent of late than one message a second.

        Raises:
            DatabaseUnavailable: It cannot be known now.
        """

    async def tidy(self) -> None:
        """Forget chats whose budget is whole again. Raises DatabaseUnavailable."""


def is_group(chat: Chat) -> bool:
    """Whether a chat has a group's budget: groups have negative numbers, channels names."""
    return isinstance(chat, str) or chat < 0


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


class MemoryBudgets:
    """The budgets of a process that has nobody beside it."""

    def __init__(self, limits: RateLimits, clock: Callable[[], float] = _loop_time) -> None:
        """Keep to limits; ``clock`` tells the time in seconds and never goes back."""
        self._limits, self._clock = limits, clock
        self._next_at = 0.0
        self._chat_next: dict[Chat, float] = {}
        self._group_sent: dict[Chat, deque[float]] = {}
        self._resting: dict[Chat, float] = {}

    def at_once(self, chat: Chat | None) -> bool:
        """See ``Budgets``."""
        now = self._clock()
        if self._place_at() > now or (chat is not None and self._ready_at(chat) > now):
            return False
        self._take_place(now)
        if chat is not None:
            self._spend(chat, now)
        return True

    async def place(self) -> float:
        """See ``Budgets``."""
        now = self._clock()
        return self._take_place(now) - now

    async def take(self, chat: Chat) -> float:
        """See ``Budgets``."""
        now = self._clock()
        if (ready_at := self._ready_at(chat)) > now:
            return ready_at - now
        self._spend(chat, now)
        return 0.0

    async def rest(self, chat: Chat, seconds: float) -> None:
        """See ``Budgets``."""
        now = self._clock()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        if self._resting.keys() - {chat, _EVERYBODY}:
            everybodys = self._resting.get(_EVERYBODY, 0.0)
            self._resting[_EVERYBODY] = max(everybodys, now + seconds)
        self._resting[chat] = max(self._resting.get(chat, 0.0), now + seconds)

    async def crowded(self) -> list[int]:
        """See ``Budgets``."""
        soon = self._clock() + 1 / self._limits.chat
        waiting = self._chat_next.items()
        return [chat for chat, at in waiting if at > soon and isinstance(chat, int)]

    async def tidy(self) -> None:
        """See ``Budgets``."""
        now = self._clock()
        self._chat_next = {chat: at for chat, at in self._chat_next.items() if at > now}
        self._group_sent = {
            chat: sent for chat, sent in self._group_sent.items() if sent[-1] + GROUP_WINDOW > now
        }

    def _place_at(self) -> float:
        return max(self._next_at, self._resting.get(_EVERYBODY, 0.0))

    def _take_place(self, now: float) -> float:
        at = max(self._place_at(), now)
        if self._limits.overall:
            self._next_at = at + 1 / self._limits.overall
        return at

    def _ready_at(self, chat: Chat) -> float:
        resting = self._resting
        rests_until = max(resting.get(chat, 0.0), resting.get(_EVERYBODY, 0.0)) if resting else 0.0
        if not self._limits.overall:
            return rests_until
        if not is_group(chat):
            return max(rests_until, self._chat_next.get(chat, 0.0) - self._limits.slack)
        sent = self._group_sent.get(chat)
        if sent is None or len(sent) < self._limits.group:
            return rests_until
        return max(rests_until, sent[0] + GROUP_WINDOW)

    def _spend(self, chat: Chat, now: float) -> None:
        if not self._limits.overall:
            return
        if is_group(chat):
            sent = self._group_sent.setdefault(chat, deque(maxlen=self._limits.group))
            sent.append(now)
        else:
            at = max(self._chat_next.get(chat, 0.0), now)
            self._chat_next[chat] = at + 1 / self._limits.chat
