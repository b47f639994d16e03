"""The bot as a whole is refused: it is not ready, says so to whom it can, and comes back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

import aiohttp
import pytest
from pydantic import SecretStr

from bot.running import running
from bot.simulator import Fault
from bot.telegram.incoming import processing
from bot.telegram.incoming.processing import MAX_BROKEN
from tests.e2e.conftest import settings_for
from tests.e2e.journey import MINA, OLGA, SORA, place_order

if TYPE_CHECKING:
    from pathlib import Path

    from bot.runtime import Runtime
    from bot.simulator import Trouble
    from tests.e2e.journey import TestTown


async def readiness(runtime: Runtime) -> tuple[int, str]:
    """Whether it is ready, and why it is not, or what is degraded."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{runtime.http_address}/health/ready") as response,
    ):
        told = await response.json()
        return response.status, " ".join([told["status"], *told.get("degraded", ())])


async def until(runtime: Runtime, wanted: tuple[int, str]) -> None:
    """Ask again and again, as whoever watches over a process does."""
    async with asyncio.timeout(20):
        while await readiness(runtime) != wanted:
            pass


async def metric(runtime: Runtime, name: str) -> float:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{runtime.http_address}/metrics") as response,
    ):
        lines = (await response.text()).splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith(name))


async def test_two_processes_with_one_token_each_know_and_tell_their_operators(
    town: TestTown, tmp_path: Path
) -> None:
    (olga,) = await town.staff(OLGA)
    first = town.running.runtime
    assert await readiness(first) == (200, "ready")
    other = settings_for(
        tmp_path / "other",
        bot_token=SecretStr(town.running.simulator.token),
        telegram_url=town.running.address,
        operators=frozenset({OLGA}),
    )
    async with running(other) as second:
        for _ in range(2):
            await olga.sees("Two bots on one token", new=True, timeout=20)
        assert await readiness(first) == (200, "ready conflict")
        assert await readiness(second) == (200, "ready conflict")
    # What only one of them got is not lost to the other: people go on.
    mina = await town.person(MINA)
    await mina.says("/help")
    await mina.sees("/orders")


@pytest.mark.parametrize("kind", ["unauthorized", "garbage"])
async def test_order_while_telegram_answers_nonsense_loses_no_message_and_goes_on_by_itself(
    town: TestTown, kind: Literal["unauthorized", "garbage"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "LONGEST_PAUSE", 0.05)
    runtime, faults = town.running.runtime, town.running.simulator.faults
    await town.staff(SORA)
    mina, sora = await town.person(MINA), await town.person(SORA)
    await place_order(mina)
    often, real = asyncio.Event(), faults.for_call

    def counted(method: str) -> Trouble:
        if faults.fired[kind] > 5 * MAX_BROKEN:
            often.set()
        return real(method)

    monkeypatch.setattr(faults, "for_call", counted)
    # The poll that waits brings the tap; whatever is answered to it meets the trouble.
    faults.set(Fault(kind=kind))
    await mina.taps("💵 Cash on delivery")
    await asyncio.wait_for(often.wait(), 30)
    is_refused = kind == "unauthorized"
    assert await readiness(runtime) == (
        (503, "unauthorized") if is_refused else (200, "ready telegram_away")
    )
    refusals = await metric(runtime, 'azer_telegram_refusals_total{state="unauthorized"}')
    assert (refusals > 0) is is_refused
    faults.clear()
    await mina.sees("Sent to the store")
    await sora.sees_button("✅ 15 min", timeout=30)
    while await readiness(runtime) != (200, "ready"):
        await sora.says("/tickets")
        await sora.sees("Order #", new=True)
    assert town.rows("select count(*) from updates where dead_at is not null") == [(0,)]


@pytest.mark.parametrize("kind", ["unauthorized", "garbage", "drop"])
async def test_tap_that_telegram_could_not_be_told_of_is_answered_when_it_can(
    town: TestTown,
    kind: Literal["unauthorized", "garbage", "drop"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processing, "LONGEST_PAUSE", 0.05)
    mina = await town.person(MINA)
    await place_order(mina)
    town.running.simulator.faults.set(
        Fault(kind=kind, method="answerCallbackQuery", count=2 * MAX_BROKEN)
    )
    tap = await mina.taps("💵 Cash on delivery")
    await tap.answer()
    await mina.sees("Sent to the store")
    said = [it for it in town.rows("select name from events") if it == ("PaymentApproved",)]
    assert len(said) == 1


async def test_process_that_cannot_reach_telegram_stays_ready_and_says_so(town: TestTown) -> None:
    runtime, faults = town.running.runtime, town.running.simulator.faults
    faults.set(Fault(kind="drop"))
    mina = await town.person(MINA)
    # The poll that waits brings it, and the next one fails.
    await mina.says("/help")
    await until(runtime, (200, "ready telegram_away"))
    assert await metric(runtime, 'azer_degraded{part="telegram_away"}') == 1
    faults.clear()
    await until(runtime, (200, "ready"))
    assert await metric(runtime, 'azer_degraded{part="telegram_away"}') == 0
    await mina.sees("/orders")
