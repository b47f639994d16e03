"""What is stored by name keeps its name: the data of the release before must still be read."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.architecture.stored_names import FILE, stored_names, written

HINT = "Expand first, contract a release later (CONTRIBUTING.md). If that is done: make docs"


def test_every_section_has_names() -> None:
    assert {title for title, names in stored_names().items() if len(names) < 3} == set()


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("events", "OrderPlaced"),
        ("commands", "PlaceOrder"),
        ("consumers", "delivery"),
        ("deadlines", "pay_by"),
        ("conversations", "ordering = basket"),
        ("fields", "Session.question"),
        ("fields", "Draft.basket"),
        ("fields", "OrderPlaced.order_id"),
        ("fields", "OrderReceipt.state"),
        ("values", "OrderState = on_the_way"),
        ("columns", "outbox.consumer"),
    ],
)
def test_name_that_is_stored_is_found(section: str, name: str) -> None:
    assert name in stored_names()[section]


def test_stored_names_are_those_that_are_written_down() -> None:
    before, now = FILE.read_text("utf-8"), written()
    changes = unified_diff(
        before.splitlines(), now.splitlines(), "stored", "now", lineterm="", n=0
    )
    if before != now:
        pytest.fail("\n".join((*changes, HINT)), pytrace=False)
