"""How far behind the relay and the sender are.

Chats are counted, not messages: one chat that takes a message a second makes nobody else wait.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exists, func, select

from bot.persistence.database.tables import messages, outbox, people
from bot.persistence.queues.unpublished import PUBLISHER

# While the store's side is down its events wait, and orders are taken all the same (seed).
_COUNTED = ("order", "payment", "customer", PUBLISHER)
_EVENTS = select(func.count()).select_from(
    select(outbox.c.id)
    .where(outbox.c.consumer.in_(_COUNTED), outbox.c.dead_at.is_(None))
    .limit(bindparam("most"))
    .subquery()
)
_MESSAGES = select(func.count()).select_from(
    select(messages.c.chat_id)
    .distinct()
    .where(
        messages.c.dead_at.is_(None),
        ~exists().where(people.c.user_id == messages.c.chat_id, people.c.reachable.is_(False)),
    )
    .limit(bindparam("most"))
    .subquery()
)


def backlog(connection: Connection, most: int) -> int:
    """How many events, or chats with messages, wait, whichever are more; at most ``most``."""
    counted = (connection.execute(it, {"most": most}).scalar_one() for it in (_EVENTS, _MESSAGES))
    return max(counted)
