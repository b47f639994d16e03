"""What happened to the people we talk to."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.messages import Event


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """A fact about somebody, by their Telegram user id."""

    user_id: int

    @property
    def subject(self) -> str:
        """The person."""
        return f"person-{self.user_id}"


@dataclass(frozen=True, kw_only=True)
class PersonUnreachable(PersonEvent):
    """Telegram says that no message reaches this person any more."""


@dataclass(frozen=True, kw_only=True)
class MessageRefused(PersonEvent):
    """Telegram would not take a message to this person, however often it was tried."""

    problem: str


@dataclass(frozen=True, kw_only=True)
class DraftAbandoned(PersonEvent):
    """An order was begun and not touched for a day; it is put away."""
