"""Conversation state: read from the database for each update, written with its done-mark."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from telegram.ext import ConversationHandler

from bot.persistence.database.types import UnreadableError, from_json, to_json
from bot.persistence.queues.inbox import Conversation
from handlers.context import App
from handlers.session import Question, Session

_EMPTY = to_json(Session, Session())


class ConversationStore:
    """Moves the state of one person into PTB's conversation handlers and out again.

    PTB keeps states in memory and loads stored ones only at its start, which is wrong as soon
    as two processes serve a person one after the other. So nothing stays in memory between two
    updates. PTB offers no way in but its ``_conversations``; a contract test watches that.
    """

    def __init__(self, app: App) -> None:
        """Serve the conversation handlers of an application."""
        self._handlers: dict[str, MutableMapping[Any, Any]] = {
            str(handler.name): handler._conversations  # noqa: SLF001 - see the class
            for group in app.handlers.values()
            for handler in group
            if isinstance(handler, ConversationHandler)
        }

    def enter(self, user_id: int, stored: Conversation | None) -> Session:
        """Bring a person's state in before their update is handled; answers their session."""
        states = from_json(dict[str, str], stored.states) if stored else {}
        for name, conversations in self._handlers.items():
            if name in states:
                conversations[user_id,] = states[name]
            else:
                conversations.pop((user_id,), None)
        return session_of(stored.session) if stored else Session()

    def leave(self, user_id: int, session: Session) -> Conversation | None:
        """Take a person's state out after their update; nothing, if no conversation goes on."""
        states = {
            name: str(state)
            for name, conversations in self._handlers.items()
            if (state := conversations.pop((user_id,), None)) is not None
        }
        kept = to_json(Session, session)
        if not states and kept == _EMPTY:
            return None
        return Conversation(user_id, to_json(dict[str, str], states), kept)


def session_of(stored: str) -> Session:
    """A session as it was stored; a question that only a newer version asks is closed.

    Raises:
        UnreadableError: It is none.
    """
    try:
        return from_json(Session, stored)
    except UnreadableError:
        # Another process may run a newer version already.
        parts = from_json(dict[str, Any], stored)
        if parts.get("question") in set(Question):
            raise
        session = from_json(Session, to_json(dict[str, Any], parts | {"question": None}))
        session.close_question()
        return session
