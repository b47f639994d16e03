"""Handling one update, as often as it takes, until it is done or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import structlog
from telegram import Update

from bot.logs import about
from bot.measures import OTHER
from bot.persistence.queues.idempotency import scope_of_update
from bot.persistence.queues.inbox import DoneElsewhereError
from bot.telegram.incoming.conversation_store import ConversationStore
from bot.telegram.outgoing.reply_deduplication import SentReplies
from bot.telegram.trimming import read_update
from bot.worker import backoff
from domain.customer import UpdateSetAside
from domain.payment import RecordCharge
from domain.shared.errors import DatabaseLost
from domain.shared.money import Money
from handlers.scope import Scope
from handlers.session import Session
from handlers.ui.telegram_errors import is_trouble

if TYPE_CHECKING:
    from bot.command_bus import CommandBus
    from bot.measures import Measures
    from bot.persistence.queues.inbox import StoredUpdate
    from bot.telegram.incoming.spinners import Spinners
    from bot.telegram.incoming.turning_away import TurningAway
    from bot.telegram.incoming.update_store import UpdateStore
    from handlers.context import App, Dependencies
    from handlers.scope import ScopedUpdate

_log = structlog.get_logger(__name__)

# A handler that breaks is tried so often before its update is set aside.
MAX_BROKEN = 3
# After each try a person's later updates wait so long, in seconds, and no longer than a minute.
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 60.0
_PROBLEM = 300
HANDLED, ELSEWHERE = "handled", "elsewhere"


class InHand:
    """An update that is being handled: what was sent for it, and how often what went wrong."""

    def __init__(
        self, stored: StoredUpdate, updates: UpdateStore, *, is_fresh: bool = False
    ) -> None:
        """Take an update in hand; one that ``is_fresh`` was kept just now, and never tried."""
        self.stored, self.is_fresh = stored, is_fresh
        self.sent = SentReplies(stored, updates)
        self.broken = 0
        self.kind = OTHER


class Processing:
    """Hands updates to the handlers of an application.

    An update is done in one transaction with the conversation state that it changed, and only
    when it was handled. While Telegram or the database is away it is tried again without end.
    One that its handler cannot handle keeps what it says and is set aside like a dead letter.
    """

    def __init__(
        self,
        updates: UpdateStore,
        bus: CommandBus,
        app: App,
        turning_away: TurningAway,
        spinners: Spinners,
        measures: Measures,
    ) -> None:
        """Handle with the handlers of ``app``, whose commands go through ``bus``.

        When the database is lost, ``turning_away`` answers whoever waits. A tap is done when
        Telegram has been told of it, by ``spinners``. Each try is counted by ``measures``.
        """
        self._measures = measures
        self._updates, self._bus, self._app = updates, bus, app
        self._turning_away, self._spinners = turning_away, spinners
        self._dependencies: Dependencies = app.bot_data["dependencies"]
        self._conversations = ConversationStore(app)

    async def handle(self, update: InHand, tries: int) -> float | None:
        """Handle an update for the how-manieth time; answers the seconds until the next, or None.

        It never raises.
        """
        with about(update_id=update.stored.update_id):
            outcome, pause = await self._try(update, tries)
        waited = None
        if outcome == HANDLED and (since := update.stored.received_at):
            waited = (self._dependencies.clock() - since).total_seconds()
        self._measures.update(update.kind, outcome, waited)
        return pause

    async def _try(self, update: InHand, tries: int) -> tuple[str, float | None]:
        """What came of a try, and the seconds until the next, if there is to be one."""
        said = {"update_id": update.stored.update_id, "tries": tries}
        pause = backoff(tries - 1, first=FIRST_PAUSE, most=LONGEST_PAUSE)
        try:
            return await self._handle(update, is_first_try=update.is_fresh and tries == 1), None
        except DoneElsewhereError:
            _log.info("update was done elsewhere", **said)
            return ELSEWHERE, None
        except DatabaseLost as error:
            _log.error("update not handled", **said, error=str(error))
            await self._turning_away.answer([orjson.loads(update.stored.payload)])
            return "lost", None
        except Exception as error:  # a user queue must never end
            if is_trouble(error):
                _log.warning("update waits", **said, error=f"{type(error).__name__}: {error}")
                return "waits", pause
            update.broken += 1
            if update.broken < MAX_BROKEN:
                _log.error("handler broke and is tried again", **said, exc_info=error)
                return "broke", pause
            is_aside = await self._set_aside(update, error)
            return ("set_aside", None) if is_aside else ("broke", pause)

    async def _handle(self, in_hand: InHand, *, is_first_try: bool) -> str:
        """Handle an update; answers whether it was to be handled here."""
        stored = in_hand.stored
        update = self._read(in_hand)
        user = update.effective_user
        user_id = user.id if user else None
        looked = await self._updates.look(stored.update_id, user_id)
        # It came into two hands: fetched while its own queue was filled up from the database.
        if looked is None:
            return ELSEWHERE
        in_hand.sent.begin()
        bus = self._bus.within(scope_of_update(stored.update_id), is_first_try=is_first_try)
        if user is None or update.pre_checkout_query is not None:
            await self._process(update, Scope(bus, Session(), in_hand.sent, looked.known))
            await self._updates.done(stored.update_id)
            return HANDLED
        before = looked.conversation
        session = self._conversations.enter(user.id, before)
        try:
            await self._process(update, Scope(bus, session, in_hand.sent, looked.known))
        finally:
            after = self._conversations.leave(user.id, session)
        if tap := update.callback_query:
            await self._spinners.stop(tap.id)
        await self._updates.done(stored.update_id, user.id, before, after)
        return HANDLED

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
            error_told = f"{incident} {problem}"
            await self._updates.set_aside(update.stored.update_id, error_told, event)
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

    def _read(self, in_hand: InHand) -> ScopedUpdate:
        raw = orjson.loads(in_hand.stored.payload)
        in_hand.kind = next((it for it in raw if it in Update.ALL_TYPES), OTHER)
        return read_update(raw, self._app.bot)


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
