"""Events are sent again from the event store; who has handled one leaves it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.events.bus import routes_of
from bot.events.republishing import BadTimeError, hand_over, republish, since_when
from bot.persistence.queues.arrivals import Arrival
from bot.persistence.queues.unpublished import PUBLISHER
from bot.persistence.unit_of_work import UnitOfWork
from bot.settings import Settings
from domain.order.commands import CancelOrder
from tests.integration.conftest import Platform
from tests.support.command_line import azer_apart
from tests.support.samples import CUSTOMER, ORDER, place

NOW = datetime(2026, 5, 22, 9, tzinfo=ZoneInfo("UTC"))
SEOUL = ZoneInfo("Asia/Seoul")
OTHER = "b" * 32
# Nobody listens there, and nobody has to.
BROKER = "127.0.0.1:1"
TO_THE_BROKER = routes_of(Settings(_env_file=None, kafka_bootstrap_servers=BROKER))
QUEUED = "select consumer, name from outbox join events on events.seq = outbox.seq order by id"


@pytest.mark.parametrize(
    "text",
    ["2026-05-20T18:00", "2026-05-20 18:00:00", "2026-05-20T09:00Z", "2026-05-20T10:00+01:00"],
)
def test_time_to_republish_from_is_read_in_the_zone_unless_it_says_one(text: str) -> None:
    assert since_when(text, SEOUL, NOW) == NOW - timedelta(days=2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yesterday", "--since: yesterday: write a time such as"),
        ("", "--since: : write a time"),
        ("0001-01-01T00:00", "--since: "),
        ("2026-05-01T08:59Z", "--since: at most 21 days ago"),
    ],
)
def test_time_to_republish_from_that_is_none_or_too_long_ago_is_refused(
    text: str, said: str
) -> None:
    with pytest.raises(BadTimeError) as refused:
        since_when(text, SEOUL, NOW)
    assert str(refused.value).startswith(said)


async def test_republish_puts_what_is_old_before_what_waits_already(platform: Platform) -> None:
    await platform.run(place(), CancelOrder(ORDER, CUSTOMER))
    since = platform.clock() - timedelta(minutes=1)
    platform.clock.advance(hours=1)
    platform.routes = TO_THE_BROKER
    platform.database.close()
    platform.open()
    await platform.bus.execute(place(OTHER))
    later = await platform.look(QUEUED)
    assert await republish(platform.database, platform.clock()) == 0
    assert await platform.look(QUEUED) == later
    everything = await platform.look("select name from events order by seq")
    assert await republish(platform.database, since) == len(everything)
    assert await platform.look(QUEUED) == [(PUBLISHER, name) for (name,) in everything]


async def test_what_waited_for_a_broker_is_handled_here_in_order_when_there_is_none_any_more(
    platform: Platform,
) -> None:
    local = platform.routes
    platform.routes = TO_THE_BROKER
    platform.database.close()
    platform.open()
    await platform.run(place(), CancelOrder(ORDER, CUSTOMER), place(OTHER))
    assert {consumer for consumer, _ in await platform.look(QUEUED)} == {PUBLISHER}
    platform.routes = local
    platform.database.close()
    platform.open()
    await hand_over(platform.database)
    await platform.settle()
    views = dict(await platform.look("select order_id, state from order_views"))
    assert views == {ORDER: "cancelled", OTHER: "placed"}
    assert await platform.look("select count(*) from outbox") == [(0,)]


@pytest.mark.sqlite
async def test_outbox_republish_tells_how_many_and_hands_them_to_whoever_carries_them(
    platform: Platform, tmp_path: Path
) -> None:
    await platform.run(place())
    ((count,),) = await platform.look("select count(*) from events")
    platform.database.close()
    since = (platform.clock() - timedelta(hours=1)).isoformat()
    told = f"{count} events will be sent again\n"
    here = azer_apart(tmp_path, "outbox", "republish", "--since", since)
    assert (here.stdout, here.stderr) == (told, "")
    platform.open()
    assert await platform.look(QUEUED) == []
    platform.database.close()
    there = azer_apart(
        tmp_path, "outbox", "republish", "--since", since, KAFKA_BOOTSTRAP_SERVERS=BROKER
    )
    assert (there.stdout, there.stderr) == (told, "")
    platform.open()
    assert [consumer for consumer, _ in await platform.look(QUEUED)] == [PUBLISHER] * count


async def test_order_waits_in_line_while_much_waits_for_the_broker(platform: Platform) -> None:
    platform.routes = TO_THE_BROKER
    platform.database.close()
    platform.open()
    for number in range(5):
        await platform.bus.execute(place(f"{number:032}"))
    assert await platform.database.read(lambda uow: uow.backlog(3)) == 3
    assert await platform.database.read(lambda uow: uow.backlog(100)) == 5
    platform.limits = replace(platform.limits, most_waiting=5)
    platform.database.close()
    platform.open()
    await platform.bus.execute(place(ORDER))
    held = f"select state from orders where id = '{ORDER}'"
    assert await platform.look(held) == [("held",)]


async def test_arrival_that_was_handled_or_waits_already_adds_no_row(platform: Platform) -> None:
    def arrive(uow: UnitOfWork) -> int:
        return uow.arrivals.queue("customer", [arrival, arrival])

    arrival = Arrival(str(uuid4()), "c" * 32, "Gone", "{}", platform.clock())
    assert await platform.database.write(arrive) == 1
    assert await platform.database.write(arrive) == 0
    known = await platform.look("select name, subject from events where name = 'Gone'")
    assert known == [("Gone", "c" * 32)]
    await platform.run(place())
    query = "select event_id, subject, name, payload from events where name = 'OrderPlaced'"
    ((event_id, subject, name, payload),) = await platform.look(query)
    arrival = Arrival(event_id, subject, name, payload, platform.clock())
    assert await platform.database.write(arrive) == 0
