"""Whoever stays with a file, and serves no programs, needs nothing of PostgreSQL, Kafka or FastAPI."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.command_line import environment

# In a process of its own: the tests beside this one have imported everything.
_RUN = """
import asyncio, sys
from bot.cli import cli
from bot.demo.town import demo
from bot.settings import load_settings

async def run():
    async with demo(load_settings(), own_database=False) as town:
        assert town.runtime.standing.status == "ready"
        print(*sorted(sys.modules), sep="\\n")

asyncio.run(run())
"""
_OURS = "bot.persistence.database."
_QUEUES = "bot.persistence.queues."
_OF_THE_SERVER = {"claim", "moving", "turns"}


def test_run_on_a_file_imports_neither_drivers_nor_our_parts_for_servers(
    tmp_path: Path,
) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _RUN],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    imported = set(result.stdout.splitlines())
    assert f"{_OURS}sqlite_file" in imported
    assert (tmp_path / "azer.db").exists()
    ours = {it.removeprefix(_OURS) for it in imported if it.startswith(_OURS)}
    assert {it for it in ours if it.startswith("postgresql")} == set()
    assert ours & _OF_THE_SERVER == set()
    assert {it for it in imported if it.startswith("bot.events.kafka")} == set()
    # What may be sent it knows by itself.
    assert "bot.telegram.outgoing.budgets" in imported
    assert imported & {"bot.telegram.outgoing.row_budgets", f"{_QUEUES}budgets"} == set()
    theirs = {it.partition(".")[0] for it in imported}
    assert {it for it in theirs if it.startswith(("psycopg", "confluent_kafka"))} == set()
    # Nor what the gateway is made of, unless it is served.
    assert theirs & {"fastapi", "starlette", "uvicorn"} == set()
