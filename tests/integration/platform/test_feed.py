"""The event feed is read by anybody: it tells what happens to orders, and of nobody."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import UTC, datetime
from enum import Enum
from itertools import count
from typing import Any

import aiohttp
import orjson
import pytest

from bot.http.event_stream import EventStream
from bot.http.feed import Feed
from bot.http.server import serving
from domain.delivery.commands import Deliver, PickUp, TakeDelivery
from domain.order.commands import CancelOrder
from domain.order.events import OrderExpired
from domain.payment.commands import RecordCharge
from domain.payment.reasons import RefundReason
from domain.shared.messages import Event, OrderEvent
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.commands import AcceptOrder, MarkCooked, RejectOrder
from domain.store.reasons import RejectionReason
from tests.integration.conftest import Platform
from tests.support.samples import COURIER, CUSTOMER, DETAILS, ORDER, OWNER, WON_18000, place

# Words for one of a few things and small numbers: these may be told. Everything else that an
# event carries is somebody's, until this list says otherwise.
HARMLESS = {"minutes": 15, "was_paid": True}
WORDS = {"method": (PaymentMethod,), "reason": (RefundReason, RejectionReason)}
LAST = OrderExpired(order_id="f" * 32, customer_id=CUSTOMER, store_id="hanok")


def kinds(base: type[Event] = Event) -> list[type[Event]]:
    """Every kind of event that the domain has."""
    found = [] if base.__subclasses__() else [base]
    for kind in base.__subclasses__():
        found += kinds(kind)
    return [kind for kind in found if kind.__module__.startswith("domain.")]


class Marked:
    """Makes events whose every field can be recognised again; ``marks`` are what must not be seen."""

    def __init__(self) -> None:
        self._numbers = count(7_310_000_001)
        self.marks: list[str] = []

    def event(self, kind: type[Any]) -> Any:
        """An event, or a part of one."""
        hints = typing.get_type_hints(kind)
        return kind(
            **{
                field.name: HARMLESS[field.name]
                if field.name in HARMLESS
                else self._value(hints[field.name])
                for field in dataclasses.fields(kind)
            }
        )

    def _value(self, hint: Any) -> Any:
        if isinstance(hint, type) and issubclass(hint, Enum):
            return next(iter(hint))
        if isinstance(hint, types.UnionType):
            return self._value(typing.get_args(hint)[0])
        if typing.get_origin(hint) is tuple:
            return (self._value(typing.get_args(hint)[0]),)
        if dataclasses.is_dataclass(hint) and hint is not Money:
            return self.event(typing.cast("type[Any]", hint))
        number = next(self._numbers)
        self.marks.append(str(number))
        # Telling an order by its code is meant, and that is the first five characters of its id.
        made: dict[Any, Any] = {
            str: f"code-{number}",
            int: number,
            float: float(number),
            bool: True,
            Money: Money(number, "KRW"),
            datetime: datetime(2031, 7, 31, tzinfo=UTC),
        }
        return made[hint]


PAGE = "http://127.0.0.1:8081"


async def publish(platform: Platform, event: Event) -> None:
    await platform.database.write(lambda uow: uow.publish(event))


async def fed(platform: Platform) -> list[dict[str, str]]:
    """What a listener reads, up to the event that this publishes as the last one."""
    await publish(platform, LAST)
    newest = await platform.database.read(lambda uow: uow.event_store.position())
    ends = f"\nid: {newest}\n".encode()
    read = b""
    async with (
        serving(Feed(EventStream(platform.database)).routes(PAGE), "127.0.0.1", 0) as address,
        aiohttp.ClientSession(headers={"Last-Event-ID": "0"}) as session,
        session.get(f"{address}/feed") as response,
    ):
        while ends not in read:
            part = await response.content.readany()
            assert part, "the feed ended"
            read += part
    told, _, _ = read.partition(ends)
    data = [line.removeprefix(b"data: ") for line in told.splitlines() if line[:5] == b"data:"]
    return [orjson.loads(line) for line in data]


async def test_feed_tells_no_name_number_or_words_of_anybody_in_any_event(
    platform: Platform,
) -> None:
    marked = Marked()
    told = [kind for kind in kinds() if issubclass(kind, OrderEvent)]
    assert len(told) > 20
    for kind in kinds():
        await publish(platform, marked.event(kind))
    lines = await fed(platform)
    assert sorted(line["name"] for line in lines) == sorted(kind.__name__ for kind in told)
    shown = orjson.dumps(lines).decode()
    assert [mark for mark in marked.marks if mark in shown] == []
    assert "2031-07" not in shown


@pytest.mark.parametrize("kind", [it for it in kinds() if issubclass(it, OrderEvent)])
async def test_feed_tells_each_kind_of_event_in_a_few_known_words(
    platform: Platform, kind: type[OrderEvent]
) -> None:
    await publish(platform, Marked().event(kind))
    (line,) = await fed(platform)
    assert set(line) == {"id", "at", "subject", "name", "text"}
    facts = [f"{name} {value}" for name, value in HARMLESS.items()]
    facts += [f"{name} {it}" for name, kinds in WORDS.items() for words in kinds for it in words]
    assert set(line["text"].split(", ")) <= {*facts, ""}
    assert (line["name"], line["subject"]) == (kind.__name__, "#CODE-")


async def test_feed_of_whole_orders_tells_nothing_of_their_people(platform: Platform) -> None:
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(
        place(),
        charge,
        AcceptOrder(ORDER, OWNER, 15),
        MarkCooked(ORDER, OWNER),
        TakeDelivery(ORDER, COURIER, "Dan Dhillon"),
        PickUp(ORDER, COURIER),
        Deliver(ORDER, COURIER),
    )
    rejected, cancelled = "b" * 32, "c" * 32
    other_charge = RecordCharge(rejected, "simulated", "ch_2", "tg_2", WON_18000, CUSTOMER)
    translate = "Mina Kim owes me money, call +821012345678"
    reject = RejectOrder(rejected, OWNER, "other", translate)
    await platform.run(place(rejected), other_charge, reject)
    await platform.run(place(cancelled), CancelOrder(cancelled, CUSTOMER))
    lines = await fed(platform)
    assert {line["name"] for line in lines} >= {
        "OrderPlaced", "OrderPaid", "CourierAssigned", "Delivered", "OrderRejected",
        "RefundRequested", "OrderCancelled",
    }  # fmt: skip
    shown = orjson.dumps(lines).decode()
    somebodys = ["Mina", "Kim", "Dan", "Dhillon", "owes", DETAILS.phone, DETAILS.address]
    assert [it for it in [*somebodys, ORDER, "ch_", "tg_", "18000"] if it in shown] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": PAGE}, 200),
        ({"Origin": "http://localhost:8081"}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
    ],
)
async def test_feed_is_read_by_the_page_of_the_demo_and_by_no_other(
    platform: Platform, headers: dict[str, str], status: int
) -> None:
    async with (
        serving(Feed(EventStream(platform.database)).routes(PAGE), "127.0.0.1", 0) as address,
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{address}/feed") as response,
    ):
        assert response.status == status
        allowed = response.headers.get("Access-Control-Allow-Origin")
        assert allowed == (headers.get("Origin") if status == 200 else None)
