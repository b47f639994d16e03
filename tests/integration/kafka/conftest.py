"""A platform on a real broker, and looking into its topic from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.buses import KafkaPlatform
from tests.support.engines import fresh_location, needs_broker
from tests.support.numbered import NAMES, Consumer, only_two


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(needs_broker)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Consumer]:
    return only_two(monkeypatch)


@pytest.fixture
async def platform(
    tmp_path: Path, engine: str, seen: dict[str, Consumer]
) -> AsyncIterator[KafkaPlatform]:
    """A platform that carries nothing yet."""
    with fresh_location(engine, tmp_path) as location:
        platform = KafkaPlatform(location, consumers=NAMES)
        yield platform
        platform.database.close()
