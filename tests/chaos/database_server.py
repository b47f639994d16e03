"""A PostgreSQL of the run's own, which can be killed and comes back."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, NullPool, create_engine

from tests.chaos.engine_script import EngineScript
from tests.support.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sqlalchemy import Connection

_NAME, _DELIVERIES = "azer", "azer_deliveries"
_CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %(who)s"
    " AND backend_type = 'client backend'"
)


def is_installed() -> bool:
    """Whether there are programs that the script can start."""
    found = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found or shutil.which("initdb") is not None


class DatabaseServer(EngineScript):
    """The server behind the bot's database; see ``running``."""

    def __init__(self, folder: Path) -> None:
        """Let it lie in ``folder``, which the server's own user must be able to reach."""
        self.home, self._port = folder / "postgresql", free_port()
        where = {"PG_HOME": str(self.home), "PG_PORT": str(self._port)}
        super().__init__("postgresql.sh", where)

    @property
    def url(self) -> URL:
        """Where the database is, for the driver that the bot has."""
        return self._url(_NAME)

    @property
    def deliveries(self) -> URL:
        """Where a database for the deliveries alone is."""
        return self._url(_DELIVERIES)

    def _url(self, name: str) -> URL:
        return URL.create(
            "postgresql+psycopg", "postgres", host="127.0.0.1", port=self._port, database=name
        )

    def make_databases(self) -> None:
        """Make both, which are empty."""
        with self._administering() as connection:
            for name in (_NAME, _DELIVERIES):
                connection.exec_driver_sql(f"CREATE DATABASE {name}")

    def cut(self, application: str) -> int:
        """End every session of those who call themselves so; answers how many there were."""
        with self._administering() as connection:
            return connection.exec_driver_sql(_CUT, {"who": application}).rowcount

    @contextmanager
    def _administering(self) -> Iterator[Connection]:
        engine = create_engine(
            self._url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            yield connection


@asynccontextmanager
async def running(keep_in: Path) -> AsyncIterator[DatabaseServer]:
    """Run a server with an empty database; in the end it is stopped, and its files are kept."""
    with _reachable_folder() as folder:
        server = DatabaseServer(folder)
        try:
            await server.start()
            await asyncio.to_thread(server.make_databases)
            yield server
        finally:
            await server.stop()
            if await asyncio.to_thread(server.home.exists):
                shutil.move(server.home, keep_in)


@contextmanager
def _reachable_folder() -> Iterator[Path]:
    """A folder for a server that runs as another user, who may not enter the one of the run."""
    with tempfile.TemporaryDirectory(prefix="azer-postgresql-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
