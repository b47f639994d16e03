"""Alerts are plain text: whatever they are made from, nobody reads a tag."""

from __future__ import annotations

import inspect
import re
from datetime import UTC
from typing import Any, get_type_hints

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.telegram.incoming.spinners import Spinners
from domain.order.errors import DishesMissing
from handlers.replies import Replies
from handlers.ui import translator as words_module
from handlers.ui.errors import refusal
from handlers.ui.plain import Alert
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.samples import CUSTOMER, ORDER

TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote|tg-\w+)\b|&(?:lt|gt|amp|quot);")
TYPED = "Soup <3 & more"


class _Values(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def texts(language: str) -> dict[str, set[str]]:
    """Every text with the names of its values."""
    path = words_module._TEXTS / f"{language}.ftl"
    found = {}
    for entry in FluentParser().parse(path.read_text("utf-8")).body:
        if isinstance(entry, ast.Message):
            values = _Values()
            values.visit(entry)
            found[entry.id.name] = values.names
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_in_any_language_has_markup_as_an_alert(language: str) -> None:
    translate = Translator(language, UTC)
    told = {}
    for key, names in texts(language).items():
        html = translate(key, **dict.fromkeys(names, TYPED))
        told[key] = (Alert(html), translate.plain(key, **dict.fromkeys(names, TYPED)))
    assert {key: it for key, it in told.items() if any(TAG.search(text) for text in it)} == {}
    assert told["card-courier"][0].endswith(TYPED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_alert_about_a_dish_keeps_what_people_typed(language: str) -> None:
    error = DishesMissing(ORDER, ("<b>Soup</b>",))
    alert = Alert(refusal(error, Translator(language, UTC), CUSTOMER))
    assert "<b>Soup</b>" in alert
    assert alert.count("<") == 2


def test_payment_is_refused_by_an_alert_and_by_nothing_else() -> None:
    hints: dict[str, Any] = get_type_hints(Replies.answer_payment)
    assert hints["refusal"] == Alert | None
    source = inspect.getsource(Replies)
    assert source.count(".answer(") == 1
    assert "answer_callback_query(tap_id)" in inspect.getsource(Spinners)
