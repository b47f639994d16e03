"""Putting away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot.persistence.database.types import from_json
from bot.worker import Wakeup
from domain.customer import DraftAbandoned, RejectionAbandoned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.persistence.queues.inbox import Conversation
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.shared.messages import Event

_log = structlog.get_logger(__name__)

ABANDONED_AFTER = timedelta(days=1)
# Telegram keeps updates for a day, so ids of that age can still come back.
REMEMBER_UPDATES = timedelta(days=2)
# So long the same key of a program that speaks HTTP means the same request.
REMEMBER_CHOSEN_KEYS = timedelta(days=1)
REMEMBER_EVENTS = timedelta(days=30)
BATCH = 500
EVERY_SECONDS = 60
SAFETY_POLL = 300.0


async def _no_budgets() -> None:
    """Nobody keeps any."""


class Housekeeping:
    """Closes conversations left for a day, and forgets marks that can match nothing any more."""

    def __init__(
        self, database: Database, tidy_budgets: Callable[[], Awaitable[None]] = _no_budgets
    ) -> None:
        """Keep a database tidy; ``tidy_budgets`` forgets chats that may be sent to as ever."""
        self._database, self._tidy_budgets = database, tidy_budgets
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Tidy until cancelled: each time that the schedule says so, or after the safety poll."""
        while True:
            self.wakeup.clear()
            await self.tidy()
            await self.wakeup.wait()

    async def tidy(self) -> int:
        """Tidy up once; answers how many conversations were closed."""
        closed = await self._database.write(_close_abandoned)
        pruned = await self._database.write(_prune)
        await self._tidy_budgets()
        if closed or pruned:
            _log.info("tidied up", conversations=closed, rows=pruned)
        return closed


def _close_abandoned(uow: UnitOfWork) -> int:
    abandoned = uow.conversations.abandoned(uow.now - ABANDONED_AFTER, BATCH)
    for conversation in abandoned:
        uow.conversations.end(conversation.user_id)
        for event in _put_away(conversation):
            uow.publish(event)
    return len(abandoned)


def _put_away(conversation: Conversation) -> Iterator[Event]:
    """What was begun and is put away with a conversation; it may be an order, a question, both."""
    states = from_json(dict[str, str], conversation.states)
    order_id = from_json(dict[str, Any], conversation.session).get("rejecting")
    if "ordering" in states:
        yield DraftAbandoned(user_id=conversation.user_id)
    if "rejecting" in states and order_id:
        yield RejectionAbandoned(user_id=conversation.user_id, order_id=order_id)


def _prune(uow: UnitOfWork) -> int:
    updates = uow.updates.prune(uow.now - REMEMBER_UPDATES)
    keys = uow.idempotency.prune(uow.now - REMEMBER_UPDATES)
    keys += uow.idempotency.forget_chosen(uow.now - REMEMBER_CHOSEN_KEYS)
    return updates + keys + uow.outbox.prune_processed(uow.now - REMEMBER_EVENTS, BATCH)
