"""A PostgreSQL of the run's own, which can be killed and comes back."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, NullPool, create_engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_SCRIPT = Path(__file__).parents[2] / "deploy" / "engines" / "postgresql.sh"
_NAME = "azer"


def is_installed() -> bool:
    """Whether there are programs that the script can start."""
    found = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found or shutil.which("initdb") is not None


class DatabaseServer:
    """The server behind the bot's database; see ``running``."""

    def __init__(self, folder: Path) -> None:
        """Let it lie in ``folder``, which the server's own user must be able to reach."""
        self.home = folder / "postgresql"
        self.kills = 0
        self._port = _free_port()

    @property
    def url(self) -> URL:
        """Where the database is, for the driver that the bot has."""
        return self._url(_NAME)

    def _url(self, name: str) -> URL:
        return URL.create(
            "postgresql+psycopg", "postgres", host="127.0.0.1", port=self._port, database=name
        )

    async def start(self) -> None:
        """Start it, or start it again. Raises RuntimeError when that fails."""
        await self._script("start")

    async def kill(self) -> None:
        """SIGKILL; returns when no process of it is left. Raises RuntimeError when that fails."""
        await self._script("kill")
        self.kills += 1

    async def stop(self) -> None:
        """Stop it, if it runs. Raises RuntimeError when that fails."""
        await self._script("stop")

    def make_database(self) -> None:
        """Make the database, which is empty."""
        engine = create_engine(
            self._url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {_NAME}")

    async def _script(self, what: str) -> None:
        process = await asyncio.create_subprocess_exec(
            str(_SCRIPT),
            what,
            env=os.environ | {"PG_HOME": str(self.home), "PG_PORT": str(self._port)},
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
            # Ctrl-C is for the run, which then stops what it has started.
            start_new_session=True,
        )
        ending = asyncio.ensure_future(process.communicate())
        try:
            _, said = await asyncio.shield(ending)
        except asyncio.CancelledError:
            # Half of it done, the next would not find what it shall stop.
            await ending
            raise
        if process.returncode:
            raise RuntimeError(f"postgresql.sh {what}: {said.decode(errors='replace').strip()}")


@asynccontextmanager
async def running(keep_in: Path) -> AsyncIterator[DatabaseServer]:
    """Run a server with an empty database; in the end it is stopped, and its files are kept."""
    with _reachable_folder() as folder:
        server = DatabaseServer(folder)
        try:
            await server.start()
            await asyncio.to_thread(server.make_database)
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
