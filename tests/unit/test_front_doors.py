"""The front doors: what a context lets others use."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from domain import customer, delivery, order, payment, store
from domain.processes.registry import SERVICES
from domain.shared.aggregate import Aggregate
from domain.shared.messages import Command, Query

DOORS = (customer, delivery, order, payment, store)


@pytest.mark.parametrize("door", DOORS)
def test_front_door_lets_no_aggregate_and_no_service_out(door: ModuleType) -> None:
    things = [getattr(door, name) for name in door.__all__]
    aggregates = [it for it in things if inspect.isclass(it) and issubclass(it, Aggregate)]
    assert aggregates == []
    assert [it for it in things if it in SERVICES.values()] == []


@pytest.mark.parametrize("kind", [it for it in SERVICES if "processes" not in it.__module__])
def test_command_and_query_lie_in_their_file_and_at_the_front_door(kind: type) -> None:
    context, file = kind.__module__.removeprefix("domain.").split(".")
    # A context with many commands has a second file of them, for one matter.
    right = "queries" if issubclass(kind, Query) else "commands"
    assert file == right or (file.endswith(f"_{right}") and right == "commands")
    assert issubclass(kind, Command | Query)
    (door,) = [it for it in DOORS if it.__name__ == f"domain.{context}"]
    assert getattr(door, kind.__name__) is kind
    assert kind.__name__ in door.__all__
