"""docs/flows says what the code does: whoever changes one writes the other anew."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from domain.delivery import model
from domain.delivery.model import Delivery
from handlers.customer import browse, start
from handlers.questions import answering
from handlers.session import Question
from tests.architecture.flows import FOLDER, PAGES
from tests.architecture.flows.callbacks import END, leads_to, written_out
from tests.architecture.flows.transitions import transitions_of


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_code_says(name: str) -> None:
    if (FOLDER / name).read_text("utf-8") != PAGES[name]():
        pytest.fail(f"docs/flows/{name} is stale; write it with: make docs", pytrace=False)


def test_folder_has_no_other_pages() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("conversations.md", "| `/orders` | `orders.show_orders` |"),
        ("conversations.md", "### ordering: quantity"),
        ("policies.md", "| `OrderCooked` | delivery | `OfferDelivery` |"),
        ("policies.md", "| `OrderRejected` | `tell_customer` | `tell_store` |"),
        ("transitions.md", "    paid --> accepted: accept"),
        ("transitions.md", "    [*] --> placed"),
    ],
)
def test_page_tells_what_a_newcomer_looks_for(name: str, line: str) -> None:
    assert line in PAGES[name]()


def test_every_step_says_what_it_does() -> None:
    rows = re.findall(r"^\|.*\| `?[\w.]+`? \|  \|.*$", PAGES["conversations.md"](), re.MULTILINE)
    assert rows == []


def test_step_leads_to_whatever_it_and_its_next_step_return() -> None:
    assert leads_to(start.start) == ["category", "store", END]
    assert leads_to(browse.choose_quantity) == ["category", "quantity"]


def test_wrapped_steps_are_found_in_their_order() -> None:
    wrapped = answering(Question.QUANTITY, browse.show_stores, browse.show_dishes)
    assert written_out(wrapped) == [browse.show_stores, browse.show_dishes]


def test_transitions_are_those_of_the_aggregate_if_it_has_a_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Light(StrEnum):
        RED = "red"
        GREEN = "green"

    monkeypatch.setattr(model, "TRANSITIONS", {Light.RED: {"go": Light.GREEN}}, raising=False)
    assert transitions_of(Delivery) == {("red", "go"): "green"}
