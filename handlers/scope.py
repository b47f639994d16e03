"""The scope of one update: what belongs to it alone while it is handled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from telegram import Update

if TYPE_CHECKING:
    from telegram import Message

    from domain.shared.messages import Command, Query
    from handlers.session import Session

T = TypeVar("T")


class Bus(Protocol):
    """The way to the domain; one command is one transaction."""

    async def execute(self, command: Command[T], *, shown_in: int = 0) -> T:
        """Carry out a command.

        Args:
            command: What is asked for.
            shown_in: The number of the message, in the chat of whoever asks, that becomes the card of
                what comes of it; 0 for none.

        Raises:
            DomainError: The rules refuse; nothing was changed.
            DatabaseUnavailable: It may be given again.
        """

    async def query(self, query: Query[T]) -> T:
        """Answer a question. Raises as ``execute``."""


class SentReplies(Protocol):
    """Knows which messages were sent for an update before it was tried again."""

    async def is_new(self) -> bool:
        """Count one message; False when an earlier try has sent it. Raises DatabaseUnavailable."""

    def took(self) -> None:
        """Telegram has the message that was counted last."""


class Known(Protocol):
    """Somebody as they were when they were met last; their ``@name`` in small letters."""

    @property
    def name(self) -> str:
        """What they were called."""

    @property
    def language(self) -> str:
        """Which language they read."""

    @property
    def username(self) -> str:
        """Their ``@name`` without the sign; empty for none."""


@dataclass(slots=True, eq=False)
class Scope:
    """What handlers need of one try to handle one update.

    Args:
        bus: The bus, bound to the update: each of its commands has its effect once.
        session: What is remembered of whoever sent it; kept with its done-mark.
        sent: Which messages were sent for it.
        known: Whoever sent it; None when they are to be met, because they are new or were lost.
        failure: Why it could not be handled; whoever had it handled decides what follows.
    """

    bus: Bus
    session: Session
    sent: SentReplies
    known: Known | None = None
    failure: Exception | None = None


class ScopedUpdate(Update):
    """An update that carries its scope through python-telegram-bot."""

    # With a leading underscore it is no part of what Telegram sent, and may be set.
    __slots__ = ("_scope",)

    @property
    def scope(self) -> Scope | None:
        """The scope, if the update was given one."""
        return getattr(self, "_scope", None)

    @property
    def effective_message(self) -> Message | None:
        """The message that was sent; none for a tap, of whose message only the place is known."""
        return None if self.callback_query else super().effective_message

    def enter(self, scope: Scope) -> None:
        """Give the update its scope, before it is handled."""
        self._scope = scope
