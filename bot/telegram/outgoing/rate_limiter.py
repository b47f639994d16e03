"""Sending no faster than Telegram takes it, replies first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

_log = structlog.get_logger(__name__)

REPLY = 0
MAX_TRIES = 5
_PACED = ("send", "edit", "forward", "copy", "delete")
_FREE = ("sendChatAction",)
_GROUP_WINDOW = 60.0
# Chats whose bucket is full again are forgotten when there are more than this many.
_MAX_CHATS = 500

# Seconds by which a call may reach Telegram later than the one before it did: when it counts, the
# second one comes too soon.
_UNEVEN = 0.5
# Of a deletion nobody knows that a chat minds it; it waits for those who send.
_NO_CHAT = 0

Answer = bool | dict[str, Any] | list[dict[str, Any]]


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


@dataclass(order=True)
class _Call:
    priority: int
    number: int
    chat: int | str = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class RateLimiter(BaseRateLimiter[int]):
    """Gives each call its turn: by priority, within the budgets of its chat and of all.

    ``rate_limit_args`` is the priority; a handler's reply has none, which is 0 and goes first.
    A 429 is obeyed to the second: its chat rests that long, and when a second chat is told to
    wait meanwhile, it is the overall limit, and everybody rests.
    """

    def __init__(self, pace: RateLimits) -> None:
        """Keep to a pace."""
        self._pace = pace
        self._waiting: list[_Call] = []
        self._numbers = itertools.count()
        self._next_at = 0.0
        self._chat_next: dict[int | str, float] = {}
        self._group_sent: dict[int | str, deque[float]] = {}
        self._resting: dict[int | str, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Grant nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def crowded(self) -> list[int]:
        """The private chats to which more was sent of late than one message a second."""
        soon = asyncio.get_running_loop().time() + 1 / self._pace.chat
        waiting = self._chat_next.items()
        return [chat for chat, at in waiting if at > soon and isinstance(chat, int)]

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Answer:
        """Make a call when it is its turn, again after a 429. Raises RetryAfter in the end."""
        paced = endpoint.startswith(_PACED) and endpoint not in _FREE
        chat = data.get("chat_id", 0)
        for tries in itertools.count(1):
            if paced:
                where = _NO_CHAT if endpoint.startswith("delete") else chat
                await self._turn(rate_limit_args or REPLY, where)
            try:
                answer: Answer = await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = error.retry_after.total_seconds()  # type: ignore[union-attr]
                _log.warning("told to wait", endpoint=endpoint, chat=chat, seconds=seconds)
                self._rest(chat, seconds)
                if tries == MAX_TRIES:
                    raise
                if not paced:
                    await asyncio.sleep(seconds)
            else:
                return answer
        raise AssertionError("unreachable")

    async def _turn(self, priority: int, chat: int | str) -> None:
        loop = asyncio.get_running_loop()
        if not self._waiting and self._ready_at(chat, loop.time()) <= loop.time():
            self._spend(chat, loop.time())
            return
        turn: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, _Call(priority, next(self._numbers), chat, turn))
        self._grant()
        await turn

    def _grant(self) -> None:
        """Let everybody go whose turn it is; come back when the next one's is."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        next_at = float("inf")
        held_back = []
        while self._waiting:
            call = heapq.heappop(self._waiting)
            if call.turn.done():
                continue
            ready_at = self._ready_at(call.chat, now)
            if ready_at <= now:
                self._spend(call.chat, now)
                call.turn.set_result(None)
                continue
            held_back.append(call)
            next_at = min(next_at, ready_at)
            if self._everybody_ready_at() > now:
                break
        for call in held_back:
            heapq.heappush(self._waiting, call)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if held_back:
            self._timer = loop.call_at(next_at, self._grant)

    def _everybody_ready_at(self) -> float:
        return max(self._next_at, self._resting.get("everybody", 0.0))

    def _ready_at(self, chat: int | str, now: float) -> float:
        """When a call to this chat may go."""
        resting = self._resting.get(chat, 0.0)
        if chat == _NO_CHAT:
            return self._everybody_ready_at()
        if not self._pace.overall:
            return max(resting, self._resting.get("everybody", 0.0))
        if _is_group(chat):
            sent = self._group_sent.get(chat)
            full = sent is not None and len(sent) >= self._pace.group
            chat_at = sent[0] + _GROUP_WINDOW if sent and full else 0.0
        else:
            slack = (self._pace.chat_burst - 1) / self._pace.chat - _UNEVEN
            chat_at = self._chat_next.get(chat, 0.0) - slack
        return max(self._everybody_ready_at(), chat_at, resting)

    def _spend(self, chat: int | str, now: float) -> None:
        if not self._pace.overall:
            return
        # A timer that comes a little late is made up for; only a real pause is not.
        interval = 1 / self._pace.overall
        self._next_at = max(self._next_at, now - interval / 2) + interval
        if chat == _NO_CHAT:
            return
        if _is_group(chat):
            sent = self._group_sent.setdefault(chat, deque(maxlen=self._pace.group))
            sent.append(now)
            return
        self._chat_next[chat] = max(self._chat_next.get(chat, 0.0), now) + 1 / self._pace.chat
        if len(self._chat_next) > _MAX_CHATS:
            self._chat_next = {key: at for key, at in self._chat_next.items() if at > now}

    def _rest(self, chat: int | str, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        others = [key for key, until in self._resting.items() if until > now and key != chat]
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        self._resting[chat] = now + seconds
        if others:
            self._resting["everybody"] = max(self._resting.get("everybody", 0.0), now + seconds)


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0
