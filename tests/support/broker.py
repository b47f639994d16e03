"""A broker of a test's own, which it may kill, wipe and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.engines import BROKER
from tests.support.ports import free_port

_ROOT = Path(__file__).parents[2]
_SCRIPT = _ROOT / "deploy" / "engines" / "kafka.sh"
# Of the broker that all tests share, so that they are fetched once.
_LIBS = os.environ.get("KAFKA_LIBS") or str(
    (_ROOT / os.environ.get("KAFKA_HOME", "var/kafka")).absolute() / "libs"
)
_NOT_INSTALLED = 3


def new_prefix() -> str:
    """A prefix that nobody else has."""
    return f"test-{uuid4().hex}"


class Broker:
    """See ``own_broker``; each of these returns when it is done."""

    def __init__(self, folder: Path, more: str) -> None:
        self._home, self._port, self._more = folder, free_port(following=1), more

    @property
    def servers(self) -> str:
        """Where it is, or will be."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        self._script("start")

    def kill(self) -> None:
        self._script("kill")

    def stop(self) -> None:
        self._script("stop")

    def freeze(self) -> None:
        """Let it neither answer nor break a connection, until it thaws."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, wanted: signal.Signals) -> None:
        os.kill(int((self._home / "pid").read_text()), wanted)

    def wipe(self) -> None:
        """Throw away what it stores; it must not run."""
        self._script("wipe")

    def _script(self, do: str) -> None:
        # A broker that stays keeps every pipe open that it is given.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [_SCRIPT, do],
                env={
                    **os.environ,
                    "KAFKA_HOME": str(self._home),
                    "KAFKA_PORT": str(self._port),
                    "KAFKA_LIBS": _LIBS,
                    "KAFKA_MORE": self._more,
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=90,
                check=False,
            )
            said.seek(0)
            text = said.read()
        if done.returncode == _NOT_INSTALLED:
            pytest.skip(text.strip())
        assert done.returncode == 0, text


@contextmanager
def own_broker(folder: Path, more: str = "") -> Iterator[Broker]:
    """A broker that does not run yet; it is stopped afterwards.

    Args:
        folder: Where it lies.
        more: Lines of its configuration.
    """
    if not BROKER:
        pytest.skip("needs Kafka: `make engines` starts one")
    broker = Broker(folder / "kafka", more)
    try:
        yield broker
    finally:
        broker.stop()
