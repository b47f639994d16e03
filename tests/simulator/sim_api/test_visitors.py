"""Who may ask /sim: no page but the simulator's own, and nobody under a foreign name."""

from typing import Any

import pytest

from tests.support.simulated import MINA, SimulatedWorld

ASKED: list[tuple[str, str, Any]] = [
    ("GET", "/sim/state", None),
    ("GET", "/sim/charges", None),
    ("GET", "/sim/photos/1", None),
    ("GET", "/sim/changes?after=0", None),
    ("GET", "/sim/changes?after=0&format=json", None),
    ("POST", f"/sim/chats/{MINA}/messages", {"from": MINA, "text": "/start"}),
    ("PATCH", f"/sim/people/{MINA}", {"blocked": True}),
    ("PUT", "/sim/faults", {"faults": [{"kind": "error"}]}),
    ("DELETE", "/sim/faults", None),
    ("POST", "/sim/rush", {"customers": 1}),
]


async def _refusal(
    world: SimulatedWorld, asked: tuple[str, str, Any], headers: dict[str, str]
) -> str:
    way, path, body = asked
    async with world.session.request(
        way, world.address + path, json=body, headers=headers
    ) as response:
        assert response.status == 403, await response.text()
        answer = await response.json()
    assert set(answer) == {"error"}
    return str(answer["error"])


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked[0]} {asked[1]}")
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8081", "127.0.0.1.evil.example", "192.168.0.5", ""]
)
async def test_request_under_foreign_name_is_refused(
    world: SimulatedWorld, asked: tuple[str, str, Any], host: str
) -> None:
    problem = await _refusal(world, asked, {"Host": host})
    assert problem == "The simulator answers only under a loopback address."
    assert not world.simulator.people[MINA].blocked
    assert not world.simulator.people[MINA].started
    assert not world.simulator.faults.active


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked[0]} {asked[1]}")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"]
)
async def test_request_of_another_page_is_refused(
    world: SimulatedWorld, asked: tuple[str, str, Any], origin: str
) -> None:
    problem = await _refusal(world, asked, {"Origin": origin})
    assert problem == "The simulator takes requests of its own page only."
    assert not world.simulator.people[MINA].blocked
    assert not world.simulator.people[MINA].started
    assert not world.simulator.faults.active


async def test_request_of_own_page_is_answered(world: SimulatedWorld) -> None:
    port = world.address.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", "127.0.0.2"):
        for headers in ({"Host": host, "Origin": f"http://{host}"}, {"Host": host}):
            async with world.session.get(
                f"{world.address}/sim/state", headers=headers
            ) as response:
                assert response.status == 200, headers


async def test_stream_for_own_page_is_opened(world: SimulatedWorld) -> None:
    headers = {"Origin": world.address}
    async with world.session.get(
        f"{world.address}/sim/changes?after=0", headers=headers
    ) as response:
        assert response.status == 200
        assert await response.content.readline() == b": here\n"
