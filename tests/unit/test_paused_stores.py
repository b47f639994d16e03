"""A store that does not answer is paused by itself, and operators pause any."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from domain.order import OrderState
from domain.order.errors import StoreIsClosed
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.shared.deadlines import DeadlineKind
from domain.shared.limits import OperatingLimits
from domain.store import (
    AcceptOrder,
    CloseReason,
    CloseStore,
    ImportStore,
    ListStores,
    OpenStore,
    PauseStore,
    RejectOrder,
    ResumeStore,
    StoreClosed,
    StoreOpened,
    StorePaused,
)
from handlers.ui.notices import operator_notice, store_notice
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
from tests.support.samples import CUSTOMER, OPERATOR, OWNER, a_store, a_store_file, place

LIMITS = OperatingLimits(operators=frozenset({OPERATOR}))


def a_world(limits: OperatingLimits = LIMITS) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(limits)
    uow.stores.add(a_store())
    return uow


def paid(order_id: str, uow: FakeUnitOfWork) -> str:
    for command in (place(order_id), ChooseCash(order_id, CUSTOMER)):
        carry_out(command, uow)
        spread(uow)
    return order_id


def left_unanswered(order_id: str, uow: FakeUnitOfWork) -> None:
    paid(order_id, uow)
    uow.now = uow.deadlines.rows[DeadlineKind.ANSWER_BY, order_id]
    assert carry_out(FireDeadline(DeadlineKind.ANSWER_BY, order_id), uow)


def closings(uow: FakeUnitOfWork) -> list[Any]:
    return [it for _, it in uow.history("hanok") if isinstance(it, StoreClosed)]


def test_two_orders_in_a_row_without_an_answer_pause_the_store_until_an_owner_opens() -> None:
    uow = a_world()
    left_unanswered("first", uow)
    assert closings(uow) == []
    left_unanswered("second", uow)
    (closed,) = closings(uow)
    assert (closed.reason, closed.by) == (CloseReason.UNANSWERED, None)
    with pytest.raises(StoreIsClosed):
        carry_out(place("third"), uow)
    carry_out(OpenStore("hanok", OWNER), uow)
    # It begins to count anew.
    left_unanswered("third", uow)
    assert len(closings(uow)) == 1


@pytest.mark.parametrize("answer", [AcceptOrder, RejectOrder])
def test_any_answer_between_two_unanswered_orders_keeps_the_store_open(answer: type[Any]) -> None:
    uow = a_world()
    left_unanswered("first", uow)
    carry_out(answer(paid("second", uow), OWNER, 15 if answer is AcceptOrder else "closing"), uow)
    left_unanswered("third", uow)
    assert closings(uow) == []
    left_unanswered("fourth", uow)
    assert len(closings(uow)) == 1


def test_unanswered_orders_with_the_setting_at_zero_never_pause_the_store() -> None:
    uow = a_world(replace(LIMITS, unanswered_before_pause=0))
    for number in range(5):
        left_unanswered(str(number), uow)
    assert closings(uow) == []


def test_pause_by_an_operator_holds_against_owners_and_the_stores_file() -> None:
    uow = a_world()
    goes_on = paid("first", uow)
    for _ in range(2):
        carry_out(PauseStore("hanok", OPERATOR), uow)
    (closed,) = closings(uow)
    assert (closed.reason, closed.by) == (CloseReason.OPERATOR, OPERATOR)
    with pytest.raises(StorePaused):
        carry_out(OpenStore("hanok", OWNER), uow)
    carry_out(ImportStore(a_store_file(is_open=True)), uow)
    with pytest.raises(StoreIsClosed):
        carry_out(place("second"), uow)
    (seen,) = carry_out(ListStores(), uow)
    assert (seen.is_open, seen.is_paused) == (False, True)
    carry_out(AcceptOrder(goes_on, OWNER, 15), uow)
    assert uow.orders.get(goes_on).state is OrderState.ACCEPTED


@pytest.mark.parametrize("closed_meanwhile", [False, True])
def test_resume_by_an_operator_opens_what_its_owners_have_left_open(
    closed_meanwhile: bool,
) -> None:
    uow = a_world()
    carry_out(PauseStore("hanok", OPERATOR), uow)
    if closed_meanwhile:
        carry_out(CloseStore("hanok", OWNER), uow)
    for _ in range(2):
        carry_out(ResumeStore("hanok", OPERATOR), uow)
    (seen,) = carry_out(ListStores(), uow)
    assert (seen.is_open, seen.is_paused) == (not closed_meanwhile, False)
    (opened,) = [it for _, it in uow.history("hanok") if isinstance(it, StoreOpened)]
    assert opened.by == OPERATOR


def openings(uow: FakeUnitOfWork) -> list[Any]:
    return [it for _, it in uow.history("hanok") if isinstance(it, StoreOpened)]


def test_store_opened_after_its_pause_says_which_owner_did_it() -> None:
    uow = a_world()
    for order_id in ("first", "second"):
        left_unanswered(order_id, uow)
    carry_out(OpenStore("hanok", OWNER), uow)
    (opened,) = openings(uow)
    assert (opened.opened_by, opened.by) == (OWNER, None)


def test_store_that_its_owner_closed_opens_without_news_for_the_others() -> None:
    uow = a_world()
    left_unanswered("first", uow)
    for command in (CloseStore("hanok", OWNER), OpenStore("hanok", OWNER)):
        carry_out(command, uow)
    (opened,) = openings(uow)
    assert (opened.opened_by, opened.by) == (None, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("by", "opened_by"), [(OPERATOR, None), (None, OWNER)], ids=["resumed", "opened"]
)
def test_first_line_of_an_opening_is_short(
    language: str, by: int | None, opened_by: int | None
) -> None:
    translate = Translator(language, UTC)
    opened = StoreOpened(store_id="hanok", store_name="", by=by, opened_by=opened_by)
    cards = (
        store_notice(opened, translate, lambda _id: "Sora"),
        operator_notice(opened, translate, lambda _id: "Sora"),
    )
    for card in cards:
        first, second = card.text.replace("<b>", "").replace("</b>", "").splitlines()
        assert len(first) <= 40
        assert "Sora" in second


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(CloseReason))
def test_first_line_of_a_closing_is_short_and_an_owner_can_open_but_what_operators_paused(
    language: str, reason: CloseReason
) -> None:
    translate = Translator(language, UTC)
    by = OPERATOR if reason is CloseReason.OPERATOR else None
    closed = StoreClosed(store_id="hanok", store_name="", reason=reason, by=by)
    told = store_notice(closed, translate, lambda _id: "")
    cards = (told, operator_notice(closed, translate, lambda _id: ""))
    for card in cards:
        first = card.text.splitlines()[0].replace("<b>", "").replace("</b>", "")
        assert len(first) <= 40
    assert (told.keyboard is None) == (reason is CloseReason.OPERATOR)
