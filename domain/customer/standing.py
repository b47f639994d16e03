"""What a person may do here: order at all, and pay in cash."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.errors import DomainError


@dataclass(frozen=True, slots=True)
class Standing:
    """How the platform stands to somebody.

    ``banned_by`` is the operator who wants no orders of theirs (a Telegram user id), if one does;
    ``pays_by_card``: a cash order of theirs was not paid.
    """

    banned_by: int | None = None
    pays_by_card: bool = False


@dataclass(eq=False)
class Banned(DomainError):
    """An operator wants no orders from this person."""

    user_id: int


@dataclass(eq=False)
class CashRefused(DomainError):
    """This person pays by card, because a cash order of theirs was not paid."""

    user_id: int
