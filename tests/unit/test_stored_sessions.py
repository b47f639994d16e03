"""Sessions as other versions of the program have stored them."""

from __future__ import annotations

import pytest

from bot.persistence.database.types import UnreadableError
from bot.telegram.incoming.conversation_store import session_of
from handlers.session import Question, Session


def test_session_with_a_question_of_a_newer_version_has_none_and_keeps_the_rest() -> None:
    stored = '{"words": "cold", "question": "favourite_colour", "asked_after": 7, "mood": "good"}'
    assert session_of(stored) == Session(words="cold")
    known = '{"words": "cold", "question": "reason", "asked_after": 7}'
    assert session_of(known) == Session(words="cold", question=Question.REASON, asked_after=7)


def test_session_that_cannot_be_read_otherwise_is_told() -> None:
    with pytest.raises(UnreadableError):
        session_of('{"words": 7, "question": "favourite_colour"}')
