"""What people do on their way through an order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from tests.support.arrived import arrived
from tests.support.engines import look

if TYPE_CHECKING:
    from bot.demo.town import Town
    from bot.persistence.unit_of_work import UnitOfWork
    from bot.runtime import Runtime
    from bot.simulator import People, PersonClient
    from tests.support.clock import MovableClock

MINA, JUNHO, SORA, TAEMIN, DAN, YURI, OLGA = 1001, 1002, 2001, 2002, 3001, 3002, 9001
IN_DELIVERY = re.compile(r"from (deliveries|couriers)\b")
CODE = re.compile(r"#[0-9A-F]{5}")


@dataclass
class TestTown:
    """The town and its people."""

    __test__ = False

    running: Town
    people: People
    clock: MovableClock

    async def person(self, person_id: int) -> PersonClient:
        return await self.people.person(person_id)

    async def staff(self, *person_ids: int) -> list[PersonClient]:
        """Staff who have started the bot, as they must before it may write to them."""
        found = []
        for person_id in person_ids:
            person = await self.person(person_id)
            await person.says("/start")
            await person.sees("Sora Lee" if person_id == SORA else person.profile["first_name"])
            found.append(person)
        return found

    async def pass_time(self, **how_much: float) -> None:
        """Move the clock on and let the deadlines that are due fire."""
        runtime = self.running.runtime
        if runtime.apart and not runtime.apart.side.is_away:
            # What was done before has been done there, too.
            await self.rest()
        self.clock.advance(**how_much)
        await runtime.deadline_worker.fire_due()
        if runtime.apart and not runtime.apart.side.is_away:
            await runtime.apart.deadline_worker.fire_due()

    async def rest(self) -> None:
        """Wait for the other parts: whoever has seen a message knows what one of them did."""
        await come_to_rest(self.running.runtime)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Look into the database from outside: the one with what the query begins with."""
        runtime = self.running.runtime
        if runtime.apart and IN_DELIVERY.search(query):
            return look(runtime.apart.location, query)
        return look(runtime.location, query)

    def charges(self) -> list[dict[str, object]]:
        """What the payment provider took."""
        return self.running.simulator.charges


async def come_to_rest(runtime: Runtime) -> None:
    """Wait until every event is handled and every refund is made."""
    waiting = (
        "select (select count(*) from outbox where dead_at is null)"
        " + (select count(*) from charges where state = 'refunding')"
    )

    # As a write, which waits for the disk: a read would give the platform no turn.
    async def count() -> int:
        def ask(uow: UnitOfWork) -> int:
            return int(uow._connection.exec_driver_sql(waiting).scalar_one())

        # What is carried from one to the other is looked for twice on its way.
        apart = [runtime.apart.side] if runtime.apart else []
        found = [await it.write(ask) for it in (*apart, runtime.database, *apart)]
        return sum(found)

    buses = [runtime.event_bus, *([runtime.apart.event_bus] if runtime.apart else [])]
    while True:
        before = arrived(*buses)
        if not await count() and before is not None and arrived(*buses) == before:
            return


def patient(person: PersonClient, seconds: float) -> PersonClient:
    """The same person, who waits longer for everything."""

    class Patient:
        def __getattr__(self, name: str) -> Any:
            act = getattr(person, name)
            if name in {"sees", "taps", "sees_button", "sees_no_button", "pays"}:
                return partial(act, timeout=seconds)
            return act

    return cast("PersonClient", Patient())


async def fill_basket(customer: PersonClient, start: str = "/start") -> None:
    """From the greeting to a basket of two dishes."""
    await customer.says(start)
    await customer.taps("Hanok Kitchen 한옥식당")
    await customer.taps("Rice 밥")
    await customer.taps("Bibimbap 비빔밥 · ₩9,000")
    await customer.taps("2")
    await customer.sees("2 × Bibimbap")
    await customer.taps("🧺 Basket (2) · ₩18,000")
    await customer.sees("Your basket")


async def reach_summary(customer: PersonClient, start: str = "/start") -> None:
    """From the greeting to the summary."""
    await fill_basket(customer, start)
    await customer.taps("✅ Checkout")
    await customer.sees("Where shall we bring it?")
    await customer.says("5 Gahoe-ro, Jongno-gu")
    await customer.sees("How can the courier reach you?")
    await customer.types_on_keyboard("📞 Share my phone number")
    await customer.sees("Is everything right?")


async def place_order(customer: PersonClient) -> str:
    """Place an order, and give its code."""
    await reach_summary(customer)
    await customer.taps("✅ Place the order")
    placed = await customer.sees("Waiting for payment")
    code = CODE.search(placed["text"])
    assert code is not None
    return code.group()


async def pay_by_card(customer: PersonClient) -> None:
    """Pay the newest order with the invoice."""
    await customer.taps("💳 Pay ₩18,000")
    outcome = await customer.pays()
    assert outcome["state"] == "paid", outcome
    await customer.sees("Sent to the store")
