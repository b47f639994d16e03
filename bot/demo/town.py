"""The demo: the simulated Telegram with its people, and the bot talking to it over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.app import Azer, Clock, running, utc_now
from bot.demo import OPERATOR, PEOPLE, STORES
from bot.payments.simulated import SimulatedProvider
from bot.simulator.roster import load_roster
from bot.simulator.server import Simulator, serve
from bot.store_file import read_stores

if TYPE_CHECKING:
    from bot.config import Settings

PROVIDER = "simulated"


@dataclass
class Town:
    """A running demo."""

    address: str
    simulator: Simulator
    azer: Azer


@asynccontextmanager
async def demo(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    prepare: Callable[[Simulator], None] = lambda _simulator: None,
) -> AsyncIterator[Town]:
    """Run the simulator and the bot together.

    Args:
        settings: The configuration; its token, provider and Telegram address are replaced.
        clock: Tells the bot the time, in UTC.
        prepare: Called with the simulator before the bot talks to it.
    """
    roster = load_roster(PEOPLE)
    simulator = Simulator(roster, clock=utc_now)
    prepare(simulator)
    async with serve(simulator, host="127.0.0.1", port=settings.simulator_port) as address:
        local = settings.model_copy(
            update={
                "bot_token": SecretStr(roster.bot.token),
                "telegram_url": address,
                "provider_token": SecretStr(roster.provider_tokens[0]),
                "provider_name": PROVIDER,
                "operators": settings.operators | {OPERATOR},
            }
        )
        providers = {PROVIDER: SimulatedProvider(address)}
        stores = tuple(read_stores(STORES))
        async with running(local, clock=clock, providers=providers, stores=stores) as azer:
            simulator.feed_url = f"{azer.http_address}/feed"
            yield Town(address, simulator, azer)
