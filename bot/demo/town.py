"""The demo: the simulated Telegram with its people, and the bot talking to it over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.clock import Clock, utc_now
from bot.demo import OPERATOR, PEOPLE, STORES
from bot.http.server import CannotServeError
from bot.running import running
from bot.runtime import Runtime
from bot.simulator import People, Roster, Simulator, load_roster, serve
from bot.stores.store_file import read_stores

if TYPE_CHECKING:
    from bot.settings import Settings

PROVIDER = "simulated"
# Small, so that a rush on the page makes a line; owners change it with /capacity.
KITCHEN = 5
_LOOPBACK = "127.0.0.1"


@dataclass
class Town:
    """A running demo."""

    address: str
    simulator: Simulator
    runtime: Runtime


@asynccontextmanager
async def demo(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    prepare: Callable[[Simulator], None] = lambda _simulator: None,
    staff_present: bool = True,
    capacity: int | None = None,
    own_database: bool = True,
) -> AsyncIterator[Town]:
    """Run the simulator and the bot together, from the beginning.

    The simulator forgets its chats when it ends, and so the bot's database goes with it.

    Args:
        settings: The configuration; its token, provider, database and Telegram address are replaced.
        clock: Tells the bot the time, in UTC.
        prepare: Called with the simulator before the bot talks to it.
        staff_present: Let owners, couriers and the operator start the bot, as Telegram demands
            before a bot may write to anybody.
        capacity: How many orders each new kitchen takes at once; None knows no limit.
        own_database: Play on a file that nobody else knows; False plays on the database of the
            settings, which the caller made for this and throws away.

    Raises:
        OperatorError: The simulator's port, or one of the bot's, is taken.
    """
    roster = load_roster(PEOPLE)
    simulator = Simulator(roster, clock=utc_now)
    prepare(simulator)
    async with AsyncExitStack() as stack:
        if own_database:
            # Never one that the operator named: what is played here must not meet a real bot.
            folder = TemporaryDirectory(prefix="azer-demo-", ignore_cleanup_errors=True)
            file = Path(stack.enter_context(folder)) / "azer.db"
            settings = settings.model_copy(
                update={
                    "database": file,
                    "database_url": SecretStr(""),
                    "delivery_database_url": SecretStr(""),
                    "kafka_bootstrap_servers": "",
                }
            )
        serving = serve(simulator, host=_LOOPBACK, port=settings.simulator_port)
        try:
            address = await stack.enter_async_context(serving)
        except OSError as error:
            port = settings.simulator_port
            raise CannotServeError("SIMULATOR_PORT", _LOOPBACK, port, error) from error
        local = settings.model_copy(
            update={
                "bot_token": SecretStr(roster.bot.token),
                "telegram_url": address,
                "webhook_url": "",
                "provider_token": SecretStr(roster.provider_tokens[0]),
                "provider_name": PROVIDER,
                "operators": settings.operators | {OPERATOR},
            }
        )
        stores = tuple(replace(store, capacity=capacity) for store in read_stores(STORES))
        runtime = await stack.enter_async_context(
            running(local, clock=clock, stores=stores, feed_reader=address)
        )
        simulator.feed_url = f"{runtime.http_address}/feed"
        if staff_present:
            await _start_staff(address, roster)
        yield Town(address, simulator, runtime)


async def _start_staff(address: str, roster: Roster) -> None:
    async with People(address) as people:
        for column in roster.columns:
            if column.key != "customer":
                for entry in column.people:
                    await (await people.person(entry.id)).says("/start")
