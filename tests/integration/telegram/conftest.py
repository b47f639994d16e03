"""A town without Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.store.commands import ImportStore
from tests.integration.conftest import Platform as Town
from tests.support.engines import fresh_location
from tests.support.samples import a_store_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def town(tmp_path: Path, engine: str) -> AsyncIterator[Town]:
    with fresh_location(engine, tmp_path) as location:
        town = Town(location)
        await town.run(ImportStore(a_store_file()))
        yield town
        town.database.close()
