"""The first line of what operators cause says in a few words what happened, in every language."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest

from domain.customer import BanLifted, CashAllowed, CashLimited, OperatorWrote, PersonBanned
from domain.order.events import OrderCancelled
from domain.processes.order_file import ESCALATIONS
from domain.store import OrderCalledOff, RejectionReason
from handlers.ui.notices import customer_notice
from handlers.ui.operator_card import TOLD
from handlers.ui.translator import LANGUAGES, Translator, order_code
from tests.support.samples import CUSTOMER, OPERATOR, ORDER

if TYPE_CHECKING:
    from domain.shared.messages import Event

MOST = 40
ABOUT: dict[str, Any] = {"order_id": ORDER, "store_id": "hanok"}
WHO: dict[str, Any] = {"user_id": CUSTOMER, "by": OPERATOR}
NOTICES: list[Event] = [
    OrderCancelled(**ABOUT, customer_id=CUSTOMER, was_paid=False, by=OPERATOR),
    OrderCalledOff(
        **ABOUT, reason=RejectionReason.BY_OPERATOR, words="x" * 200, by=OPERATOR,
        was_accepted=True,
    ),
    OperatorWrote(order_id=ORDER, customer_id=CUSTOMER, by=OPERATOR, words="x" * 1_000),
    PersonBanned(**WHO), BanLifted(**WHO), CashAllowed(**WHO),
    CashLimited(user_id=CUSTOMER, order_id=ORDER),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", NOTICES, ids=lambda it: type(it).__name__)
def test_first_line_of_a_notice_has_at_most_40_characters(event: Event, language: str) -> None:
    text = customer_notice(event, Translator(language, UTC)).text
    first, *rest = text.splitlines()
    for inserted in ("<b>", "</b>", order_code(ORDER)):
        first = first.replace(inserted, "")
    assert len(first) <= MOST
    assert rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_line_of_an_operators_card_has_at_most_40_characters(language: str) -> None:
    translate = Translator(language, UTC)
    lines = [translate("file-asked", what=TOLD[kind]) for kind in ESCALATIONS]
    lines += [translate("file-title", ended=it) for it in ("yes", "no")]
    for line in (*lines, translate("file-settled")):
        assert len(line) <= MOST
    assert len(set(lines)) == len(lines)
