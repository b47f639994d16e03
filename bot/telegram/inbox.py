"""The durable inbox: updates are committed before Telegram hears that we have them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.persistence.once import handling
from bot.persistence.updates import StoredUpdate
from bot.telegram.conversations import Conversations, keep
from bot.telegram.essence import essence_of_update
from bot.telegram.lanes import MOST_IN_LANE, Lanes
from bot.telegram.replies import replying

if TYPE_CHECKING:
    from telegram.request import BaseRequest

    from bot.persistence.door import Door
    from bot.persistence.transaction import SqlTransaction
    from handlers.context import App, Platform

_log = structlog.get_logger(__name__)

ALLOWED_UPDATES = '["message","callback_query","pre_checkout_query"]'
POLL_SECONDS = 30
# Beyond this many updates in hand the fetcher waits; Telegram keeps the rest for a day.
MAX_WAITING = 1_000
AT_ONCE = 64
# A handler that breaks is tried so often before its person gets an apology.
MAX_BROKEN = 3
# An update that cannot be handled or answered (the network, the database) is tried again after
# each of these; its person's later updates wait behind it.
PAUSES = (0.3, 0.6, 1.2, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 60.0, 60.0)
# What is in hand at a stop may take this long to finish.
PATIENCE = 1.5
_LONGEST_PAUSE = 15.0
# A payment must be answered within 10 s (Bot API), so it waits behind nothing of its payer.
_OWN_LANE = "pre_checkout_query"
_PAYING = "pay-"


class _UnansweredError(Exception):
    """An update was handled, but Telegram could not be told."""


class Inbox:
    """Fetches updates, keeps them, and handles those of one person one after the other.

    A batch is committed before the next ``getUpdates`` acknowledges it. An update is done in
    one transaction with the conversation state that it changed. What a crash leaves undone is
    handled again at the next start; its commands have their effect once.
    """

    def __init__(self, door: Door, app: App, poll: BaseRequest) -> None:
        """Fetch through ``poll``, handle with the handlers of ``app``."""
        self._door, self._app, self._poll = door, app, poll
        self._platform: Platform = app.bot_data["platform"]
        self._conversations = Conversations(app)
        self._lanes: Lanes[StoredUpdate] = Lanes(
            self._handle, AT_ONCE, lambda lane: lane.startswith(_PAYING), self._more_of
        )
        self._offset: int | None = None
        self.caught_up = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many updates are kept and not handled yet."""
        return self._lanes.waiting

    async def restore(self) -> None:
        """Take up what an earlier process acknowledged and did not finish."""
        for stored in await self._door.read(lambda tx: tx.updates.undone()):
            self._lanes.put(stored.lane, stored)

    async def run(self) -> None:
        """Fetch until cancelled."""
        pause = 0.5
        while True:
            await self._lanes.below(MAX_WAITING)
            try:
                batch = await self._fetch()
            except InvalidToken:
                raise
            except TelegramError as error:
                if isinstance(error, RetryAfter):
                    pause = error.retry_after.total_seconds()  # type: ignore[union-attr]
                _log.warning("updates not fetched", error=str(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
                continue
            pause = 0.5
            await self.take(batch)
            if not batch and not self.caught_up.is_set():
                await self._lanes.below(1)
                self.caught_up.set()

    async def take(self, batch: list[dict[str, Any]]) -> None:
        """Commit a batch, acknowledge it with the next fetch, and queue what is new."""
        if not batch:
            return
        arrived = [_stored(raw) for raw in batch]
        fresh = await self._door.write(lambda tx: tx.updates.keep(arrived), lasting=True)
        for stored in fresh:
            self._lanes.put(stored.lane, stored)
        newest = max(stored.update_id for stored in arrived)
        self._offset = max(self._offset or 0, newest + 1)

    async def _more_of(self, lane: str) -> list[StoredUpdate]:
        # A read gives nobody else a turn (docs/adr/0008), so nothing comes into the lane meanwhile.
        return await self._door.read(lambda tx: tx.updates.undone_in(lane, MOST_IN_LANE))

    async def stop(self) -> None:
        """Finish what is in hand; the rest waits in the database for the next start."""
        await self._lanes.stop(PATIENCE)

    async def _fetch(self) -> list[dict[str, Any]]:
        # Until everything that came while nobody listened is here, Telegram shall not wait.
        seconds = POLL_SECONDS if self.caught_up.is_set() else 0
        wanted: dict[str, object] = {"timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            wanted["offset"] = self._offset
        # Not by ``Bot.get_updates``: it builds objects, and the inbox keeps what was sent.
        url = f"{self._app.bot.base_url}/getUpdates?{urlencode(wanted)}"
        batch: Any = await self._poll.post(url, read_timeout=POLL_SECONDS + 10)
        return list(batch)

    async def _handle(self, stored: StoredUpdate, tries: int) -> float | None:
        """Handle an update; answers when to try again, or None when it is done with."""
        patient = self._platform.patient
        if tries < MAX_BROKEN:
            patient.add(stored.update_id)
        try:
            await self._handle_once(await self._as_it_is_now(stored) if tries > 1 else stored)
        except _UnansweredError:
            _log.warning("update not answered", update_id=stored.update_id, tries=tries)
        except Exception as error:  # a lane must never end
            _log.error("update not handled", update_id=stored.update_id, exc_info=error)
        else:
            return None
        finally:
            patient.discard(stored.update_id)
        if tries <= len(PAUSES):
            return PAUSES[tries - 1]
        await self._give_up(stored)
        return None

    async def _handle_once(self, stored: StoredUpdate) -> None:
        raw = essence_of_update(orjson.loads(stored.payload))
        update = Update.de_json(raw, self._app.bot)
        user = update.effective_user
        with handling(stored.update_id), replying(stored, self._door):
            if user is None or update.pre_checkout_query is not None:
                await self._process(update)
                await self._door.write(partial(_done, stored.update_id))
                return
            before = await self._door.read(lambda tx: tx.conversations.load(user.id))
            self._conversations.enter(user.id, before)
            try:
                await self._process(update)
            finally:
                after = self._conversations.leave(user.id)

            def done(tx: SqlTransaction) -> None:
                keep(user.id, before, after, tx)
                _done(stored.update_id, tx)

            await self._door.write(done)

    async def _process(self, update: Update) -> None:
        await self._app.process_update(update)
        unanswered = self._platform.unanswered
        if update.update_id in unanswered:
            unanswered.discard(update.update_id)
            raise _UnansweredError

    async def _as_it_is_now(self, stored: StoredUpdate) -> StoredUpdate:
        """The update with the replies that were sent for it so far."""
        try:
            return await self._door.read(lambda tx: tx.updates.get(stored.update_id))
        except SQLAlchemyError as error:
            _log.error("inbox not read", update_id=stored.update_id, error=str(error))
            return stored

    async def _give_up(self, stored: StoredUpdate) -> None:
        try:
            await self._door.write(lambda tx: tx.updates.done(stored.update_id, "given up"))
        except Exception as error:
            _log.error("update not given up", update_id=stored.update_id, exc_info=error)


def _done(update_id: int, tx: SqlTransaction) -> None:
    tx.updates.done(update_id)
    tx.handled.forget(update_id)


def _stored(raw: dict[str, Any]) -> StoredUpdate:
    kind = next((name for name in raw if name != "update_id"), "")
    content = raw.get(kind) or {}
    sender = content.get("from") or content.get("chat") or {}
    prefix = _PAYING if kind == _OWN_LANE else "user-"
    lane = f"{prefix}{sender.get('id', 0)}"
    return StoredUpdate(int(raw["update_id"]), lane, orjson.dumps(raw).decode())
