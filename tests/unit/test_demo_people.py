"""What the demo's crowd waits for in the end is what its people read, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from bot.demo import PEOPLE
from bot.simulator import load_roster
from domain.customer.model import OrderView
from domain.customer.view_parts import Step
from domain.order.events import OrderPlaced
from domain.order.model import OrderState
from handlers.ui.cards import customer_card
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.fakes import NOON
from tests.support.samples import an_order

ENDS = (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.FAILED)


def a_card(state: OrderState, language: str) -> str:
    (placed,) = an_order().take_events()
    assert isinstance(placed, OrderPlaced)
    view = OrderView.of(placed, NOON)
    steps = (*view.steps, Step(state, NOON + timedelta(hours=1)))
    shown = replace(view, state=state, steps=steps)
    return customer_card(shown, Translator(language, UTC)).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_last_step_of_every_script_recognises_the_end_of_its_order(language: str) -> None:
    scripts = load_roster(PEOPLE).crowd.scripts  # type: ignore[union-attr]
    for script in scripts:
        last = script.steps[-1].wait_for
        assert last is not None, script.name
        ends = [OrderState.CANCELLED] if script.name == "cancels" else ENDS
        for state in ends:
            assert last.search(a_card(state, language)), (script.name, state)
        for state in (OrderState.PLACED, OrderState.ACCEPTED, OrderState.ON_THE_WAY):
            assert not last.search(a_card(state, language)), (script.name, state)
