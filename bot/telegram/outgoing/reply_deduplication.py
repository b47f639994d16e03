"""What was answered to an update before it was tried again is not answered again.

While the process lives it knows what it sent. For the case of a crash the first message for an
update needs no note: if the process dies while it is in flight, it may come twice, and nothing
else does. Before each further one, the number of those sent is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.persistence.database.database import Door
    from bot.persistence.queues.inbox import StoredUpdate


class Replies:
    """The messages that are sent for one update, counted anew at each try."""

    def __init__(self, stored: StoredUpdate, door: Door) -> None:
        """Begin with what an earlier process has noted."""
        self._update_id, self._door = stored.update_id, door
        self.sent = self._noted = stored.replies
        self._number = 0

    def begin(self) -> None:
        """The update is handled once more, from its first message on."""
        self._number = 0

    async def is_new(self) -> bool:
        """Count one message; False when an earlier try has sent it. Raises DatabaseUnavailable."""
        self._number += 1
        if self._number <= self.sent:
            return False
        if self.sent > self._noted:
            sent = self.sent
            await self._door.write(lambda uow: uow.updates.replied(self._update_id, sent))
            self._noted = sent
        return True

    def took(self) -> None:
        """Telegram has the message that was counted last."""
        self.sent = max(self.sent, self._number)


_replies: ContextVar[Replies | None] = ContextVar("replies", default=None)


@contextmanager
def replying(replies: Replies) -> Iterator[None]:
    """Let every message that is sent inside belong to an update, which is tried (again) now."""
    replies.begin()
    token = _replies.set(replies)
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
