"""What every handler has at hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, NoReturn

from telegram import Message, Update, User
from telegram.ext import Application, CallbackContext, ContextTypes, ExtBot

from domain.shared.typed import tidied
from handlers.replies import Replies
from handlers.scope import Bus, Scope, ScopedUpdate
from handlers.session import Session
from handlers.ui.translator import Translator
from handlers.ui.typed import named


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _works() -> None:
    """Nothing is known against the payment provider."""


async def _say_it(_chat_id: int, _message_id: int, _button: str) -> bool:
    """No card says anything."""
    return False


@dataclass
class Dependencies:
    """What all handlers share.

    Args:
        bus: The way to the domain.
        zone: The time zone in which times are shown.
        clock: Tells the time, in UTC.
        provider: The name of the payment provider, as charges are recorded.
        provider_token: BotFather's token of the payment provider; empty for none.
        languages: What people read who wrote to this process, for the case that nothing else can be
            asked.
        check_provider: Asks the payment provider whether it works; raises ProviderUnavailable.
        card_answers: Whether a card (its chat, its message, the callback data of the button that was
            tapped) says by itself why a tap was too late; None for no card. Raises DatabaseUnavailable.
    """

    bus: Bus
    zone: tzinfo = UTC
    clock: Callable[[], datetime] = _utc_now
    provider: str = ""
    provider_token: str = ""
    languages: dict[int, str] = field(default_factory=dict)
    check_provider: Callable[[], Awaitable[None]] = _works
    card_answers: Callable[[int, int, str], Awaitable[bool | None]] = _say_it


class Context(CallbackContext[ExtBot[int], Session, dict[str, Any], dict[str, Any]]):
    """PTB's context with what belongs to the update at hand, and its sender's language."""

    def __init__(
        self, application: Any, chat_id: int | None = None, user_id: int | None = None
    ) -> None:
        """As PTB does."""
        super().__init__(application, chat_id, user_id)
        self._sender: User | None = None
        self.scope: Scope | None = None
        self.replies = Replies(None, self.bot, None)

    @classmethod
    def from_update(cls, update: object, application: Any) -> Context:
        """As PTB does, and take the update's scope and sender."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context._sender = update.effective_user  # noqa: SLF001 - our own class
            context.scope = update.scope if isinstance(update, ScopedUpdate) else None
            sent = context.scope.sent if context.scope else None
            context.replies = Replies(update, context.bot, sent)
        return context

    @property
    def dependencies(self) -> Dependencies:
        """What all handlers share."""
        dependencies: Dependencies = self.bot_data["dependencies"]
        return dependencies

    @property
    def bus(self) -> Bus:
        """The way to the domain; commands have their effect once for the update at hand."""
        return self.scope.bus if self.scope else self.dependencies.bus

    @property
    def user_data(self) -> Session | None:
        """PTB's name for the session, which it does not keep."""
        return self.scope.session if self.scope else super().user_data

    @user_data.setter
    def user_data(self, _value: object) -> NoReturn:
        raise AttributeError("the session belongs to the scope of the update")

    @property
    def session(self) -> Session:
        """What is remembered of whoever sent the update; kept with the update's done-mark."""
        session = self.user_data
        if session is None or self._sender is None:
            raise ValueError("this update has no sender")
        return session

    @property
    def translate(self) -> Translator:
        """Texts in the language of whoever sent the update."""
        language = self._sender.language_code if self._sender else None
        return Translator(language, self.dependencies.zone, self.dependencies.clock())


App = Application[ExtBot[int], Context, Session, dict[str, Any], dict[str, Any], Any]
CONTEXT_TYPES = ContextTypes(context=Context, user_data=Session)


def tapped_message(update: Update) -> int:
    """The number of the message whose button was tapped; 0 for none."""
    tap = update.callback_query
    return tap.message.message_id if tap and tap.message else 0


async def is_on_the_card(update: Update, context: Context) -> bool | None:
    """Whether the message that was tapped is a card that says by itself why the tap was too late.

    Nobody but the sender writes into it. None where it is no card. Raises DatabaseUnavailable.
    """
    chat, tap = update.effective_chat, update.callback_query
    if chat is None or tap is None or tap.data is None:
        return False
    return await context.dependencies.card_answers(chat.id, tapped_message(update), tap.data)


def sender(update: Update) -> User:
    """Whoever sent the update; handlers are registered for updates that have a sender."""
    user = update.effective_user
    if user is None:
        raise ValueError("this update has no sender")
    return user


def full_name(user: User) -> str:
    """How a person is called, at most 64 characters; empty if nothing of it can be seen."""
    return named(tidied(user.full_name)[:64], "")


def text_of(message: Message | None) -> str:
    """The text of a message, or nothing."""
    return (message.text or "") if message else ""
