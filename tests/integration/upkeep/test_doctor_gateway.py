"""What can be wrong with the gateway of a set-up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from bot.cli import cli
from bot.persistence.database.sqlite_file import SqliteFile
from bot.upkeep.doctor.gateway import check_gateway
from tests.integration.conftest import Platform
from tests.integration.upkeep.test_copies import address
from tests.integration.upkeep.test_doctor import NOWHERE, settings, verdicts

TOKENS = ("tokens", "look")


async def looked_at(platform: Platform, **given: Any) -> list[tuple[str, str]]:
    return verdicts(await check_gateway(settings(**given), platform.location))


async def test_examine_without_a_gateway_finds_nothing_to_do(platform: Platform) -> None:
    assert await looked_at(platform) == [("gateway", "ok")]
    routed = await looked_at(platform, gateway_routes=f"orders={NOWHERE}")
    assert routed == [("gateway", "look")]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"gateway_port": 8088}, "ok"),
        ({"gateway_port": 8088, "service_port": 8081}, "ok"),
        ({"gateway_port": 8088, "gateway_host": "0.0.0.0"}, "look"),
        ({"gateway_port": 8088, "service_port": 8088}, "bad"),
        ({"service_port": 8080, "port": 8080}, "bad"),
        ({"gateway_port": 0, "service_port": 0}, "ok"),
    ],
)
async def test_examine_of_where_the_gateway_listens(
    platform: Platform, given: dict[str, Any], verdict: str
) -> None:
    assert await looked_at(platform, **given) == [("gateway", verdict), TOKENS]


async def test_examine_counts_the_tokens_that_open_something(platform: Platform) -> None:
    add = ["tokens", "add", "operator", "--user", "9001", "--name", "board"]
    env = {**address(platform.location), "OPERATORS": "9001"}
    # It has a loop of its own.
    result = await asyncio.to_thread(CliRunner().invoke, cli, add, env=env)
    assert result.exit_code == 0, result.output
    found = await check_gateway(settings(gateway_port=8088), platform.location)
    assert (found[1].verdict, found[1].seen) == ("ok", "1 valid")


async def test_examine_of_tokens_without_a_database_is_no_crash(tmp_path: Path) -> None:
    found = await check_gateway(settings(gateway_port=8088), SqliteFile(tmp_path / "azer.db"))
    assert verdicts(found) == [("gateway", "ok"), TOKENS]


@pytest.fixture
async def service() -> AsyncIterator[str]:
    """Answers on one path as a service of ours does, and on all others as something else."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=401 if request.path == "/orders" else 200)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


async def test_examine_asks_each_service_behind_the_gateway(
    platform: Platform, service: str
) -> None:
    routes = f"orders={service} stores={service} pays={NOWHERE}"
    given = settings(gateway_port=8088, gateway_routes=routes)
    found = (await check_gateway(given, platform.location))[2:]
    assert verdicts(found) == [("gateway", "ok"), ("gateway", "bad"), ("gateway", "bad")]
    assert found[1].seen == f"/stores: {service} answers 200"
    assert "does not answer" in found[2].seen
