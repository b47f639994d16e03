"""An evening from its first order to its last, and what must be true when it is over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.conftest import living_town
from tests.e2e.evening.closing import faults
from tests.e2e.evening.pictures import photograph
from tests.e2e.evening.stage import OPERATORS, Evening
from tests.e2e.evening.steps import opens

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.support.clock import MovableClock

# A folder, if pictures of all chats are wanted.
PICTURES = os.environ.get("EVENING_PICTURES", "")


async def play(
    name: str,
    scenes: tuple[Callable[[Evening], Awaitable[None]], ...],
    path: Path,
    clock: MovableClock,
    database_url: str,
) -> list[str]:
    """Play the scenes of an evening, and return everything that is not as it must be.

    ``name`` is the folder of its pictures, where these are wanted.
    """
    staffed = living_town(path, clock, operators=frozenset(OPERATORS), database_url=database_url)
    async with staffed as town:
        evening = Evening(town)
        town.running.simulator.observers.append(evening.overhear)
        await opens(evening)
        for scene in scenes:
            await scene(evening)
        if PICTURES:
            await photograph(evening, Path(PICTURES) / name)
        return await faults(evening)
