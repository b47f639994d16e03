"""The server itself: starting, stopping, the page, the command line."""

import asyncio
import json
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.simulator import BadRosterError, Simulator, load_roster, serve
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
    path.write_text(json.dumps(ROSTER.model_dump(mode="json")), encoding="utf-8")
    assert load_roster(path) == ROSTER


BOT = "bot: {id: 1, first_name: A, username: a_bot, token: t}\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"bot: {}\nkings: []\n", "bot.id: Field required"),
        (f"{BOT}kings: []\n".encode(), "kings: Extra inputs"),
        (b"", "roster: Input should be a valid dictionary"),
        (f"{BOT}{BOT}".encode(), 'line 2: found duplicate key "bot"'),
        (b"bot: " + b"[" * 5000, "is nested too deeply"),
        (b"bot: !!int nope", "is no valid YAML: invalid literal"),
        (b"bot: !!python/tuple [1]", "line 1: could not determine a constructor"),
        (b"bot: *nobody", "line 1: found undefined alias"),
        (b"bot: [unclosed", "line 1: expected ',' or ']'"),
        (b"bot: \x07", "is no valid YAML"),
        (b"\xff\xfe\x00", "is no valid YAML: 'utf-8' codec can't decode"),
        (BOT.replace("1", "true").encode(), "bot.id: Input should be a valid integer"),
        (BOT.replace("1", str(2**64)).encode(), "bot.id: Input should be less than"),
        (f"{BOT}groups: [{{id: 1, title: x}}]".encode(), "groups.0.id: Input should be less"),
    ],
)
def test_load_of_a_bad_roster_is_refused_in_one_line_with_its_place(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "roster.yaml"
    path.write_bytes(content)
    with pytest.raises(BadRosterError) as refused:
        load_roster(path)
    assert str(refused.value).startswith(f"{path}: {said}")
    assert len(str(refused.value).splitlines()) == 1


async def test_command_line_with_a_roster_that_is_not_there_says_so_in_one_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "none.yaml"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.simulator", "--roster", str(path), "--port", "0"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert said.decode() == f"{path}: cannot be read: No such file or directory\n"
    assert process.returncode == 1


async def test_command_line_serves_until_terminated(tmp_path: Path) -> None:
    path = tmp_path / "roster.yaml"
    path.write_text(json.dumps(ROSTER.model_dump(mode="json")), encoding="utf-8")
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


async def test_call_at_a_further_door_tells_observers_its_port() -> None:
    simulator, seen = Simulator(ROSTER), list[int]()
    simulator.observers.append(lambda exchange: seen.append(exchange.port))
    async with serve(simulator, doors=2) as address, aiohttp.ClientSession() as session:
        places = (address, *simulator.doors)
        for place in places:
            async with session.get(f"{place}/bot{TOKEN}/getMe") as response:
                assert response.status == 200
    assert seen == [int(place.rpartition(":")[2]) for place in places]
    assert len(set(seen)) == 3
