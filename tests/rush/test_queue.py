"""Who waited in line, told from what the bot's calls answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo import PEOPLE
from bot.simulator import Exchange, Simulator, load_roster
from handlers.ui.callback_data import Button
from handlers.ui.callbacks import AcceptOrder, AskToCancel, PayInCash, PayOrder
from handlers.ui.translator import LANGUAGES
from tests.chaos.texts import text
from tests.rush.queue import Queue

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


def _card(language: str, state: str) -> str:
    return f"#12345\n{text(language, 'card-state', state=state)}\n\n1 × Bulgogi"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("script", "ends"),
    [
        ("pays in cash", {"delivered", "cancelled"}),
        ("pays by card", {"delivered", "cancelled"}),
        ("cancels", {"cancelled"}),
        ("pays and thinks better of it", {"delivered", "cancelled"}),
        ("asks to cancel", {"delivered", "cancelled"}),
        ("orders two dishes", {"delivered", "cancelled"}),
    ],
)
def test_last_step_of_the_demo_waits_for_the_ends_of_a_card_in_every_language(
    simulator: Simulator, language: str, script: str, ends: set[str]
) -> None:
    crowd = simulator.roster.crowd
    assert crowd is not None
    [last] = [it.steps[-1] for it in crowd.scripts if it.name == script]
    assert last.wait_for is not None
    states = ("placed", "paid", "accepted", "cooked", "on-the-way", "rejected", "expired")
    assert {
        it
        for it in (*states, "delivered", "cancelled")
        if last.wait_for.search(_card(language, it))
    } == ends
