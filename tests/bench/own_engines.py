"""A PostgreSQL server, or a Kafka broker, for one measurement."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.bench.figures import Skipped
from tests.bench.processes import ROOT
from tests.support.ports import free_port

_ENGINES = ROOT / "deploy" / "engines"
_NOT_INSTALLED = 3


@contextmanager
def own_postgresql() -> Iterator[str]:
    """Run one on a free port; answers its address. Raises Skipped where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        # It may run as another user, who has to come to where it lies.
        Path(folder).chmod(0o755)
        where = {"PG_HOME": f"{folder}/postgresql", "PG_PORT": str(free_port())}
        with _running("postgresql.sh", where) as address:
            yield address


@contextmanager
def own_kafka() -> Iterator[str]:
    """Run a broker on free ports; answers its address. Raises Skipped where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        libs = os.environ.get("KAFKA_LIBS", str(ROOT / "var" / "kafka" / "libs"))
        where = {
            "KAFKA_HOME": folder,
            "KAFKA_LIBS": libs,
            "KAFKA_PORT": str(free_port(following=1)),
        }
        with _running("kafka.sh", where) as address:
            yield address


@contextmanager
def _running(script: str, where: dict[str, str]) -> Iterator[str]:
    started = _script(script, "start", where)
    if started.returncode == _NOT_INSTALLED:
        raise Skipped(started.stderr.strip())
    started.check_returncode()
    try:
        yield _script(script, "url", where).stdout.strip()
    finally:
        _script(script, "stop", where).check_returncode()


def new_database(server: str, name: str) -> str:
    """Make an empty database; answers its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"


def _script(script: str, do: str, where: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # A server that stays keeps every pipe open that it is given.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [_ENGINES / script, do],
            env={**os.environ, **where},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        said.seek(0)
        text = said.read()
    return subprocess.CompletedProcess(done.args, done.returncode, text, text)
