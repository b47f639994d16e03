"""What every handler has at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from telegram import Message, Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.session import Session
from handlers.ui.translator import Translator

if TYPE_CHECKING:
    from domain.shared.messages import Command, Query

T = TypeVar("T")


async def _works() -> None:
    """Nothing is known against the payment provider."""


class Door(Protocol):
    """The way to the domain; one command is one transaction."""

    async def execute(self, command: Command[T]) -> T:
        """Carry out a command. Raises DomainError when the rules refuse."""

    async def query(self, query: Query[T]) -> T:
        """Answer a question. Raises DomainError."""


@dataclass
class Dependencies:
    """What all handlers share.

    Args:
        door: The way to the domain.
        zone: The time zone in which times are shown.
        provider: The name of the payment provider, as charges are recorded.
        provider_token: BotFather's token of the payment provider; empty for none.
        met: People as they were when last remembered; spares a command per update.
        failed: Why updates could not be handled, by their ids; whoever had them handled decides.
        memories: What is remembered of the people whose updates are being handled.
        check_provider: Asks the payment provider whether it works; raises ProviderUnavailable.
    """

    door: Door
    zone: tzinfo = UTC
    provider: str = ""
    provider_token: str = ""
    met: dict[int, tuple[str, str]] = field(default_factory=dict)
    failed: dict[int, Exception] = field(default_factory=dict)
    sessions: defaultdict[int, Session] = field(default_factory=lambda: defaultdict(Session))
    check_provider: Callable[[], Awaitable[None]] = _works


class Context(CallbackContext[ExtBot[int], dict[str, Any], dict[str, Any], dict[str, Any]]):
    """PTB's context with the platform and the words of whoever sent the update."""

    def __init__(
        self, application: Any, chat_id: int | None = None, user_id: int | None = None
    ) -> None:
        """As PTB does."""
        super().__init__(application, chat_id, user_id)
        self._sender: User | None = None

    @classmethod
    def from_update(cls, update: object, application: Any) -> Context:
        """As PTB does, and note who sent the update."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context._sender = update.effective_user  # noqa: SLF001 - our own class
        return context

    @property
    def dependencies(self) -> Dependencies:
        """What all handlers share."""
        dependencies: Dependencies = self.bot_data["dependencies"]
        return dependencies

    @property
    def door(self) -> Door:
        """The way to the domain."""
        return self.dependencies.door

    @property
    def session(self) -> Session:
        """What is remembered of whoever sent the update; kept with the update's done-mark."""
        if self._sender is None:
            raise ValueError("this update has no sender")
        return self.dependencies.sessions[self._sender.id]

    @property
    def translate(self) -> Translator:
        """Texts in the language of whoever sent the update."""
        language = self._sender.language_code if self._sender else None
        return Translator(language, self.dependencies.zone)


App = Application[ExtBot[int], Context, dict[str, Any], dict[str, Any], dict[str, Any], Any]


def sender(update: Update) -> User:
    """Whoever sent the update; handlers are registered for updates that have a sender."""
    user = update.effective_user
    if user is None:
        raise ValueError("this update has no sender")
    return user


def full_name(user: User) -> str:
    """How a person is called, at most 64 characters."""
    return user.full_name[:64]


def text_of(message: Message | None) -> str:
    """The text of a message, or nothing."""
    return (message.text or "") if message else ""
