"""Two databases: what goes to which, what goes from one to the other, and what happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.command_bus import CommandBus
from bot.events.carrier import Carrier
from bot.events.consumers import CONSUMERS
from bot.events.relay import Relay
from bot.notifications.message_queue import MessageQueue
from bot.notifications.recipients import COURIERS
from bot.persistence import side as sides
from bot.persistence.queues.outbox import Outbox
from bot.persistence.queues.promises import Priority
from bot.persistence.side import DeliverySide
from bot.persistence.unit_of_work import UnitOfWork, open_database
from domain.delivery import Deliver, HandBack, PickUp, SetShift, TakeDelivery
from domain.processes.apart import DELIVERY
from domain.processes.checkout import ChooseCash
from domain.processes.failing import GetStake
from domain.processes.order_file import GetOrderFile
from domain.shared.audience import Audience
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import ContextAway, DatabaseUnavailable
from domain.store.commands import AcceptOrder, MarkCooked
from tests.integration.conftest import Platform
from tests.support.engines import ENGINES, fresh_location
from tests.support.samples import COURIER, CUSTOMER, OPERATOR, ORDER, OWNER, place

T = TypeVar("T")
COOKED = (
    place(),
    ChooseCash(ORDER, CUSTOMER),
    AcceptOrder(ORDER, OWNER, 15),
    MarkCooked(ORDER, OWNER),
)
TAKE = TakeDelivery(ORDER, COURIER, "Dan")


class Failing(DeliverySide):
    """A side that is away whenever a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.breaks = False

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        if self.breaks:
            self._note(is_away=True)
            raise DatabaseUnavailable("away on purpose")
        return await super().read(work)

    async def write(self, work: Callable[[UnitOfWork], T], **how: Any) -> T:
        if self.breaks:
            self._note(is_away=True)
            raise DatabaseUnavailable("away on purpose")
        return await super().write(work, **how)


class Two:
    """A platform whose deliveries lie on the other engine."""

    def __init__(self, platform: Platform, side: Failing) -> None:
        self.main, self.side = platform, side
        database, clock = platform.database, platform.clock
        self.bus = CommandBus(database, side)
        others = [it for it in CONSUMERS if it != DELIVERY]
        self.out = Carrier(database, side, (DELIVERY,), _nothing)
        self.back = Carrier(side, database, others, _nothing)
        self.couriers = Relay(database, clock, [COURIERS], side=side)
        self.relays = [
            Relay(database, clock, [it for it in others if it != COURIERS]),
            self.couriers,
            Relay(side, clock, [DELIVERY], answering=database),
        ]

    async def run(self, *commands: Any) -> Any:
        for command in commands:
            result = await self.bus.execute(command)
            await self.settle()
        return result

    async def settle(self) -> None:
        while True:
            done = 0
            for relay in self.relays:
                done += await relay.relay_once()
            if not done + await self.out.carry_once() + await self.back.carry_once():
                return

    async def look(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database of the deliveries."""
        return await self.side.read(
            lambda uow: [tuple(row) for row in uow._connection.exec_driver_sql(query)]
        )


def _nothing() -> None:
    """Nobody is woken: the tests let everybody work."""


@pytest.fixture
async def two(platform: Platform, engine: str, tmp_path: Path) -> AsyncIterator[Two]:
    other = ENGINES[ENGINES.index(engine) - 1]
    (tmp_path / "apart").mkdir()
    with fresh_location(other, tmp_path / "apart") as location:
        side = Failing()
        side.opened(
            open_database(
                location, routes=platform.routes, limits=platform.limits, clock=platform.clock
            )
        )
        yield Two(platform, side)
        side.close()


async def test_delivery_is_carried_out_in_its_own_database_and_its_events_come_back(
    two: Two,
) -> None:
    await two.run(*COOKED, TAKE, PickUp(ORDER, COURIER, "Dan"), Deliver(ORDER, COURIER))
    assert await two.look("select state from deliveries") == [("delivered",)]
    assert await two.main.look("select count(*) from deliveries") == [(0,)]
    assert await two.main.look("select state from orders") == [("delivered",)]
    assert await two.main.look("select state from payments") == [("collected",)]
    told = "select count(*) from events where name in ('CourierAssigned', 'Delivered')"
    assert await two.main.look(told) == [(2,)]
    for look in (two.look, two.main.look):
        assert await look("select count(*) from outbox") == [(0,)]
    asked = "select count(*) from deadlines"
    assert await two.look(asked) == [(0,)]


async def test_events_that_were_queued_and_not_taken_out_are_queued_once(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise DatabaseUnavailable("after they were queued there, before they are taken out here")

    await two.run(*COOKED)
    await two.bus.execute(TAKE)
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "carried", die)
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable):
                await two.back.carry_once()
    waiting = await two.look("select consumer from outbox order by id")
    assert waiting
    assert await two.main.look("select consumer from outbox order by id") == waiting
    await two.settle()
    handled = (
        "select consumer from processed_events join events using (event_id)"
        " where name = 'CourierAssigned' order by consumer"
    )
    assert await two.main.look(handled) == sorted(waiting)
    assert await two.main.look("select count(*) from outbox") == [(0,)]


async def test_command_that_moves_cards_is_done_once_in_each_database(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two.run(*COOKED)
    await two.bus.execute(SetShift(COURIER, on=False), scope="update:1")
    write = two.main.database.write

    async def break_off(*_work: Any, **_how: Any) -> Any:
        raise DatabaseUnavailable("the main database goes before the cards move")

    monkeypatch.setattr(two.main.database, "write", break_off)
    with pytest.raises(DatabaseUnavailable):
        await two.bus.execute(SetShift(COURIER, on=True), scope="update:2")
    monkeypatch.setattr(two.main.database, "write", write)
    cards = f"select coalesce(max(revision), 0) from messages where chat_id = {COURIER}"
    ((before,),) = await two.main.look(cards)
    for _ in range(2):
        shown = await two.bus.execute(SetShift(COURIER, on=True), scope="update:2")
        assert shown == (ORDER,)
    ((moved,),) = await two.main.look(cards)
    assert moved == before + 1
    for look in (two.look, two.main.look):
        keys = "select key from idempotency_keys where scope = 'update:2'"
        assert await look(keys) == [("update:2:SetShift:1",)]


async def test_commands_and_questions_of_a_side_that_is_away_are_refused_with_a_word(
    two: Two,
) -> None:
    await two.run(*COOKED)
    two.side.breaks = True
    for _ in range(2):
        with pytest.raises(ContextAway):
            await two.bus.execute(TAKE)
        with pytest.raises(ContextAway):
            await two.bus.query(GetStake(ORDER, OWNER))
    # Operators read what is known without it.
    file = await two.bus.query(GetOrderFile(ORDER, OPERATOR))
    assert (file.can_end, file.can_call_again) == (True, False)
    two.side.breaks = False
    await two.side.read(_no_work)
    file = await two.bus.query(GetOrderFile(ORDER, OPERATOR))
    assert file.can_call_again
    assert DeadlineKind.DELIVERY_STEP in {kind for kind, _ in file.waits}


async def test_messages_about_deliveries_wait_while_the_side_is_away_and_no_others(
    two: Two,
) -> None:
    await two.run(*COOKED, TAKE, HandBack(ORDER, COURIER))
    queue = MessageQueue(two.main.database, UTC, two.side)
    two.side.breaks = True
    # Both audiences of the owner are in one chat.
    for _ in range(2):
        look = await queue.ready(50, ())
        assert all(it.error is None for it in look.ready)
        found = {(it.promised.chat_id, it.promised.audience) for it in look.ready}
        assert (OWNER, Audience.STORE) in found
        assert not {Audience.TRIP, Audience.COURIER} & {it for _, it in found}
    # However many wait, they take no place of others.
    await two.main.database.write(_promise_many)
    assert (await queue.ready(20, ())).found == look.found
    two.side.breaks = False
    await two.side.read(_no_work)
    two.main.clock.advance(minutes=1)
    found = set()
    while ready := (await queue.ready(50, ())).ready:
        for it in ready:
            assert it.error is None
            found.add((it.promised.chat_id, it.promised.audience))
            await queue.sent(it.promised)
    assert {(OWNER, Audience.TRIP), (COURIER, Audience.COURIER)} <= found


async def test_side_that_is_away_holds_up_only_couriers_notifications(two: Two) -> None:
    await two.run(*COOKED)
    await two.bus.execute(TAKE)
    await two.back.carry_once()
    two.side.breaks = True
    others, couriers, _ = two.relays
    while await others.relay_once():
        pass
    with pytest.raises(DatabaseUnavailable):
        await couriers.relay_once()
    left = "select distinct consumer from outbox"
    assert await two.main.look(left) == [(COURIERS,)]
    assert await two.main.look("select max(attempts) from outbox") == [(0,)]


async def test_what_the_courier_collects_follows_the_order_that_was_cooked(two: Two) -> None:
    await two.run(*COOKED[:3])
    # The order has become cheaper since its delivery was scheduled.
    await two.side.write(
        lambda uow: uow._connection.exec_driver_sql(
            "update deliveries set destination = replace(destination, '18000', '20000')"
        ).close()
    )
    await two.run(COOKED[3])
    ((destination,),) = await two.look("select destination from deliveries")
    assert "18000" in destination
    assert "20000" not in destination


async def test_database_that_is_silent_is_away_before_long(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sides, "PATIENCE", 0.01)

    async def say_nothing(_work: Any) -> Any:
        await asyncio.Event().wait()

    assert two.side._database is not None
    monkeypatch.setattr(two.side._database, "read", say_nothing)
    with pytest.raises(DatabaseUnavailable):
        await two.side.read(_no_work)
    assert two.side.is_away


def _promise_many(uow: UnitOfWork) -> None:
    for courier_id in range(1_000, 1_020):
        uow.messages.card(courier_id, Audience.COURIER, ORDER, Priority.REPLY)


def _no_work(_uow: UnitOfWork) -> None:
    """Only to see that it is there again."""
