"""A town without Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.persistence.database.migrate import migrate
from domain.store.commands import ImportStore
from tests.integration.conftest import Platform as Town
from tests.support.samples import a_store_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    migrate(tmp_path / "azer.db")
    town = Town(tmp_path / "azer.db")
    await town.run(ImportStore(a_store_file()))
    yield town
    town.database.close()
