"""The demo as `make run` starts it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.demo.town import demo
from tests.e2e.conftest import settings_for

if TYPE_CHECKING:
    from pathlib import Path


async def test_demo_with_a_database_in_the_settings_leaves_that_one_alone(tmp_path: Path) -> None:
    file, server = tmp_path / "azer.db", tmp_path / "server.db"
    settings = settings_for(tmp_path, database=file, database_url=f"sqlite:///{server}")
    async with demo(settings, staff_present=False) as town:
        assert await town.runtime.database.read(lambda uow: uow.stores.all())
        assert not file.exists()
        assert not server.exists()


async def test_demo_with_a_webhook_in_the_settings_fetches_all_the_same(tmp_path: Path) -> None:
    url, secret = "https://azer.example/hook", SecretStr("of-a_test-1")
    settings = settings_for(tmp_path, webhook_url=url, webhook_secret=secret)
    async with demo(settings, staff_present=False) as town:
        assert town.simulator.webhook.target is None
        async with asyncio.timeout(10):
            await town.simulator.updates.polled.wait()
