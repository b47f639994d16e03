"""Sending no faster than Telegram takes it, replies first."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.worker import backoff
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from bot.telegram.outgoing.budgets import Budgets, Chat

_log = structlog.get_logger(__name__)

REPLY = 0
MAX_TRIES = 5
_PACED = ("send", "edit", "forward", "copy", "delete")
_FREE = ("sendChatAction", "deleteWebhook")
# Chats of which it is known that they have to wait are forgotten when there are more than this many.
_MAX_CHATS = 500
# A place that came and was not used is somebody else's after this many seconds: about half of what
# is between two, so that no second has more than it may.
_LATE = 0.017
# Nobody asks again sooner: times of budgets and of a process are rounded differently.
_SOONEST = 0.001
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0

Answer = bool | dict[str, Any] | list[dict[str, Any]]


@dataclass(order=True, slots=True)
class _Call:
    priority: int
    number: int
    # Of a deletion nobody knows that a chat minds it; it waits for those who send.
    chat: Chat | None = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class RateLimiter(BaseRateLimiter[int]):
    """Gives each call its turn: by priority, within the budgets of its chat and of all.

    ``rate_limit_args`` is the priority; a handler's reply has none, which is 0 and goes first.
    A 429 is obeyed to the second: its chat rests that long, and when a second chat is told to
    wait meanwhile, it is the overall limit, and everybody rests.

    While the budgets cannot be had, calls wait. Whoever has no database could not note that a message
    went out, so that it would come twice; and processes that each went by a guess of their own would
    together be told to wait.
    """

    def __init__(self, budgets: Budgets) -> None:
        """Keep to budgets."""
        self._budgets = budgets
        self._waiting: list[_Call] = []
        self._numbers = itertools.count()
        # Chats have to wait at least until then; that they need not any more, their budgets say.
        self._not_before: dict[Chat, float] = {}
        self._place_at = float("-inf")
        self._news = asyncio.Event()
        self._handing_out: asyncio.Task[None] | None = None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Grant nothing any more."""
        if self._handing_out is not None:
            self._handing_out.cancel()

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
                where = None if endpoint.startswith("delete") else chat
                await self._turn(rate_limit_args or REPLY, where)
            try:
                answer: Answer = await callback(*args, **kwargs)
            except RetryAfter as error:
                seconds = error.retry_after.total_seconds()  # type: ignore[union-attr]
                _log.warning("told to wait", endpoint=endpoint, chat=chat, seconds=seconds)
                await self._rest(chat, seconds)
                if tries == MAX_TRIES:
                    raise
                if not paced:
                    await asyncio.sleep(seconds)
            else:
                return answer
        raise AssertionError("unreachable")

    async def _turn(self, priority: int, chat: Chat | None) -> None:
        if not self._waiting and self._budgets.at_once(chat):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Call(priority, next(self._numbers), chat, turn))
        self._news.set()
        if self._handing_out is None or self._handing_out.done():
            self._handing_out = asyncio.create_task(self._hand_out())
        await turn

    async def _hand_out(self) -> None:
        """Give turns to those who wait, until nobody does."""
        tries = 0
        while self._waiting:
            try:
                await self._hand_out_one()
            except Exception as error:  # whoever waits would wait for ever
                if isinstance(error, DatabaseUnavailable):
                    _log.warning("messages wait for their turn", error=str(error))
                else:
                    _log.error("turns broke, and are given again", exc_info=error)
                await asyncio.sleep(backoff(tries, first=_FIRST_PAUSE, most=_LONGEST_PAUSE))
                tries += 1
            else:
                tries = 0

    async def _hand_out_one(self) -> None:
        if self._first() is None:
            await self._pause()
            return
        await self._have_place()
        # Something more urgent may have come meanwhile.
        if (call := self._first()) is None:
            return
        seconds = 0.0 if call.chat is None else await self._budgets.take(call.chat)
        if seconds and call.chat is not None:
            self._wait_for(call.chat, seconds)
            return
        self._place_at = float("-inf")
        if not call.turn.done():
            call.turn.set_result(None)

    def _first(self) -> _Call | None:
        """The most urgent call of which nothing is known why it should wait."""
        now = asyncio.get_running_loop().time()
        self._waiting = [call for call in self._waiting if not call.turn.done()]
        ready = (call for call in self._waiting if self._ready_at(call) <= now)
        return min(ready, default=None)

    def _ready_at(self, call: _Call) -> float:
        return 0.0 if call.chat is None else self._not_before.get(call.chat, 0.0)

    async def _pause(self) -> None:
        """Wait until one may go of those who wait, or somebody else comes."""
        self._news.clear()
        ready_at = min(map(self._ready_at, self._waiting), default=0.0)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(ready_at):
                await self._news.wait()

    async def _have_place(self) -> None:
        """Take a place among all, unless one is had, and wait until it comes."""
        loop = asyncio.get_running_loop()
        if self._place_at < loop.time() - _LATE:
            seconds = await self._budgets.place()
            self._place_at = loop.time() + seconds
        if (wait := self._place_at - loop.time()) > 0:
            await asyncio.sleep(wait)

    async def _rest(self, chat: Chat, seconds: float) -> None:
        self._wait_for(chat, seconds)
        # Everybody may have to rest.
        self._place_at = float("-inf")
        try:
            await self._budgets.rest(chat, seconds)
        except DatabaseUnavailable as error:
            # Without it the others do not send either.
            _log.warning("the others are not told to wait", chat=chat, error=str(error))

    def _wait_for(self, chat: Chat, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        self._not_before[chat] = max(self._not_before.get(chat, 0.0), now + max(seconds, _SOONEST))
        if len(self._not_before) > _MAX_CHATS:
            self._not_before = {key: at for key, at in self._not_before.items() if at > now}
