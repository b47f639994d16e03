"""How couriers are called."""

from __future__ import annotations

from handlers.ui.translator import Translator
from handlers.ui.typed import named


def courier(name: str, translate: Translator) -> str:
    """What a courier is called, whose name may be one that nobody can see."""
    return named(name, translate.plain("unnamed-courier"))
