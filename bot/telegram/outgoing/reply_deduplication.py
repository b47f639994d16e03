"""What was answered to an update before it was tried again is not answered again.

While the process lives it knows what it sent. For the case of a crash the first message for an
update needs no note: if the process dies while it is in flight, it may come twice, and nothing
else does. Before each further one, the number of those sent is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.persistence.queues.inbox import StoredUpdate


class NotesReplies(Protocol):
    """Where the number of messages that were sent for an update is committed."""

    async def replied(self, update_id: int, replies: int) -> None:
        """Note it. Raises DatabaseUnavailable."""


class SentReplies:
    """Counts the messages that are sent for one update, anew at each try."""

    def __init__(self, stored: StoredUpdate, updates: NotesReplies) -> None:
        """Begin with what an earlier process has noted."""
        self._update_id, self._updates = stored.update_id, updates
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
            await self._updates.replied(self._update_id, sent)
            self._noted = sent
        return True

    def took(self) -> None:
        """Telegram has the message that was counted last."""
        self.sent = max(self.sent, self._number)
