"""The published contract of the events: fresh, a valid AsyncAPI document, and what is really sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator

from bot.events.kafka.records import to_value
from bot.persistence.queues.outbox import Pending
from domain.order.commands import CancelOrder
from domain.processes.checkout import ChooseCash
from domain.store.commands import ImportStore
from tests.architecture.asyncapi import FILE, written
from tests.architecture.stored_names import events
from tests.integration.conftest import Platform
from tests.support.contract import contract, problems
from tests.support.engines import fresh_location
from tests.support.samples import CUSTOMER, ORDER, a_store_file, place

SCHEMA = Path(__file__).with_name("asyncapi") / "schema.json"
HELD: dict[str, Any] = {
    "id": "00000000-0000-4000-8000-000000000001",
    "name": "OrderHeld",
    "version": 1,
    "subject": ORDER,
    "time": "2026-05-01T09:00:00Z",
    "payload": {
        "order_id": ORDER,
        "customer_id": 1,
        "store_id": "hanok",
        "place": 3,
        "expected_at": "2026-05-01T09:30:00Z",
    },
}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(found := part.get("$ref"), str):
            yield found
        for it in part.values():
            yield from references(it)
    elif isinstance(part, list):
        for it in part:
            yield from references(it)


def at(reference: str) -> Any:
    found: Any = contract()
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def test_contract_is_the_one_of_the_event_classes() -> None:
    if FILE.read_text("utf-8") != written():
        pytest.fail("docs/events/asyncapi.yaml is stale; write it with: make docs", pytrace=False)


def test_contract_is_a_valid_asyncapi_document() -> None:
    validator = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [f"{it.json_path}: {it.message}" for it in validator.iter_errors(contract())] == []
    # It can tell.
    spoilt = contract() | {"operations": {"publish": {"action": "shout"}}}
    assert not validator.is_valid(spoilt)


def test_contract_refers_to_nothing_that_is_not_there_and_names_every_event() -> None:
    for reference in references(contract()):
        assert at(reference), reference
    names = {it.__name__ for it in events()}
    assert set(contract()["channels"]["events"]["messages"]) == names


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"version": 2}, "$.version"),
        ({"id": "1"}, "$.id"),
        ({"payload": {}}, "'order_id' is a required property"),
        ({"payload": HELD["payload"] | {"place": "third"}}, "$.payload.place"),
    ],
)
def test_contract_has_something_against_a_record_of_another_form(
    changes: dict[str, Any], said: str
) -> None:
    assert problems(HELD) == []
    assert any(said in it for it in problems(HELD | changes))


async def test_what_is_sent_of_an_order_keeps_to_the_contract(tmp_path: Path) -> None:
    with fresh_location("sqlite", tmp_path) as location:
        platform = Platform(location)
        await platform.run(ImportStore(a_store_file()), place())
        await platform.run(ChooseCash(ORDER, CUSTOMER), CancelOrder(ORDER, CUSTOMER))
        rows = await platform.database.read(
            lambda uow: uow._connection.exec_driver_sql(
                "select seq, event_id, subject, name, payload from events"
            ).all()
        )
        at = platform.clock()
        platform.database.close()
    sent = [
        orjson.loads(
            to_value(
                Pending(
                    0, "kafka", it.subject, it.seq, it.event_id, it.name, it.payload, at, 0, False
                )
            )
        )
        for it in rows
    ]
    assert {"OrderPlaced", "OrderPaid", "OrderCancelled"} <= {it["name"] for it in sent}
    assert [problem for it in sent for problem in problems(it)] == []
