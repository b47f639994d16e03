"""What a program is told of a request that was not carried out, for whoever reads its log."""

from __future__ import annotations

from domain.shared.errors import DomainError
from handlers.ui.errors import refusal
from handlers.ui.plain import without_markup
from handlers.ui.translator import Translator


def problem_text(reason: str, translate: Translator) -> str:
    """What is wrong with a request, by a reason such as ``not-found``; plain text."""
    return translate.plain(f"problem-{reason}")


def refusal_text(error: DomainError, translate: Translator, user_id: int) -> str:
    """Why the rules refuse what was asked for, as a person would be told; plain text."""
    return without_markup(refusal(error, translate, user_id))
