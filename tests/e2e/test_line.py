"""The bot as a whole is refused: it is not ready, says so to whom it can, and comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from pydantic import SecretStr

from bot.app import running
from tests.e2e.conftest import settings_for
from tests.e2e.journey import MINA, OLGA

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import Azer
    from tests.e2e.journey import TestTown


async def readiness(azer: Azer) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{azer.http_address}/health/ready") as response,
    ):
        return response.status, (await response.json())["status"]


async def test_two_processes_with_one_token_each_know_and_tell_their_operators(
    town: TestTown, tmp_path: Path
) -> None:
    (olga,) = await town.staff(OLGA)
    first = town.running.azer
    assert await readiness(first) == (200, "ready")
    other = settings_for(
        tmp_path / "other",
        bot_token=SecretStr(town.running.simulator.token),
        telegram_url=town.running.address,
        operators=frozenset({OLGA}),
    )
    async with running(other) as second:
        for _ in range(2):
            await olga.sees("Somebody else fetches updates", new=True, timeout=20)
        assert await readiness(first) == (503, "conflict")
        assert await readiness(second) == (503, "conflict")
    # What only one of them got is not lost to the other: people go on.
    mina = await town.person(MINA)
    await mina.says("/help")
    await mina.sees("/orders")
