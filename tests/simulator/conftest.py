from collections.abc import AsyncIterator

import pytest

from tests.support.simulated import SimulatedWorld, simulated


@pytest.fixture
async def world() -> AsyncIterator[SimulatedWorld]:
    async with simulated() as simulated_world:
        yield simulated_world
