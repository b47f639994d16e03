"""Handling one update, as often as it takes, until it is done or set aside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import structlog
from telegram import Update, User

from bot.persistence.queues.idempotency import handling
from bot.telegram.incoming.conversation_store import ConversationStore, keep
from bot.telegram.outgoing.reply_deduplication import Replies, replying
from bot.telegram.trimming import trimmed_update
from domain.customer.events import UpdateSetAside
from domain.payment.commands import RecordCharge
from domain.shared.money import Money
from handlers.ui.reply import is_trouble

if TYPE_CHECKING:
    from bot.persistence.database.database import Door
    from bot.persistence.queues.inbox import Conversation, StoredUpdate
    from bot.persistence.unit_of_work import UnitOfWork
    from handlers.context import App, Dependencies

_log = structlog.get_logger(__name__)

# A handler that breaks is tried so often before its update is set aside.
MAX_BROKEN = 3
# After each try; the last pause is that of all further tries. A person's later updates wait.
PAUSES = (0.3, 0.6, 1.2, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0)
_PROBLEM = 300


class InHand:
    """An update that is being handled: what was sent for it, and how often what went wrong."""

    def __init__(self, stored: StoredUpdate, door: Door) -> None:
        """Take an update in hand."""
        self.stored = stored
        self.replies = Replies(stored, door)
        self.broken = 0


class Processing:
    """Hands updates to the handlers of an application.

    An update is done in one transaction with the conversation state that it changed, and only
    when it was handled. While Telegram or the database is away it is tried again without end.
    One that its handler cannot handle keeps what it says and is set aside like a dead letter.
    """

    def __init__(self, door: Door, app: App) -> None:
        """Handle with the handlers of ``app``."""
        self._door, self._app = door, app
        self._dependencies: Dependencies = app.bot_data["dependencies"]
        self._conversations = ConversationStore(app)

    async def handle(self, update: InHand, tries: int) -> float | None:
        """Handle an update for the how-manieth time; answers the seconds until the next, or None.

        It never raises.
        """
        about = {"update_id": update.stored.update_id, "tries": tries}
        pause = PAUSES[min(tries, len(PAUSES)) - 1]
        try:
            await self._handle(update)
        except Exception as error:  # a user queue must never end
            if is_trouble(error):
                _log.warning("update waits", **about, error=f"{type(error).__name__}: {error}")
                return pause
            update.broken += 1
            if update.broken < MAX_BROKEN:
                _log.error("handler broke and is tried again", **about, exc_info=error)
                return pause
            return None if await self._set_aside(update, error) else pause
        return None

    async def _handle(self, in_hand: InHand) -> None:
        stored = in_hand.stored
        update = self._read(stored)
        user = update.effective_user
        with handling(stored.update_id), replying(in_hand.replies):
            is_undone, before = await self._door.read(partial(_look, stored.update_id, user))
            # It came into two hands: fetched while its own queue was filled up from the database.
            if not is_undone:
                return
            if user is None or update.pre_checkout_query is not None:
                await self._process(update)
                await self._door.write(partial(_done, stored.update_id))
                return
            self._conversations.enter(user.id, before)
            try:
                await self._process(update)
            finally:
                after = self._conversations.leave(user.id)

            def done(uow: UnitOfWork) -> None:
                keep(user.id, before, after, uow)
                _done(stored.update_id, uow)

            await self._door.write(done)

    async def _process(self, update: Update) -> None:
        await self._app.process_update(update)
        if error := self._dependencies.failed.pop(update.update_id, None):
            raise error

    async def _set_aside(self, update: InHand, error: Exception) -> bool:
        """Keep what cannot be handled; operators and its person are told by event. False: not yet."""
        incident = uuid4().hex[:8]
        about = {"update_id": update.stored.update_id, "incident": incident}
        _log.error("incident: update set aside", **about, exc_info=error)
        problem = f"{type(error).__name__}: {error}"[:_PROBLEM]
        try:
            event = self._described(update.stored, incident, problem)

            def set_aside(uow: UnitOfWork) -> None:
                if uow.updates.set_aside(update.stored.update_id, f"{incident} {problem}"):
                    uow.publish(event)

            await self._door.write(set_aside, lasting=True)
        except Exception as again:  # it stays in hand, and is tried again
            _log.error("update not set aside", **about, exc_info=again)
            return False
        return True

    def _described(self, stored: StoredUpdate, incident: str, problem: str) -> UpdateSetAside:
        raw: dict[str, Any] = orjson.loads(stored.payload)
        kind = next((name for name in raw if name != "update_id"), "")
        user_id = int(((raw.get(kind) or {}).get("from") or {}).get("id", 0))
        return UpdateSetAside(
            user_id=user_id,
            update_id=stored.update_id,
            kind=kind,
            incident=incident,
            problem=problem,
            charge=_charge_in(raw.get("message") or {}, user_id, self._dependencies.provider),
        )

    def _read(self, stored: StoredUpdate) -> Update:
        raw = trimmed_update(orjson.loads(stored.payload))
        return Update.de_json(raw, self._app.bot)


def _charge_in(message: dict[str, Any], payer_id: int, provider: str) -> RecordCharge | None:
    """The charge that a message reports: it goes to the operators whatever broke."""
    paid = message.get("successful_payment")
    if not paid:
        return None
    try:
        return RecordCharge(
            order_id=paid["invoice_payload"],
            provider=provider,
            charge_id=paid["provider_payment_charge_id"],
            telegram_charge_id=paid["telegram_payment_charge_id"],
            amount=Money(paid["total_amount"], paid["currency"]),
            payer_id=payer_id,
        )
    except (KeyError, ValueError) as error:
        _log.error("a charge that cannot be read", exc_info=error)
        return None


def _look(update_id: int, user: User | None, uow: UnitOfWork) -> tuple[bool, Conversation | None]:
    conversation = uow.conversations.load(user.id) if user else None
    return uow.updates.is_undone(update_id), conversation


def _done(update_id: int, uow: UnitOfWork) -> None:
    uow.updates.done(update_id)
    uow.handled.forget(update_id)
