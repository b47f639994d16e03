"""Handling one update, as often as it takes, until it is done or set aside."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import orjson
import structlog

from bot.persistence.queues.idempotency import scope_of_update
from bot.telegram.incoming.conversation_store import ConversationStore, keep
from bot.telegram.outgoing.reply_deduplication import SentReplies
from bot.telegram.trimming import trimmed_update
from domain.customer import UpdateSetAside
from domain.payment import RecordCharge
from domain.shared.money import Money
from handlers.scope import Scope, ScopedUpdate
from handlers.session import Session
from handlers.ui.telegram_errors import is_trouble

if TYPE_CHECKING:
    from telegram import User

    from bot.command_bus import CommandBus
    from bot.persistence.queues.inbox import Conversation, StoredUpdate
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from handlers.context import App, Dependencies

_log = structlog.get_logger(__name__)

# A handler that breaks is tried so often before its update is set aside.
MAX_BROKEN = 3
# After each try; the last pause is that of all further tries. A person's later updates wait.
PAUSES = (0.3, 0.6, 1.2, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0)
_PROBLEM = 300


class InHand:
    """An update that is being handled: what was sent for it, and how often what went wrong."""

    def __init__(self, stored: StoredUpdate, database: Database) -> None:
        """Take an update in hand."""
        self.stored = stored
        self.sent = SentReplies(stored, database)
        self.broken = 0


class Processing:
    """Hands updates to the handlers of an application.

    An update is done in one transaction with the conversation state that it changed, and only
    when it was handled. While Telegram or the database is away it is tried again without end.
    One that its handler cannot handle keeps what it says and is set aside like a dead letter.
    """

    def __init__(self, database: Database, bus: CommandBus, app: App) -> None:
        """Handle with the handlers of ``app``, whose commands go through ``bus``."""
        self._database, self._bus, self._app = database, bus, app
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
        is_undone, before = await self._database.read(partial(_look, stored.update_id, user))
        # It came into two hands: fetched while its own queue was filled up from the database.
        if not is_undone:
            return
        in_hand.sent.begin()
        bus = self._bus.within(scope_of_update(stored.update_id))
        if user is None or update.pre_checkout_query is not None:
            await self._process(update, Scope(bus, Session(), in_hand.sent))
            await self._database.write(partial(_done, stored.update_id))
            return
        session = self._conversations.enter(user.id, before)
        try:
            await self._process(update, Scope(bus, session, in_hand.sent))
        finally:
            after = self._conversations.leave(user.id, session)

        def done(uow: UnitOfWork) -> None:
            keep(user.id, before, after, uow)
            _done(stored.update_id, uow)

        await self._database.write(done)

    async def _process(self, update: ScopedUpdate, scope: Scope) -> None:
        update.enter(scope)
        await self._app.process_update(update)
        if scope.failure is not None:
            raise scope.failure

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

            await self._database.write(set_aside, lasting=True)
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

    def _read(self, stored: StoredUpdate) -> ScopedUpdate:
        raw = trimmed_update(orjson.loads(stored.payload))
        return cast("ScopedUpdate", ScopedUpdate.de_json(raw, self._app.bot))


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
