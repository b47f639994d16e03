"""One store with a small kitchen, and the bot that serves it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from bot.demo import STORES
from tests.chaos.bot_process import BotProcess

if TYPE_CHECKING:
    from pathlib import Path

_STORE = "hanok.yaml"


class KitchenBot(BotProcess):
    """The bot with one store, whose kitchen takes only so many orders at once."""

    async def import_store(self, folder: Path, capacity: int) -> None:
        """Load the store. Raises RuntimeError when that fails."""
        store = YAML(typ="safe", pure=True).load(STORES / _STORE)
        store["capacity"] = capacity
        file = folder / _STORE
        file.write_text(json.dumps(store), "utf-8")
        process = await self._spawn("stores", "import", str(file))
        if await asyncio.wait_for(process.wait(), 60):
            raise RuntimeError(f"the store was not imported; see {self.log}")
