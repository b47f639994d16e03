"""Who waited in line, told from what the bot's calls answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.demo import PEOPLE
from bot.simulator import Exchange, Simulator, load_roster
from domain.customer.model import OrderView
from domain.customer.view_parts import Step
from domain.order.events import OrderPlaced
from domain.order.model import OrderState
from handlers.ui.callback_data import Button
from handlers.ui.callbacks import AcceptOrder, AskToCancel, PayInCash, PayOrder
from handlers.ui.cards import customer_card
from handlers.ui.translator import LANGUAGES, Translator
from tests.rush.queue import Queue
from tests.support.fakes import NOON
from tests.support.samples import an_order

if TYPE_CHECKING:
    from tests.chaos.books import Row


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(load_roster(PEOPLE))


def shown(*buttons: Button) -> Exchange:
    rows = [[{"text": "x", "callback_data": it.pack()}] for it in buttons]
    message: Row = {"message_id": 1, "reply_markup": {"inline_keyboard": rows}}
    return Exchange("call", "sendMessage", {}, 200, {"ok": True, "result": message})


def test_queue_counts_cards_that_got_their_buttons_later_or_never(simulator: Simulator) -> None:
    queue = Queue(simulator)
    for exchange in (
        shown(PayOrder(order_id="aaa"), PayInCash(order_id="aaa"), AskToCancel(order_id="aaa")),
        shown(AskToCancel(order_id="aaa")),
        shown(AskToCancel(order_id="bbb")),
        shown(PayInCash(order_id="bbb"), AskToCancel(order_id="bbb")),
        shown(AskToCancel(order_id="bbb")),
        shown(AskToCancel(order_id="ccc")),
        shown(AcceptOrder(order_id="aaa", minutes=15)),
        Exchange("call", "sendMessage", {}, 400, {"ok": False}),
        Exchange("call", "answerCallbackQuery", {}, 200, {"ok": True, "result": True}),
    ):
        simulator.observe(exchange)
    assert queue.orders == {"aaa", "bbb", "ccc"}
    assert set(queue.waited) == {"bbb"}
    assert queue.given_up() == {"ccc"}


def _card(language: str, state: OrderState) -> str:
    """A customer's card in a state, as it is sent."""
    (placed,) = an_order().take_events()
    assert isinstance(placed, OrderPlaced)
    view = OrderView.of(placed, NOON)
    steps = (*view.steps, Step(state, NOON + timedelta(hours=1)))
    return customer_card(replace(view, state=state, steps=steps), Translator(language, UTC)).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("script", "ends"),
    [
        ("pays in cash", {"delivered", "cancelled", "failed"}),
        ("pays by card", {"delivered", "cancelled", "failed"}),
        ("cancels", {"cancelled"}),
        ("pays and thinks better of it", {"delivered", "cancelled", "failed"}),
        ("asks to cancel", {"delivered", "cancelled", "failed"}),
        ("orders two dishes", {"delivered", "cancelled", "failed"}),
    ],
)
def test_last_step_of_the_demo_waits_for_the_ends_of_a_card_in_every_language(
    simulator: Simulator, language: str, script: str, ends: set[str]
) -> None:
    crowd = simulator.roster.crowd
    assert crowd is not None
    [last] = [it.steps[-1] for it in crowd.scripts if it.name == script]
    assert last.wait_for is not None
    states = [it for it in OrderState if it is not OrderState.HELD]
    assert {it for it in states if last.wait_for.search(_card(language, it))} == ends
