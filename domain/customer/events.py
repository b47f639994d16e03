"""What happened to the people we talk to."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.messages import Event


@dataclass(frozen=True, kw_only=True)
class PersonUnreachable(Event):
    """Telegram says that no message reaches this person any more."""

    user_id: int

    @property
    def subject(self) -> str:
        """The person."""
        return f"person-{self.user_id}"
