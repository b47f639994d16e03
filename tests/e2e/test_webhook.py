"""Telegram brings the updates: to one process, or to any of several."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from bot.telegram.incoming import inbox
from tests.e2e.journey import DAN, MINA, OLGA, SORA, come_to_rest, pay_by_card, place_order
from tests.e2e.restarts import Telegram, telegram
from tests.e2e.test_killed_processes import UNDONE, two, until
from tests.e2e.test_link import readiness
from tests.e2e.test_processes import elected
from tests.e2e.test_restarts import all_deadlines_of_the_past_fired
from tests.integration.telegram.process import message
from tests.support.engines import fresh_url, look
from tests.support.front import Front, front

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.simulator import Exchange, PersonClient
    from tests.support.clock import MovableClock

pytestmark = pytest.mark.timeout(120)

SECRET = "of-a_test-1"


@pytest.fixture
async def gate() -> AsyncIterator[Front]:
    async with front() as it:
        yield it


@pytest.fixture
async def line(
    tmp_path: Path, clock: MovableClock, gate: Front, database_url: str
) -> AsyncIterator[Telegram]:
    secret = SecretStr(SECRET)
    async with telegram(
        tmp_path, clock, database_url=database_url, webhook_url=gate.url, webhook_secret=secret
    ) as it:
        yield it


def calls_of(line: Telegram) -> list[str]:
    """The methods that are called from now on."""
    seen: list[str] = []

    def note(exchange: Exchange) -> None:
        if exchange.kind == "call":
            seen.append(exchange.method)

    line.simulator.observers.append(note)
    return seen


async def staff(line: Telegram, *person_ids: int) -> list[PersonClient]:
    people = [await line.people.person(it) for it in person_ids]
    for person in people:
        await person.says("/start")
        await person.sees(person.profile["first_name"], timeout=30)
    return people


@pytest.mark.each_engine
async def test_order_is_played_through_a_webhook_at_one_process(
    line: Telegram, gate: Front
) -> None:
    calls = calls_of(line)
    mina = await line.people.person(MINA)
    async with line.bot() as town:
        runtime = town.running.runtime
        gate.processes = [runtime.http_address]
        sora, dan = await staff(line, SORA, DAN)
        await place_order(mina)
        await pay_by_card(mina)
        await sora.taps("✅ 15 min")
        await sora.taps("🥡 Cooked")
        await dan.taps("🙋 Take it")
        await dan.taps("📦 Picked up")
        await dan.taps("✅ Delivered")
        await mina.sees("Enjoy your meal")
        await come_to_rest(runtime)
        assert town.rows("select state from orders") == [("delivered",)]
        assert town.rows(UNDONE) == [(0,)]
        assert await readiness(runtime) == (200, "ready")
    assert "getUpdates" not in calls
    assert calls.count("setWebhook") == 1
    info = await line.call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (gate.url, 0)


async def test_answer_that_waited_at_telegram_is_brought_before_the_deadline_to_answer(
    line: Telegram, gate: Front
) -> None:
    mina, sora = await line.people.person(MINA), await line.people.person(SORA)
    async with line.bot() as town:
        gate.processes = [town.running.runtime.http_address]
        await town.staff(SORA)
        await place_order(mina)
        await pay_by_card(mina)
        await sora.sees_button("✅ 15 min")
        await town.pass_time(minutes=9)
    await sora.taps("✅ 15 min")
    line.clock.advance(minutes=2)
    calls = calls_of(line)
    async with line.bot() as town:
        gate.processes = []
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(town.running.runtime.inbox.caught_up.wait(), 1.5)
        gate.processes = [town.running.runtime.http_address]
        await mina.sees("being cooked", timeout=30)
        await all_deadlines_of_the_past_fired(town)
        assert town.rows("select state from orders") == [("accepted",)]
    assert (calls.count("setWebhook"), calls.count("deleteWebhook")) == (1, 0)


async def test_update_that_is_to_be_tried_again_is_found_though_nobody_fetches(
    line: Telegram, gate: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "LOOK_EVERY", 0.05)
    mina = await line.people.person(MINA)
    async with line.bot() as town:
        gate.processes = [town.running.runtime.http_address]
        await mina.says("/start")
        await mina.sees("Where would you like to order")
        # As `main.py updates replay` leaves it.
        again = inbox._stored(message(1, "/help", MINA))
        await town.running.runtime.database.write(lambda uow: uow.updates.keep([again]))
        await mina.sees("/orders")


async def test_process_without_a_webhook_takes_the_old_one_away_and_fetches(
    line: Telegram, gate: Front, tmp_path: Path
) -> None:
    mina = await line.people.person(MINA)
    async with line.bot() as town:
        gate.processes = [town.running.runtime.http_address]
        await mina.says("/help")
        await mina.sees("/orders")
    await mina.says("/start")
    line.settings = line.settings.model_copy(update={"webhook_url": ""})
    async with line.bot():
        await mina.sees("Where would you like to order")
    assert (await line.call("getWebhookInfo"))["url"] == ""


async def test_webhook_that_somebody_sets_while_we_fetch_is_told_to_operators(
    line: Telegram,
) -> None:
    line.settings = line.settings.model_copy(update={"webhook_url": ""})
    async with line.bot() as town:
        (olga,) = await town.staff(OLGA)
        runtime = town.running.runtime
        await line.call("setWebhook", url="http://127.0.0.1:9/other")
        await olga.sees("Two bots on one token", timeout=20)
        assert await readiness(runtime) == (200, "ready conflict")
        # It is somebody's, who may have a reason.
        assert (await line.call("getWebhookInfo"))["url"] == "http://127.0.0.1:9/other"


async def test_setting_that_telegram_refuses_is_told_by_readiness(line: Telegram) -> None:
    line.simulator.strict = True
    async with line.bot() as town, asyncio.timeout(20):
        # Plain HTTP, which only a server of one's own calls.
        while await readiness(town.running.runtime) != (200, "ready webhook_refused"):
            pass
        line.simulator.strict = False
        while await readiness(town.running.runtime) != (200, "ready"):
            pass


@pytest.mark.postgresql
async def test_webhook_of_two_processes_is_set_by_the_leader_and_served_by_both(
    tmp_path: Path, clock: MovableClock, gate: Front
) -> None:
    options: dict[str, Any] = {"webhook_url": gate.url, "webhook_secret": SecretStr(SECRET)}
    with fresh_url() as url:
        async with telegram(tmp_path, clock, database_url=url, **options) as line:
            calls = calls_of(line)
            mina = await line.people.person(MINA)
            async with line.bot() as first, line.bot() as second:
                leader = await elected(first, second)
                addresses = [it.running.runtime.http_address for it in (first, second)]
                gate.processes = list(addresses)
                await place_order(mina)
                await pay_by_card(mina)
                assert [gate.statuses(it) for it in addresses] == [{200}, {200}]
                assert calls.count("setWebhook") == 1
                session = leader.running.runtime.session
                assert session is not None
                # Whoever has lost its session has nothing in hand, and takes nothing.
                leader.running.runtime._on_presence(False)
                gate.processes = [leader.running.runtime.http_address]
                await mina.says("/help")
                await gate.answered(503)
                gate.processes = list(addresses)
                await mina.sees("/orders")


@pytest.mark.postgresql
async def test_order_goes_on_when_processes_behind_a_webhook_are_killed(
    tmp_path: Path, clock: MovableClock, gate: Front
) -> None:
    more = gate.before(2, SECRET)
    with fresh_url() as url:
        async with (
            telegram(tmp_path, clock) as line,
            two(line, url, tmp_path, more) as (first, second, location),
        ):
            calls = calls_of(line)
            mina = await line.people.person(MINA)
            sora, dan = await staff(line, SORA, DAN)
            await place_order(mina)
            first.kill()
            await pay_by_card(mina)
            await sora.taps("✅ 15 min", timeout=30)
            await mina.sees("being cooked", timeout=30)
            await first.gone()
            await first.start()
            await until(location, UNDONE, 0)
            second.kill()
            await sora.taps("🥡 Cooked", timeout=30)
            await dan.taps("🙋 Take it", timeout=30)
            await dan.taps("📦 Picked up", timeout=30)
            await dan.taps("✅ Delivered", timeout=30)
            await mina.sees("Enjoy your meal", timeout=30)
            await until(location, UNDONE, 0)
            assert look(location, "select state from orders") == [("delivered",)]
            assert look(location, "select count(*) from updates where dead_at is not null") == [
                (0,)
            ]
            twice = "select name from events group by name, subject having count(*) > 1"
            assert look(location, twice) == []
            assert len(line.simulator.charges) == 1
            assert "getUpdates" not in calls
            assert all(200 in gate.statuses(it) for it in gate.processes)
            async with asyncio.timeout(30):
                while (await line.call("getWebhookInfo"))["pending_update_count"]:
                    pass
