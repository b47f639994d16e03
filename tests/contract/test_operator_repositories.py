"""What operators look at and decide is kept alike by the fake and both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.customer.events import OperatorWrote
from domain.customer.standing import Standing
from domain.shared.deadlines import DeadlineKind
from tests.contract.test_repositories import uow  # noqa: F401 - the fixture
from tests.support.fakes import NOON
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, OTHER_CUSTOMER, a_store


def test_standing_of_a_person_is_kept_however_often_they_are_met(uow: Any) -> None:  # noqa: F811
    assert uow.people.standing(CUSTOMER) == Standing()
    uow.people.ban(CUSTOMER, OPERATOR)
    uow.people.limit_cash(CUSTOMER, pays_by_card=True)
    uow.people.meet(CUSTOMER, "Mina", "ko", "Mina_K")
    assert uow.people.standing(CUSTOMER) == Standing(OPERATOR, pays_by_card=True)
    uow.people.ban(CUSTOMER, None)
    assert uow.people.standing(CUSTOMER) == Standing(None, pays_by_card=True)
    uow.people.limit_cash(CUSTOMER, pays_by_card=False)
    assert uow.people.standing(CUSTOMER) == Standing()
    assert uow.people.name_of(CUSTOMER) == "Mina"


def test_people_are_found_by_the_name_that_they_wrote_with_last(uow: Any) -> None:  # noqa: F811
    uow.people.meet(CUSTOMER, "Mina", "ko", "Mina_K")
    uow.people.meet(OTHER_CUSTOMER, "Juno", "ko")
    assert uow.people.called("mina_k") == uow.people.called("MINA_K") == [CUSTOMER]
    assert uow.people.called("") == []
    uow.people.meet(OTHER_CUSTOMER, "Juno", "ko", "mina_k")
    assert uow.people.called("mina_k") == [CUSTOMER, OTHER_CUSTOMER]
    uow.people.meet(CUSTOMER, "Mina", "ko", "other")
    assert uow.people.called("mina_k") == [OTHER_CUSTOMER]


def test_deadlines_of_an_order_come_in_the_order_in_which_they_fall_due(
    uow: Any,  # noqa: F811
) -> None:
    later, sooner = NOON + timedelta(minutes=10), NOON + timedelta(minutes=3)
    uow.deadlines.set(DeadlineKind.ANSWER_BY, ORDER, later)
    uow.deadlines.set(DeadlineKind.REMIND_STORE, ORDER, sooner)
    uow.deadlines.set(DeadlineKind.PAY_BY, "b" * 32, sooner)
    assert uow.deadlines.of(ORDER) == [
        (DeadlineKind.REMIND_STORE, sooner),
        (DeadlineKind.ANSWER_BY, later),
    ]


def test_history_of_an_order_is_its_events_oldest_first(uow: Any) -> None:  # noqa: F811
    first = OperatorWrote(order_id=ORDER, customer_id=CUSTOMER, by=OPERATOR, words="one")
    second = replace(first, words="two")
    for event in (first, replace(first, order_id="b" * 32), second):
        uow.publish(event)
    assert uow.history(ORDER) == [(NOON, first), (NOON, second)]


def test_save_store_keeps_who_paused_it_and_what_it_left_unanswered(
    uow: Any,  # noqa: F811
) -> None:
    store = a_store()
    uow.stores.add(store)
    store.pause(OPERATOR)
    store.miss_answer(0)
    uow.stores.save(store)
    kept = uow.stores.get(store.id)
    assert (kept.paused_by, kept.unanswered, kept.takes_orders) == (OPERATOR, 1, False)
