"""The durable inbox: updates are committed before Telegram hears that we have them."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
import structlog
from telegram.error import RetryAfter, TelegramError

from bot.measures import Measures
from bot.persistence.queues.inbox import StoredUpdate
from bot.telegram.incoming.processing import InHand, Processing
from bot.telegram.incoming.spinners import Spinners
from bot.telegram.incoming.turning_away import TurningAway
from bot.telegram.incoming.user_queues import MOST_IN_QUEUE, UserLocks, UserQueues
from bot.telegram.link import Link, LinkState
from bot.worker import Wakeup, backoff
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from telegram.request import BaseRequest

    from bot.command_bus import CommandBus
    from bot.telegram.incoming.update_store import UpdateStore
    from handlers.context import App

_log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "pre_checkout_query")
POLL_SECONDS = 30
# Beyond this many updates in hand the fetcher waits; Telegram keeps the rest for a day.
MAX_WAITING = 1_000
AT_ONCE = 64
# What is in hand at a stop may take this long to finish; the sender's messages have their own time
# after it, and all in all it takes no more than two seconds.
PATIENCE = 1.0
# So often, between two fetches, the database is searched for updates that nobody has in hand.
LOOK_EVERY = 10.0
# The same where others may be killed: what they leave is announced by nobody.
SHARE_EVERY = 1.0
_LONGEST_PAUSE = 15.0
_LOOK_AGAIN = 5.0
# What is not acknowledged comes again at once; a payment has to be answered within 10 s.
_TURN_AWAY_EVERY = 1.0
# A payment must be answered within 10 s (Bot API), so it waits behind nothing, not even another.
_OWN_QUEUE = "pre_checkout_query"
_PAYING = "pay-"
# What a column takes for a number.
_NUMBERS = 2**63


class Inbox:
    """Fetches updates, keeps them, and lets those of one person be handled one after the other.

    A batch is committed before the next ``getUpdates`` acknowledges it. What is undone and in
    nobody's hand is taken up again: what a crash left, and what an operator lets be tried again.
    """

    def __init__(
        self,
        updates: UpdateStore,
        bus: CommandBus,
        app: App,
        poll: BaseRequest,
        link: Link | None = None,
        locks: UserLocks | None = None,
        measures: Measures | None = None,
    ) -> None:
        """Fetch through ``poll``, handle with the handlers of ``app``; ``link`` hears of errors.

        With ``locks`` other processes do the same on this database.
        """
        self._has_others = locks is not None
        self._updates, self._app, self._poll = updates, app, poll
        self._link = link or Link()
        self._turning_away = TurningAway(app.bot)
        self._spinners = Spinners(app.bot)
        more = (self._turning_away, self._spinners, measures or Measures())
        self._processing = Processing(updates, bus, app, *more)
        self._user_queues: UserQueues[InHand] = UserQueues(
            self._processing.handle,
            AT_ONCE,
            lambda user_queue: user_queue.startswith(_PAYING),
            self._more_of,
            locks,
            order=lambda in_hand: in_hand.stored.update_id,
        )
        self._offset: int | None = None
        self._looked_at = monotonic()
        self.caught_up = asyncio.Event()
        self.news = Wakeup(SHARE_EVERY if locks else LOOK_EVERY)

    @property
    def waiting(self) -> int:
        """How many updates are kept and not handled yet."""
        return self._user_queues.waiting

    @property
    def has_room(self) -> bool:
        """Whether more may be taken in hand."""
        return self.waiting < MAX_WAITING

    async def restore(self) -> None:
        """Take up what was acknowledged, not finished, and is in nobody's hand."""
        self._looked_at = monotonic()
        await self._user_queues.wake(await self._updates.user_queues())

    async def run(self) -> None:
        """Fetch until cancelled; once the database is lost, turn everybody away."""
        try:
            while True:
                await self._user_queues.below(MAX_WAITING)
                if monotonic() - self._looked_at >= LOOK_EVERY:
                    await self.restore()
                batch = await self._fetched()
                await self.take(batch)
                if not batch and not self.caught_up.is_set():
                    await self.catch_up()
        except DatabaseLost:
            _log.error("updates are left at Telegram, because the database is lost")
        while True:
            # None of these is acknowledged: Telegram keeps them for the next start.
            await self.turn_away(await self._fetched())
            await asyncio.sleep(_TURN_AWAY_EVERY)

    async def share(self) -> None:
        """Take up what anybody has kept and nobody has in hand, until cancelled."""
        while True:
            self.news.clear()
            await self._user_queues.below(MAX_WAITING)
            await self.restore()
            await self.news.wait()

    async def turn_away(self, batch: list[dict[str, Any]]) -> None:
        """Tell whoever sent these, once, that nothing works; they stay at Telegram."""
        await self._turning_away.answer(batch)

    def drop(self) -> None:
        """Break off what is in hand, because its locks are gone."""
        self._user_queues.drop()

    async def take(self, batch: list[dict[str, Any]]) -> None:
        """Commit a batch, acknowledge it with the next fetch, and queue what is new."""
        if not batch:
            return
        arrived = [_stored(raw) for raw in batch]
        fresh = await self._updates.keep(arrived)
        new = {stored.update_id for stored in fresh}
        # One that was kept before may be in nobody's hand: it comes before what is new.
        known = {kept.user_queue for kept in arrived if kept.update_id not in new}
        await self._user_queues.wake(known)
        for raw in batch:
            if raw["update_id"] in new and (tap := raw.get("callback_query")):
                self._spinners.stop(tap["id"])
        for stored in fresh:
            self._user_queues.put(stored.user_queue, InHand(stored, self._updates, is_fresh=True))
        newest = max(stored.update_id for stored in arrived)
        self._offset = max(self._offset or 0, newest + 1)

    async def stop(self) -> None:
        """Finish what is in hand; the rest waits in the database for the next start."""
        await self._user_queues.stop(PATIENCE)
        await self._spinners.end()

    async def _more_of(self, user_queue: str) -> list[InHand]:
        # Whoever shares takes them one by one, and wants to know whether there are more.
        most = 2 if self._has_others else MOST_IN_QUEUE
        while True:
            try:
                more = await self._updates.undone_in(user_queue, most)
            except DatabaseLost:
                return []
            except DatabaseUnavailable as error:
                _log.warning("inbox not read", user_queue=user_queue, error=str(error))
                await asyncio.sleep(_LOOK_AGAIN)
            else:
                return [InHand(stored, self._updates) for stored in more]

    async def catch_up(self) -> None:
        """Telegram has nothing older: once all is handled, deadlines may be looked at."""
        if self._has_others and await self._updates.user_queues():
            return
        try:
            async with asyncio.timeout(1.0):
                await self._user_queues.idle()
        except TimeoutError:
            return
        self.caught_up.set()

    async def _fetched(self) -> list[dict[str, Any]]:
        tries = 0
        while True:
            try:
                batch = await self._fetch()
            except TelegramError as error:
                self._link.not_fetched(error)
                pause = backoff(tries, first=0.5, most=_LONGEST_PAUSE)
                if isinstance(error, RetryAfter):
                    pause = error.retry_after.total_seconds()  # type: ignore[union-attr]
                _log.warning("updates not fetched", error=str(error), pause=pause)
                await asyncio.sleep(pause)
                tries += 1
            else:
                self._link.works()
                return batch

    async def _fetch(self) -> list[dict[str, Any]]:
        # Until everything that came while nobody listened is here, Telegram shall not wait; nor
        # when we want to know whether it answers, or takes the token, again.
        is_well = self._link.state is not LinkState.UNAUTHORIZED and not self._link.is_away
        at_once = not self.caught_up.is_set() or not is_well
        seconds = 0 if at_once else POLL_SECONDS
        kinds = orjson.dumps(ALLOWED_UPDATES).decode()
        wanted: dict[str, object] = {"timeout": seconds, "allowed_updates": kinds}
        if self._offset is not None:
            wanted["offset"] = self._offset
        # Not by ``Bot.get_updates``: it builds objects, and the inbox keeps what was sent.
        url = f"{self._app.bot.base_url}/getUpdates?{urlencode(wanted)}"
        batch: Any = await self._poll.post(url, read_timeout=POLL_SECONDS + 10)
        if not isinstance(batch, list) or not all(map(is_update, batch)):
            raise TelegramError("Invalid server response")
        return batch


def is_update(raw: Any) -> bool:
    """Whether it is an object with a number that can be kept, and a content that is an object."""
    return (
        isinstance(raw, dict)
        and type(raw.get("update_id")) is int
        and 0 <= raw["update_id"] < _NUMBERS
        and all(isinstance(it, dict) for name, it in raw.items() if name != "update_id")
    )


def _stored(raw: dict[str, Any]) -> StoredUpdate:
    kind = next((name for name in raw if name != "update_id"), "")
    content = raw.get(kind) or {}
    sender = content.get("from") or content.get("chat") or {}
    user_queue = f"user-{sender.get('id', 0)}"
    if kind == _OWN_QUEUE:
        user_queue = f"{_PAYING}{raw['update_id']}"
    return StoredUpdate(int(raw["update_id"]), user_queue, orjson.dumps(raw).decode())
