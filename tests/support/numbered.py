"""Events with numbers, and a consumer that tells in which order they came."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bot.events import consumers
from domain.order.events import OrderHeld, OrderReleased
from tests.support.samples import CUSTOMER

if TYPE_CHECKING:
    from datetime import datetime

    import pytest

    from bot.persistence.unit_of_work import UnitOfWork
    from tests.integration.conftest import Platform

NAMES = ("customer", "store")
FIRST, SECOND = "1" * 32, "2" * 32


def only_two(monkeypatch: pytest.MonkeyPatch) -> dict[str, Consumer]:
    """Let there be two consumers of ``OrderHeld``, and nobody else."""
    found = {name: Consumer(name) for name in NAMES}
    table = {name: {OrderHeld: consumer} for name, consumer in found.items()}
    monkeypatch.setattr(consumers, "POLICIES", table)
    monkeypatch.setattr(consumers, "NOTIFICATIONS", {})
    return found


class Consumer:
    """A consumer of ``OrderHeld``, whose ``place`` numbers the events of an order.

    It fails at the events in ``failing``, (order, number), until they are taken out. What it does
    for the others is an event, which is rolled back with the transaction like all that is done.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.failing: set[tuple[str, int]] = set()
        self.tried: set[tuple[str, int]] = set()

    def __call__(self, event: OrderHeld, uow: UnitOfWork) -> None:
        it = (event.order_id, event.place)
        self.tried.add(it)
        if it in self.failing:
            raise RuntimeError("broken on purpose")
        uow.publish(
            OrderReleased(order_id=event.order_id, store_id=self.name, customer_id=event.place)
        )

    async def handled(self, platform: Platform) -> dict[str, list[int]]:
        """The numbers that it handled of each order, in that order."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for event in await platform.events():
            if isinstance(event, OrderReleased) and event.store_id == self.name:
                found[event.order_id].append(event.customer_id)
        return dict(found)


async def publish(platform: Platform, *numbers: tuple[str, int]) -> None:
    """Publish events in one transaction, so that they can be in one batch."""

    def write(uow: Any) -> None:
        for order_id, number in numbers:
            uow.publish(an_event(order_id, number, uow.now))

    await platform.database.write(write)


def an_event(order_id: str, number: int, now: datetime) -> OrderHeld:
    return OrderHeld(
        order_id=order_id,
        customer_id=CUSTOMER,
        store_id="hanok",
        place=number,
        expected_at=now,
    )
