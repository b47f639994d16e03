"""A Kafka broker of the run's own, which can be killed and comes back."""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chaos.engine_script import EngineScript
from tests.support.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_ROOT = Path(__file__).parents[2]


def is_installed() -> bool:
    """Whether there is what the script needs to start one."""
    return all(map(shutil.which, ("java", "mvn")))


class BrokerServer(EngineScript):
    """The broker that carries the events; see ``running``."""

    def __init__(self, folder: Path) -> None:
        """Let it lie in ``folder``; its jars are those of the broker that all tests share."""
        self._port = free_port(following=1)
        shared = _ROOT / os.environ.get("KAFKA_HOME", "var/kafka") / "libs"
        where = {
            "KAFKA_HOME": str(folder / "kafka"),
            "KAFKA_PORT": str(self._port),
            "KAFKA_LIBS": os.environ.get("KAFKA_LIBS") or str(shared.absolute()),
        }
        super().__init__("kafka.sh", where)

    @property
    def servers(self) -> str:
        """Where it is."""
        return f"127.0.0.1:{self._port}"


@asynccontextmanager
async def running(keep_in: Path) -> AsyncIterator[BrokerServer]:
    """Run a broker; in the end it is stopped, and its files are kept."""
    server = BrokerServer(keep_in)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()
