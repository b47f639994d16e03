"""The bot as a process that stops and starts again, while Telegram and its people stay."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from pydantic import SecretStr

from bot.demo import OPERATOR, PEOPLE, STORES
from bot.demo.town import PROVIDER, Town
from bot.running import running
from bot.simulator import People, Simulator, load_roster, serve
from bot.stores.store_file import read_stores
from tests.e2e.conftest import settings_for
from tests.e2e.journey import TestTown
from tests.support.apart import with_deliveries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.settings import Settings
    from tests.support.clock import MovableClock


@dataclass
class Telegram:
    """Telegram with its people, with or without the bot."""

    simulator: Simulator
    address: str
    people: People
    settings: Settings
    clock: MovableClock

    @asynccontextmanager
    async def bot(self, **options: Any) -> AsyncIterator[TestTown]:
        """One life of the bot; each begins with what the one before left in the database."""
        stores = tuple(read_stores(STORES))
        async with running(self.settings, clock=self.clock, stores=stores, **options) as runtime:
            yield TestTown(Town(self.address, self.simulator, runtime), self.people, self.clock)

    async def call(self, method: str, **params: Any) -> Any:
        """Call the Bot API in the bot's name."""
        url = f"{self.address}/bot{self.settings.bot_token.get_secret_value()}/{method}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=params) as response,
        ):
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]


@asynccontextmanager
async def telegram(path: Path, clock: MovableClock, **changes: Any) -> AsyncIterator[Telegram]:
    """Telegram alone; ``changes`` are settings of the bot."""
    roster = load_roster(PEOPLE)
    simulator = Simulator(roster, clock=clock)
    with with_deliveries(path, changes) as placed:
        async with serve(simulator) as address, People(address) as people:
            local = settings_for(
                path,
                bot_token=SecretStr(roster.bot.token),
                telegram_url=address,
                provider_token=SecretStr(roster.provider_tokens[0]),
                provider_name=PROVIDER,
                operators=frozenset({OPERATOR}),
                **placed,
            )
            yield Telegram(simulator, address, people, local, clock)
