"""What is remembered between two updates."""

from __future__ import annotations

from dataclasses import replace

from bot.persistence.database.types import from_json, to_json
from domain.order.details import Location
from handlers.session import Question, Session
from tests.support.samples import WON_9000, a_basket


def test_order_id_of_a_draft_follows_its_content() -> None:
    draft = Session().begin_draft()
    draft.basket, draft.address, draft.phone = a_basket(), "5 Gahoe-ro", "+821012345678"
    first = draft.order_id()
    assert draft.order_id() == first
    changed = [
        replace(draft, basket=a_basket().take_away("bibimbap")),
        replace(draft, basket=replace(a_basket(), delivery_fee=WON_9000)),
        replace(draft, address="6 Gahoe-ro"),
        replace(draft, location=Location(37.5, 127.0)),
        replace(draft, phone="+821087654321"),
        replace(draft, id=Session().begin_draft().id),
    ]
    assert len({first, *(it.order_id() for it in changed)}) == 7


def test_memory_that_is_stored_comes_back_as_it_was() -> None:
    session = Session(rejecting="5", words="We are <closing>", question=Question.REASON)
    again = from_json(Session, to_json(Session, session))
    assert again == session
    assert again.question is Question.REASON


def test_memory_of_an_earlier_version_has_no_open_question() -> None:
    assert from_json(Session, '{"draft": null, "rejecting": "5"}') == Session(rejecting="5")
