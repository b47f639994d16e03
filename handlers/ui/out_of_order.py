"""What is said while nothing can be looked up or kept, not even who speaks which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.ui.translator import Translator


def out_of_order(translate: Translator) -> str:
    """What anybody is told, as plain text of at most 200 characters (Bot API, answerCallbackQuery)."""
    return translate.plain("out-of-order")


def payment_out_of_order(translate: Translator) -> str:
    """Why a payment is not taken, as plain text."""
    return translate.plain("out-of-order-payment")


def database_lost(translate: Translator, problem: str) -> str:
    """What operators are told, as plain text."""
    return translate.plain("operator-database-lost", problem=problem)
