"""The server itself: starting, stopping, the page, the command line."""

import asyncio
import os
import sys
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.simulator import Simulator, load_roster, serve
from tests.support.simulated import ROSTER, TOKEN, SimulatedWorld


async def test_stop_with_open_streams_and_polls_is_prompt() -> None:
    simulator = Simulator(ROSTER)
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as session:
        async with serve(simulator) as address:
            poll = asyncio.create_task(session.get(f"{address}/bot{TOKEN}/getUpdates?timeout=50"))
            await simulator.updates.polled.wait()
            stream = await session.get(f"{address}/sim/changes?after=0")
            await stream.content.readline()
            started = loop.time()
        assert loop.time() - started < 1
        stream.close()
        await asyncio.gather(poll, return_exceptions=True)


async def test_page_is_served_from_its_folder(world: SimulatedWorld) -> None:
    for path in ("/../core.py", "/%2e%2e/core.py", "/nothing.html"):
        async with world.session.get(world.address + path) as response:
            assert response.status == 404


def test_load_of_roster_reads_yaml(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text(yaml.safe_dump(ROSTER.model_dump(mode="json")), encoding="utf-8")
    assert load_roster(path) == ROSTER


def test_load_of_roster_with_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text("bot: {}\nkings: []\n", encoding="utf-8")
    with pytest.raises(ValueError, match="kings"):
        load_roster(path)


async def test_command_line_serves_until_terminated(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text(yaml.safe_dump(ROSTER.model_dump(mode="json")), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.simulator", "--roster", str(path), "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    address = line.removeprefix("The page is at ").partition("/ and")[0]
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{address}/bot{TOKEN}/getMe") as response,
    ):
        assert response.status == 200
    process.terminate()
    assert await process.wait() == 0
