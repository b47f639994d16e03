"""What operators are asked about a delivery is settled by whoever decides it first."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from domain.delivery import (
    BringAgain,
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    Deliver,
    FailDelivery,
    HandBack,
    LetCollect,
    PickUp,
    ReportProblem,
    TakeAway,
)
from domain.processes.operating import EndOrder
from domain.shared.failures import Problem, Settlement
from domain.store import CallOff
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.fakes import carry_out
from tests.support.samples import COURIER, OPERATOR, ORDER, OWNER
from tests.unit.test_operator_card import CARRIED, COOKED, LATE, TAKE, after, first_line, shown

UNTAKEN = (*COOKED, LATE, LATE)
NOT_PICKED_UP = (*COOKED, TAKE, LATE, LATE)
NOT_ARRIVED = (*CARRIED, LATE, LATE)
UNCOLLECTED = (*COOKED, LetCollect(ORDER, OWNER), LATE)
REFUSED = ReportProblem(ORDER, COURIER, Problem.REFUSED)
UNDECIDED = (*CARRIED, REFUSED, LATE)
NO_TRIP = FailDelivery(ORDER, OPERATOR, Settlement.WAIVE)


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


@pytest.mark.parametrize(
    ("asked", "what", "decision", "who"),
    [
        (UNTAKEN, "untaken", CallAgain(ORDER, OPERATOR), "Olga (500)"),
        (UNTAKEN, "untaken", LetCollect(ORDER, OPERATOR), "Olga (500)"),
        (UNTAKEN, "untaken", EndOrder(ORDER, OPERATOR), "Olga (500)"),
        (UNTAKEN, "untaken", ConfirmDelivered(ORDER, OPERATOR), "Olga (500)"),
        (UNTAKEN, "untaken", TAKE, "20"),
        (UNTAKEN, "untaken", BringOurselves(ORDER, OWNER, "Sora"), "10"),
        (UNTAKEN, "untaken", PickUp(ORDER, OWNER, "Sora"), "10"),
        (UNTAKEN, "untaken", CallOff(ORDER, OWNER, "no_courier"), "10"),
        (UNTAKEN, "untaken", LATE, None),
        (NOT_PICKED_UP, "pick-up-unanswered", TakeAway(ORDER, OPERATOR), "Olga (500)"),
        (NOT_PICKED_UP, "pick-up-unanswered", EndOrder(ORDER, OPERATOR), "Olga (500)"),
        (NOT_PICKED_UP, "pick-up-unanswered", PickUp(ORDER, COURIER), "20"),
        (NOT_PICKED_UP, "pick-up-unanswered", HandBack(ORDER, COURIER), "20"),
        (NOT_PICKED_UP, "pick-up-unanswered", BringOurselves(ORDER, OWNER, "Sora"), "10"),
        (NOT_PICKED_UP, "pick-up-unanswered", LATE, None),
        (NOT_ARRIVED, "arrival-unanswered", ConfirmDelivered(ORDER, OPERATOR), "Olga (500)"),
        (NOT_ARRIVED, "arrival-unanswered", TakeAway(ORDER, OPERATOR), "Olga (500)"),
        (NOT_ARRIVED, "arrival-unanswered", EndOrder(ORDER, OPERATOR), "Olga (500)"),
        (NOT_ARRIVED, "arrival-unanswered", NO_TRIP, "Olga (500)"),
        (NOT_ARRIVED, "arrival-unanswered", REFUSED, "20"),
        (UNDECIDED, "undecided", BringAgain(ORDER, OWNER), "10"),
        (UNDECIDED, "undecided", NO_TRIP, "Olga (500)"),
        (UNDECIDED, "undecided", Deliver(ORDER, COURIER), "20"),
        (UNDECIDED, "undecided", ConfirmDelivered(ORDER, OPERATOR), "Olga (500)"),
        (UNCOLLECTED, "uncollected", NO_TRIP, "Olga (500)"),
        (NOT_ARRIVED, "arrival-unanswered", Deliver(ORDER, COURIER), "20"),
        (NOT_ARRIVED, "arrival-unanswered", BringOurselves(ORDER, OWNER, "Sora"), "10"),
        (UNCOLLECTED, "uncollected", ConfirmDelivered(ORDER, OPERATOR), "Olga (500)"),
        (UNCOLLECTED, "uncollected", EndOrder(ORDER, OPERATOR), "Olga (500)"),
        (UNCOLLECTED, "uncollected", ConfirmDelivered(ORDER, OWNER), "10"),
        (UNCOLLECTED, "uncollected", BringOurselves(ORDER, OWNER, "Sora"), "10"),
    ],
)
def test_escalation_about_a_delivery_that_is_decided_says_who_did_what(
    translate: Translator, asked: tuple[Any, ...], what: str, decision: Any, who: str | None
) -> None:
    assert first_line(shown(after(*asked), translate)) == translate("file-asked", what=what)
    card = shown(after(*asked, decision), translate)
    assert first_line(card) == translate("file-settled")
    said = who or translate("file-by", who="platform")
    assert card.text.splitlines()[1].endswith(f"· {said}")


@pytest.mark.parametrize("asked", [NOT_ARRIVED, UNCOLLECTED])
def test_escalation_about_a_delivery_comes_again_until_somebody_decides(
    translate: Translator, asked: tuple[Any, ...]
) -> None:
    uow = after(*asked, LATE, LATE)
    open_one = first_line(shown(after(*asked), translate))
    assert first_line(shown(uow, translate)) == open_one
    carry_out(ConfirmDelivered(ORDER, OWNER), uow)
    assert first_line(shown(uow, translate)) == translate("file-settled")
