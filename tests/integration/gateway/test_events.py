"""Events over HTTP: nothing lost, nothing twice, and nobody hears of what is not theirs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from sqlalchemy import NullPool, create_engine, text

from bot.events.consumers import routes
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.queues.event_store import EventStore
from domain.order.events import OrderExpired
from tests.integration.gateway.conftest import WANTED, Gateway, gateway_on, make_tokens, secret
from tests.integration.gateway.test_scopes import order_to_deliver, paid_order
from tests.support.ports import free_port
from tests.support.samples import CUSTOMER

if TYPE_CHECKING:
    from tests.integration.gateway.conftest import Town

EXAMPLE = Path(__file__).parents[3] / "docs/examples/print_tickets.py"


@dataclass
class Listener:
    """What somebody has heard: names with their orders; and how far they are."""

    content: aiohttp.StreamReader
    heard: list[tuple[str, str]] = field(default_factory=list)
    last: str = ""

    async def until(self, name: str) -> list[tuple[str, str]]:
        """Listen until an event with a name comes."""
        while not self.heard or self.heard[-1][0] != name:
            await self.next()
        return self.heard

    async def next(self) -> None:
        line = (await self.content.readline()).decode()
        assert line, "the events ended"
        if line.startswith("id: "):
            self.last = line.removeprefix("id: ").strip()
        if line.startswith("data: "):
            data = json.loads(line.removeprefix("data: "))
            self.heard.append((data["name"], data["order_id"]))


@asynccontextmanager
async def listening(
    gateway: Gateway, who: str, last: str | None = "0", path: str = "/events"
) -> AsyncIterator[Listener]:
    headers = {"Authorization": f"Bearer {secret(who)}"}
    if last is not None:
        headers["Last-Event-ID"] = last
    async with gateway.session.get(f"{gateway.url}{path}", headers=headers) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        listener = Listener(answer.content)
        # The first thing that is said is from where on.
        while not listener.last:
            await listener.next()
        yield listener


async def test_each_scope_hears_what_is_its_own(gateway: Gateway) -> None:
    order_id = await order_to_deliver(gateway)
    heard = {}
    for who in ("operator", "customer", "store", "courier"):
        async with listening(gateway, who) as listener:
            heard[who] = await listener.until("DeliveryOffered")
        assert {order for _, order in heard[who]} == {order_id}
    names = {who: [name for name, _ in told] for who, told in heard.items()}
    assert names["operator"] == names["customer"]
    assert names["operator"][:2] == ["OrderPlaced", "PaymentApproved"]
    assert names["store"][0] == "TicketReceived"
    assert names["courier"] == ["DeliveryScheduled", "DeliveryOffered"]
    # Another's listener hears nothing of it, and is as far.
    for who in ("other customer", "other store", "other courier"):
        async with listening(gateway, who) as listener:
            newest = await gateway.events.position()
            while listener.last != str(newest):
                await listener.next()
            assert listener.heard == []


async def test_listener_goes_on_after_the_last_event_that_it_heard(gateway: Gateway) -> None:
    await paid_order(gateway)
    async with listening(gateway, "operator") as listener:
        first = await listener.until("TicketReceived")
        last = listener.last
    await gateway.post("customer", "/orders", WANTED)
    async with listening(gateway, "operator", last) as listener:
        second = await listener.until("OrderPlaced")
    assert len(second) == 1
    assert not set(first) & set(second)


async def test_listener_without_a_last_event_hears_what_comes_from_now_on(
    gateway: Gateway,
) -> None:
    before = await paid_order(gateway)
    async with listening(gateway, "customer", None) as listener:
        after = (await gateway.post("customer", "/orders", WANTED)).body["id"]
        assert await listener.until("OrderPlaced") == [("OrderPlaced", after)]
        assert after != before


async def test_events_of_one_order_are_of_no_other(gateway: Gateway) -> None:
    mine = (await gateway.post("customer", "/orders", WANTED)).body["id"]
    await gateway.post("customer", "/orders", WANTED)
    async with listening(gateway, "customer", path=f"/orders/{mine}/events") as listener:
        await gateway.post("customer", f"/orders/{mine}/cancel")
        heard = await listener.until("OrderCancelled")
    assert heard == [("OrderPlaced", mine), ("OrderCancelled", mine)]


async def test_last_event_that_is_none_of_ours_is_422(gateway: Gateway) -> None:
    refused = await gateway.get("operator", "/events", Last_Event_ID="yesterday")
    assert (refused.status, refused.body["errors"][0]["field"]) == (422, "Last-Event-ID")


async def test_listener_whose_token_is_revoked_hears_no_more(gateway: Gateway) -> None:
    async with listening(gateway, "operator", None) as listener:
        now = gateway.town.clock()
        await gateway.town.database.write(lambda uow: uow.api_tokens.revoke("t6", now))
        await gateway.post("customer", "/orders", WANTED)
        with pytest.raises(AssertionError, match="the events ended"):
            await listener.until("OrderPlaced")
        assert listener.heard == []


@pytest.mark.postgresql
async def test_event_that_commits_late_is_heard_and_none_before_it_twice(
    gateway: Gateway,
) -> None:
    location = gateway.town.location
    assert isinstance(location, PostgresqlServer)
    url = location.url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool)
    late = "f" * 32
    async with listening(gateway, "operator", None) as listener:
        with engine.connect() as connection:
            event = OrderExpired(order_id=late, customer_id=CUSTOMER, store_id="hanok")
            # Its number is smaller than those of what is committed before it.
            EventStore(connection, routes, gateway.town.clock()).write(event)
            early = (await gateway.post("customer", "/orders", WANTED)).body["id"]
            numbers = await gateway.town.look("select max(seq) from events")
            mine = connection.execute(text("select max(seq) from events")).scalar_one()
            assert mine <= numbers[0][0]
            connection.commit()
        gateway.events.announce()
        while len(listener.heard) < 2:
            await listener.next()
        last = listener.last
        again = (await gateway.post("customer", "/orders", WANTED)).body["id"]
        while len(listener.heard) < 3:
            await listener.next()
    engine.dispose()
    assert sorted(listener.heard[:2]) == sorted([("OrderExpired", late), ("OrderPlaced", early)])
    async with listening(gateway, "operator", last) as listener:
        assert await listener.until("OrderPlaced") == [("OrderPlaced", again)]


class Paper:
    """What came out of the printer, in all its runs."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.codes: list[str] = []

    @asynccontextmanager
    async def printing(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the printer, then end it without a warning."""
        environment = os.environ | {"TOKEN": secret("store")}
        command = (sys.executable, EXAMPLE, self._url, "hanok", self._folder)
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=PIPE, stderr=DEVNULL
        )
        try:
            yield process
        finally:
            process.kill()
            rest, _ = await process.communicate()
            self._read(rest.decode())

    async def until(self, process: asyncio.subprocess.Process, order_id: str) -> None:
        """Wait until the ticket of an order came out."""
        assert process.stdout is not None
        while code_of(order_id) not in self.codes:
            line = await process.stdout.readline()
            assert line, "the printer ended"
            self._read(line.decode())

    def _read(self, text: str) -> None:
        self.codes += [it.split()[0] for it in text.splitlines() if it.startswith("#")]


def code_of(order_id: str) -> str:
    return f"#{order_id[:5].upper()}"


@pytest.mark.sqlite
async def test_printer_prints_each_ticket_once_over_restarts_of_both_sides(
    platform: Town, tmp_path: Path
) -> None:
    await make_tokens(platform)
    folder, port = tmp_path / "tickets", free_port()
    paper = Paper(f"http://127.0.0.1:{port}", folder)
    orders = []
    async with gateway_on(platform, port=port) as gateway:
        async with paper.printing() as process:
            orders.append(await paid_order(gateway))
            await paper.until(process, orders[-1])
        # The printer is away.
        orders.append(await paid_order(gateway))
    async with paper.printing() as process:
        # The gateway was away, and goes away again.
        for _ in range(2):
            async with gateway_on(platform, port=port) as gateway:
                await paper.until(process, orders[-1])
                orders.append(await paid_order(gateway))
                await paper.until(process, orders[-1])
    # Whoever forgets how far it was finds the tickets printed.
    (folder / "position.txt").write_text("0")
    async with gateway_on(platform, port=port) as gateway, paper.printing() as process:
        orders.append(await paid_order(gateway))
        await paper.until(process, orders[-1])
    assert sorted(paper.codes) == sorted(map(code_of, orders))
    files = [it.stem for it in folder.glob("*.txt")]
    assert sorted(files) == sorted([*orders, "position"])
