"""One store with a small kitchen, and the bot that serves it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import yaml

from bot.demo import STORES
from tests.chaos.bot_process import BotProcess

if TYPE_CHECKING:
    from pathlib import Path

_STORE = "hanok.yaml"


class KitchenBot(BotProcess):
    """The bot with one store, whose kitchen takes only so many orders at once."""

    async def import_store(self, folder: Path, capacity: int) -> None:
        """Load the store. Raises RuntimeError when that fails."""
        store = yaml.safe_load((STORES / _STORE).read_text("utf-8"))
        store["capacity"] = capacity
        file = folder / _STORE
        file.write_text(yaml.safe_dump(store, allow_unicode=True), "utf-8")
        process = await self._spawn("stores", "import", str(file))
        if await asyncio.wait_for(process.wait(), 60):
            raise RuntimeError(f"the store was not imported; see {self.log}")
