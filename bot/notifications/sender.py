"""The sender: keeps the promises that the notifications made, one chat at a time."""

from __future__ import annotations

import asyncio
import hashlib
from functools import cache, partial
from typing import TYPE_CHECKING

import structlog
from structlog.contextvars import bind_contextvars
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.measures import Measures
from bot.notifications.old_cards import OldCards
from bot.notifications.unsent import Unsent
from bot.persistence.queues.cards import NOTHING_SHOWN
from bot.persistence.queues.promises import Priority
from bot.worker import Wakeup, backoff
from domain.shared.errors import DatabaseLost, DatabaseUnavailable
from handlers.ui.telegram_errors import is_unmodified

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from datetime import datetime

    from telegram.error import TelegramError
    from telegram.ext import ExtBot

    from bot.command_bus import CommandBus
    from bot.notifications.message_queue import MessageQueue, Ready
    from bot.persistence.queues.promises import Promised
    from handlers.ui.keyboards import Card

_log = structlog.get_logger(__name__)

MAX_BUSY = 500
# So many messages are written at a time; all of them would keep the event loop too long.
LOOK = 20
PATIENCE = 0.5
SAFETY_POLL = 1.0
# After an error of ours that nothing else catches a chat rests so long.
BROKEN_PAUSE = 30.0
_SILENT = (Priority.REPLY, Priority.QUIET)
_CARD_LOST = ("message to edit not found", "message can't be edited", "message_id_invalid")


async def _nobody() -> Collection[int]:
    """No chat has had much."""
    return ()


class Sender:
    """Sends what is promised: chats side by side, the messages of one chat in order.

    A message leaves the queue after Telegram took it. A crash in between repeats at most the
    one message per chat that was in flight, and never an edit. A card that is sent anew is noted
    before the message that it was goes: a chat is never without it.
    """

    def __init__(
        self,
        queue: MessageQueue,
        bus: CommandBus,
        bot: ExtBot[int],
        clock: Callable[[], datetime],
        on_trouble: Callable[[TelegramError], None] = lambda _error: None,
        may_send: Callable[[], bool] = lambda: True,
        crowded: Callable[[], Awaitable[Collection[int]]] = _nobody,
        measures: Measures | None = None,
    ) -> None:
        """Send through ``bot``.

        Args:
            queue: The promises.
            bus: Hears of people whom no message reaches.
            bot: Sends.
            clock: Tells the time, in UTC.
            on_trouble: Hears of Telegram's errors that say nothing about a message.
            may_send: Says whether nobody else sends; asked before each message.
            crowded: Knows the chats that have had so much that what nobody waits for can wait there.
            measures: Where what comes of messages is counted and timed.
        """
        self._clock, self._measures = clock, measures or Measures()
        self._queue, self._bot = queue, bot
        self._may_send, self._crowded = may_send, crowded
        self.old_cards = OldCards(queue, bot)
        self._unsent = Unsent(queue, bus, clock, on_trouble)
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._passed_over = False
        self.wakeup = Wakeup(SAFETY_POLL)

    async def restore(self) -> None:
        """Try again what an earlier process could not make: this one may be able to."""
        if revived := await self._queue.revive():
            _log.info("messages that were set aside are tried again", count=revived)

    async def run(self) -> None:
        """Send until cancelled; ``finish`` waits for what is then in flight."""
        while True:
            self.wakeup.clear()
            await self._begin()
            # Looking and writing the texts takes a while; others have their turn in between.
            await asyncio.sleep(0)
            # A new promise wakes, and so does a chat that has become free.
            await self.wakeup.wait()

    async def send_once(self) -> int:
        """Send what is promised now; answers how many chats had something."""
        begun = await self._begin()
        await self.finish(None)
        return begun

    async def finish(self, patience: float | None = PATIENCE) -> None:
        """Wait for what is in flight, so that a restart does not send it again."""
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=patience)

    async def stop(self) -> None:
        """Finish what is in flight, unless others send by now, and leave the rest to them."""
        await self.finish(PATIENCE if self._may_send() else 0)
        left = list(self._busy.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _begin(self) -> int:
        """Begin a task for each chat that has something promised and none in flight.

        A chat that Telegram makes wait holds up nobody but itself. What is sent to it next is
        chosen when it is its turn: meanwhile something more urgent may have come.
        """
        room = min(LOOK, MAX_BUSY - len(self._busy))
        busy = list(self._busy)
        self._passed_over = bool(busy)
        look = await self._queue.ready(room, busy, await self._crowded())
        if look.ready and look.found == room:
            self.wakeup.set()
        self._passed_over |= len(look.ready) < look.found
        for ready in look.ready:
            chat_id = ready.promised.chat_id
            task = asyncio.create_task(self._send_one(ready))
            self._busy[chat_id] = task
            task.add_done_callback(partial(self._end, chat_id))
        return len(look.ready)

    def _end(self, chat_id: int, _task: asyncio.Task[None]) -> None:
        del self._busy[chat_id]
        if self._passed_over:
            self.wakeup.set()

    async def _send_one(self, ready: Ready) -> None:
        if not self._may_send():
            return
        # The task is of this message alone.
        bind_contextvars(**_ids_of(ready.promised))
        try:
            await self._send(ready)
        except DatabaseUnavailable as error:
            _log.warning("messages of a chat wait", error=str(error))
            await asyncio.sleep(SAFETY_POLL)
        except Exception as error:
            chat_id = ready.promised.chat_id
            _log.error("messages of a chat broke off", chat=chat_id, exc_info=error)
            await asyncio.sleep(BROKEN_PAUSE)

    async def _send(self, ready: Ready) -> None:
        promised, is_shown = ready.promised, True
        try:
            if ready.is_needless:
                is_shown = False
                await self._take_away(promised)
            elif promised.kind == "card":
                is_shown = await self._send_card(promised, ready.card())
            else:
                await self._send_new(promised, ready.card())
                await self._note(partial(self._queue.sent, promised))
        except Exception as error:  # no message may stop the others
            self._measures.message(_name(promised.priority), "not_sent")
            await self._unsent.decide(promised, error)
        else:
            self._unsent.link_works(promised.chat_id)
            self._tell(promised, is_shown=is_shown)

    def _tell(self, promised: Promised, *, is_shown: bool) -> None:
        urgency = _name(promised.priority)
        if not is_shown:
            self._measures.message(urgency, "needless")
            return
        since = promised.promised_at or self._clock()
        self._measures.message(urgency, "sent", (self._clock() - since).total_seconds())
        _log.debug("message sent", kind=promised.kind, audience=promised.audience)

    async def _note(self, note: Callable[[], Awaitable[None]]) -> None:
        """Commit that Telegram has a message, however long the database is away.

        Else it would go out again.
        """
        tries = 0
        while True:
            try:
                await note()
            except DatabaseLost:
                raise
            except DatabaseUnavailable as error:
                _log.warning("a sent message is not noted yet", error=str(error))
                await asyncio.sleep(backoff(tries))
                tries += 1
            else:
                return

    async def _send_card(self, promised: Promised, card: Card) -> bool:
        """Bring a card up to date; answers whether it said anything else until now."""
        digest, known = _digest(card), promised.known
        if promised.is_new or known is None:
            shown = await self._send_new(promised, card)
        elif known[1] == digest:
            await self._note(partial(self._queue.sent_card, promised))
            return False
        else:
            shown = await self._show(promised, card, known[0])
        await self._note(partial(self._queue.card_sent, promised, shown, digest))
        if known and (shown != known[0] or known[1] == NOTHING_SHOWN):
            self.old_cards.wakeup.set()
        return True

    async def _take_away(self, promised: Promised) -> None:
        await self._note(partial(self._queue.taken_away, promised))
        if promised.known:
            self.old_cards.wakeup.set()

    async def _show(self, promised: Promised, card: Card, message_id: int) -> int:
        """Edit the card, or send it where there is none any more."""
        try:
            await self._bot.edit_message_text(
                card.text,
                promised.chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=card.keyboard,
                rate_limit_args=promised.priority,
            )
        except BadRequest as error:
            if not is_unmodified(error):
                if not any(lost in error.message.lower() for lost in _CARD_LOST):
                    raise
                return await self._send_new(promised, card)
        return message_id

    async def _send_new(self, promised: Promised, card: Card) -> int:
        message = await self._bot.send_message(
            promised.chat_id,
            card.text,
            parse_mode=ParseMode.HTML,
            reply_markup=card.keyboard,
            # Whoever has just done something looks at the chat anyway, and whoever has nothing to
            # do need not.
            disable_notification=promised.priority in _SILENT and not promised.is_news,
            rate_limit_args=promised.priority,
        )
        return message.message_id


def _ids_of(promised: Promised) -> dict[str, object]:
    """By what the log names the order and the event that a message is about, if about any."""
    ids = {"order": promised.order_id, "event_seq": promised.news}
    return {name: id for name, id in ids.items() if id is not None}


@cache
def _name(priority: int) -> str:
    return Priority(priority).name.lower()


def _digest(card: Card) -> str:
    buttons = card.keyboard.to_json() if card.keyboard else ""
    return hashlib.sha256(f"{card.text}\0{buttons}".encode()).hexdigest()
