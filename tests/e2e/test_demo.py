"""The demo as `make run` starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
