"""Which of the staff no message reaches: one card for operators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.ui.keyboards import Card
from handlers.ui.notices.people import called
from handlers.ui.translator import Translator

# A message has 4,096 characters.
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody whom no message reaches, and the stores that they work for."""

    user_id: int
    name: str
    stores: tuple[str, ...]


def unreachable_card(lost: Sequence[Unreachable], translate: Translator) -> Card:
    """Which of the staff no message reaches now, for operators: one card for all of them."""
    if not lost:
        return Card(translate("operator-staff-reached"))
    lines = [
        translate(
            "operator-staff-line",
            user=called(it.user_id, it.name),
            stores=", ".join(it.stores),
        )
        for it in lost[:_MOST_LINES]
    ]
    if len(lost) > _MOST_LINES:
        lines.append(translate("operator-staff-more", count=len(lost) - _MOST_LINES))
    return Card("\n".join([translate("operator-staff-unreachable"), *lines]))
