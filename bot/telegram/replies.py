"""What was answered to an update before a crash is not answered again.

The first message for an update needs no note: if the process dies while it is in flight, it
may come twice, and nothing else does. Before each further one, the number of those sent is
committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.persistence.door import Door
    from bot.persistence.updates import StoredUpdate


@dataclass
class Replies:
    """The messages that are sent while one update is handled."""

    update_id: int
    door: Door
    sent_before: int
    number: int = 0

    async def is_new(self) -> bool:
        """Count one message; False when an earlier try has sent it."""
        self.number += 1
        if self.number <= self.sent_before:
            return False
        sent = self.number - 1
        if sent > self.sent_before:
            await self.door.write(lambda tx: tx.updates.replied(self.update_id, sent))
        return True


_replies: ContextVar[Replies | None] = ContextVar("replies", default=None)


@contextmanager
def replying(stored: StoredUpdate, door: Door) -> Iterator[None]:
    """Let every message that is sent inside belong to an update."""
    token = _replies.set(Replies(stored.update_id, door, stored.replies))
    try:
        yield
    finally:
        _replies.reset(token)


def current_replies() -> Replies | None:
    """The messages of the update that is being handled, if one is."""
    return _replies.get()


def already_sent(data: dict[str, Any]) -> dict[str, Any]:
    """Stands for a message that an earlier try has sent; its number is not known any more."""
    return {"message_id": 0, "date": 0, "chat": {"id": data.get("chat_id"), "type": "private"}}
