"""Random updates of every kind from everybody: no incident, and nobody touches what is not theirs.

FUZZ_INPUTS=20000 tries that many on each engine, FUZZ_SEED others.
"""

from __future__ import annotations

import itertools
import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.demo.town import demo
from domain.delivery.commands import SetShift
from domain.order.basket import Basket, Line
from domain.payment.commands import RecordCharge
from domain.processes.checkout import ChooseCash
from domain.processes.people import AllowCash, LiftBan
from domain.store.commands import AcceptOrder, ImportStore, MarkCooked, ResumeStore, SetCapacity
from tests.e2e.conftest import settings_for
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, TAEMIN, YURI, come_to_rest
from tests.support.direct_requests import DirectRequest
from tests.support.engines import look
from tests.support.fuzz_updates import Fuzz, Someone
from tests.support.samples import WON_9000, WON_18000, a_store_file, place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.demo.town import Town
    from tests.support.clock import MovableClock

pytestmark = pytest.mark.each_engine

# A round trip to a server takes longer than a look into a file.
INPUTS = {
    engine: int(os.environ.get("FUZZ_INPUTS", number))
    for engine, number in (("sqlite", 2000), ("postgresql", 600))
}
SEED = int(os.environ.get("FUZZ_SEED", "20260301"))
SAM = 1003
CUSTOMERS = (MINA, JUNHO, SAM)
PEOPLE = (*CUSTOMERS, SORA, TAEMIN, DAN, YURI, OLGA)
STAFF = {"near": (SORA, DAN), "far": (TAEMIN, YURI)}
# Nothing that time does shall look like somebody's doing.
NEVER = dict.fromkeys(("pay_within", "remind_every", "answer_within"), 86_400)
IN_A_ROUND, AT_ONCE = 20, 4
# Everything that belongs to an order, with its order id first, and everything of the stores.
OF_ORDERS = {
    "orders": "select * from orders",
    "payments": "select * from payments",
    "charges": "select order_id, * from charges",
    "tickets": "select * from tickets",
    "deliveries": "select * from deliveries",
    "views": "select * from order_views",
}
OF_STORES = "select * from stores"

Rows = dict[tuple[str, str, str], tuple[object, ...]]


class FuzzedTown:
    """A town with two stores of different staff, and orders in every state."""

    def __init__(self, town: Town, fuzz: Fuzz) -> None:
        self.runtime, self.simulator = town.runtime, town.simulator
        self.fuzz, self.location = fuzz, town.runtime.location
        self.requests = DirectRequest(self.simulator)
        self.people: dict[int, Someone] = {}
        self.sent: dict[int, dict[str, Any]] = {}

    async def settle_in(self) -> None:
        """Everybody has started the bot."""
        self.fuzz.stores += STAFF
        for person_id in PEOPLE:
            person = self.simulator.people[person_id]
            person.started = True
            self.people[person_id] = Someone(person.user())

    async def more_orders(self) -> None:
        """Orders of both customers at both stores, each some way along."""
        for store_id, (owner, courier) in STAFF.items():
            staff = {"owners": frozenset({owner}), "couriers": frozenset({courier})}
            # Opens the store too, and brings its dishes back.
            execute = self.runtime.bus.execute
            await execute(ImportStore(a_store_file(store_id, **staff)))
            # Whatever the operator has tapped meanwhile.
            await execute(ResumeStore(store_id, OLGA))
            await execute(SetShift(courier, on=True))
            await execute(SetCapacity(store_id, owner, None))
            for customer in (MINA, JUNHO):
                await execute(LiftBan(OLGA, customer))
                await execute(AllowCash(OLGA, customer))
                await self._more_of(store_id, owner, customer)
        # What is to be done about them at once is done in nobody's round.
        await self.runtime.deadline_worker.fire_due()
        await come_to_rest(self.runtime)

    async def _more_of(self, store_id: str, owner: int, customer: int) -> None:
        random, execute = self.fuzz.random, self.runtime.bus.execute
        order_id = f"{random.getrandbits(128):032x}"
        self.fuzz.ids = [*self.fuzz.ids[-11:], order_id]
        basket = Basket(store_id, "KRW", (Line("bibimbap", "Bibimbap", WON_9000, 2),))
        await execute(replace(place(order_id, customer), basket=basket))
        how = random.choice(("unpaid", "wrong amount", "card", "cash", "accepted", "cooked"))
        if how in {"wrong amount", "card"}:
            amount = WON_18000 if how == "card" else WON_9000
            await execute(RecordCharge(order_id, "simulated", order_id, "tg", amount, customer))
        elif how != "unpaid":
            await execute(ChooseCash(order_id, customer))
        await come_to_rest(self.runtime)
        if how in {"accepted", "cooked"}:
            await execute(AcceptOrder(order_id, owner, 15))
        if how == "cooked":
            await execute(MarkCooked(order_id, owner))
        await come_to_rest(self.runtime)

    async def round(self, sender: Someone) -> None:
        """Updates of one person, handled one after the other as the inbox does."""
        if sender.id in CUSTOMERS:
            await self._send(self.fuzz.beginning(sender))
        for _ in range(IN_A_ROUND // AT_ONCE):
            chat = self.simulator.chats[sender.id]
            sender.messages = [it.for_bot() for it in chat.messages.values() if it.by_bot][-30:]
            await self._send([self.fuzz.update(sender) for _ in range(AT_ONCE)])
        await come_to_rest(self.runtime)
        # What a tap leaves to be done at once is done in nobody else's round.
        await self.runtime.deadline_worker.fire_due()
        await come_to_rest(self.runtime)

    async def _send(self, batch: list[dict[str, Any]]) -> None:
        self.sent |= {raw["update_id"]: raw for raw in batch}
        await self.runtime.inbox.take(batch)
        await self.runtime.inbox._user_queues.below(1)

    def rows(self) -> Rows:
        """Every row of an order or a store: (table, order or store, key) → content."""
        found: Rows = {}
        for table, query in OF_ORDERS.items():
            for row in look(self.location, query):
                found[table, str(row[0]), str(row[:3])] = row
        for row in look(self.location, OF_STORES):
            found["stores", str(row[0]), ""] = row
        return found

    def trespasses(self, sender: int, before: Rows, after: Rows) -> list[str]:
        """What changed although it does not belong to whoever sent the updates."""
        changed = {
            key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
        }
        return [str(key) for key in changed if sender not in self._belongs_to(key[0], key[1])]

    def _belongs_to(self, table: str, id: str) -> set[int]:
        # Operators pause stores, and act on any order.
        store, people = id, {OLGA}
        if table != "stores":
            query = "select store_id, customer_id from orders where id = :id"
            ((store, customer),) = look(self.location, query, id=id)
            people = {customer, OLGA}
        roles = ("owner",) if table == "stores" else ("owner", "courier")
        query = "select role, user_id from store_staff where store_id = :store"
        staff = look(self.location, query, store=store)
        return people | {user for role, user in staff if role in roles}


@pytest.fixture
async def fuzzed(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> AsyncIterator[FuzzedTown]:
    settings = settings_for(tmp_path, database_url=database_url, **NEVER)
    async with demo(settings, clock=clock, staff_present=False, own_database=False) as town:
        fuzzed, bot = FuzzedTown(town, Fuzz(SEED)), town.runtime.telegram.bot
        await fuzzed.settle_in()
        polls_and_calls = bot._request
        bot._request = (fuzzed.requests, fuzzed.requests)
        yield fuzzed
        bot._request = polls_and_calls


@pytest.mark.timeout(180)
async def test_send_anything_at_all_changes_only_what_is_ones_own(
    fuzzed: FuzzedTown, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    fuzz = fuzzed.fuzz
    with capture_logs() as logs, caplog.at_level(logging.ERROR):
        for number in itertools.count():
            if len(fuzzed.sent) >= INPUTS[engine]:
                break
            if number % 5 == 0:
                await fuzzed.more_orders()
            sender = fuzzed.people[fuzz.random.choice(PEOPLE)]
            before = fuzzed.rows()
            await fuzzed.round(sender)
            trespasses = fuzzed.trespasses(sender.id, before, fuzzed.rows())
            assert not trespasses, f"{sender.user['first_name']} changed {trespasses}"
    # One example of each, by what went wrong.
    incidents = {
        f"{log['event']}: {log.get('exc_info')!r}": fuzzed.sent.get(log.get("update_id", 0))
        for log in logs
        if log["log_level"] in {"error", "critical"}
    }
    assert not incidents, "\n".join(f"{what}\n  {how}" for what, how in incidents.items())
    assert not caplog.records, caplog.records[:5]
    assert not [text for text in fuzzed.requests.sent if "on our side" in text]
    assert len(fuzzed.sent) >= INPUTS[engine]
