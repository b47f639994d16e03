"""Updates that wait for the bot, and the long poll that fetches them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.simulator.model import BotApiError, conflict
from bot.simulator.world.faults import Faults

_ALL = """
message edited_message channel_post edited_channel_post business_connection business_message
edited_business_message deleted_business_messages guest_message message_reaction
message_reaction_count inline_query chosen_inline_result callback_query shipping_query
pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member
chat_join_request chat_boost removed_chat_boost managed_bot
"""
KINDS = frozenset(_ALL.split())
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
_DAY = timedelta(hours=24)
_SHORT_LIVED = {
    kind: timedelta(seconds=150)
    for kind in ("callback_query", "pre_checkout_query", "shipping_query")
}
_TAKEN_OVER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that the bot has not confirmed yet."""

    body: dict[str, Any]
    kind: str
    key: Hashable
    expires: datetime

    @property
    def id(self) -> int:
        """Return the update's number."""
        return int(self.body["update_id"])


class Updates:
    """The queue between the people and the bot."""

    def __init__(self, clock: Callable[[], datetime], faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        self._again: list[Pending] = []
        # A bot may outlive the simulator and remember which updates it has seen.
        self._last_id = int(clock().timestamp())
        self._pending: OrderedDict[int, Pending] = OrderedDict()
        self._waiter: asyncio.Future[None] | None = None
        self.kinds = DEFAULT_KINDS
        self.allowed: list[str] | None = None
        self.listener: Callable[[Pending], None] | None = None
        self.polled = asyncio.Event()

    def push(self, kind: str, body: dict[str, Any], key: Hashable) -> int | None:
        """Queue an update unless the bot does not want its kind; return its number."""
        if kind not in self.kinds:
            return None
        self._last_id += 1
        expires = self._clock() + _SHORT_LIVED.get(kind, _DAY)
        pending = Pending({"update_id": self._last_id, kind: body}, kind, key, expires)
        self._pending[self._last_id] = pending
        if self.listener is not None:
            self.listener(pending)
        else:
            self.release()
        return self._last_id

    def allow(self, wanted: object) -> None:
        """Remember which kinds the bot wants; what cannot be read changes nothing."""
        names = wanted
        if isinstance(names, str):
            try:
                names = orjson.loads(names)
            except orjson.JSONDecodeError:
                return
        if isinstance(names, list):
            chosen = [name for name in names if isinstance(name, str) and name in KINDS]
            self.kinds = frozenset(chosen) or DEFAULT_KINDS
            self.allowed = chosen or None

    def live(self, limit: int | None = None) -> list[Pending]:
        """Return the oldest updates that have not expired, and forget those that have."""
        now, found, expired = self._clock(), [], []
        for pending in self._pending.values():
            if pending.expires <= now:
                expired.append(pending.id)
                continue
            found.append(pending)
            if len(found) == limit:
                break
        for update_id in expired:
            del self._pending[update_id]
        return found

    def done(self, update_id: int) -> None:
        """Forget one update."""
        self._pending.pop(update_id, None)

    def clear(self) -> None:
        """Forget all of them."""
        self._pending.clear()
        self._again.clear()

    def interrupt(self, error: BotApiError) -> None:
        """End the poll that waits, if one does."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
        self._waiter = None
        self.polled.clear()

    def release(self) -> None:
        """Let the poll that waits return now."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Pending]:
        """Confirm what came before `offset` and return what waits, or wait for it."""
        self._confirm(offset)
        self.interrupt(conflict(_TAKEN_OVER))
        found = self._batch(limit)
        if found or seconds <= 0:
            return found
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        self.polled.set()
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return []
        finally:
            if self._waiter is waiter:
                self._waiter = None
                self.polled.clear()
        return self._batch(limit)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            for _ in range(len(self._pending) + offset):
                self._pending.popitem(last=False)
            return
        while self._pending and next(iter(self._pending)) < offset:
            _, confirmed = self._pending.popitem(last=False)
            if self._faults.active and self._faults.fires("duplicate_updates"):
                self._again.append(confirmed)

    def _batch(self, limit: int) -> list[Pending]:
        if not self._again and not self._faults.active:
            return self.live(limit)
        again, self._again = self._again[:limit], self._again[limit:]
        found = again + self.live(limit)[: limit - len(again)]
        if len(found) > 1 and self._faults.fires("shuffled_updates"):
            return self._faults.shuffled(found)
        return found
