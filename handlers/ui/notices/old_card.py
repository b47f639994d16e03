"""What stays of a card that was sent anew and cannot be deleted."""

from __future__ import annotations

from datetime import UTC

from handlers.ui.translator import Translator, order_code


def old_card_text(subject: str, language: str) -> str:
    """One line that says where to look; ``subject`` is the order, as a rule."""
    return Translator(language, UTC).plain("card-old", code=order_code(subject))
