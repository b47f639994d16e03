"""The servers that a run has for itself, and what the bot's processes have to know of them."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.chaos import broker_server, database_server
from tests.chaos.plan import SQLITE
from tests.chaos.reading import address_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy import URL

    from tests.chaos.broker_server import BrokerServer
    from tests.chaos.database_server import DatabaseServer
    from tests.chaos.plan import Plan


@dataclass(frozen=True, slots=True)
class Engines:
    """A database server and a broker, as far as the plan has them."""

    database: DatabaseServer | None = None
    broker: BrokerServer | None = None
    is_apart: bool = False

    @property
    def url(self) -> URL | None:
        """Where the database is, if it is on a server."""
        return self.database.url if self.database else None

    @property
    def deliveries(self) -> URL | None:
        """Where the deliveries are, if they have a database of their own."""
        return self.database.deliveries if self.database and self.is_apart else None

    @property
    def environment(self) -> dict[str, str]:
        """What every process has to know besides."""
        known = {"KAFKA_BOOTSTRAP_SERVERS": self.broker.servers} if self.broker else {}
        if self.deliveries is not None:
            known["DELIVERY_DATABASE_URL"] = address_of(self.deliveries)
        return known


@asynccontextmanager
async def engines(plan: Plan, folder: Path) -> AsyncIterator[Engines]:
    """Run what the plan says; in the end all is stopped, and its files are kept in ``folder``."""
    async with AsyncExitStack() as stack:
        if plan.engine == SQLITE:
            yield Engines()
            return
        database = await stack.enter_async_context(database_server.running(folder))
        broker = None
        if plan.has_broker:
            broker = await stack.enter_async_context(broker_server.running(folder))
        yield Engines(database, broker, plan.is_apart)
