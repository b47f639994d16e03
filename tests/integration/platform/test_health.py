"""What a process says of itself to whoever watches over it, while it starts and stops."""

from __future__ import annotations

import json
import signal
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from tests.integration.platform.test_cli import LIVE, started, stop_and_check, wait_for_line
from tests.integration.platform.test_start_on_a_server import NO_TELEGRAM
from tests.support.door import Door
from tests.support.engines import fresh_url
from tests.support.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path


def asked(port: int, path: str) -> tuple[int, str]:
    """What a process answers to whoever watches over it."""
    url = f"http://127.0.0.1:{port}{path}"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, json.load(answer)["status"]
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["status"] if "health" in path else ""


def test_start_that_waits_for_its_database_is_alive_and_not_ready(tmp_path: Path) -> None:
    port = free_port()
    with fresh_url() as url, Door.standing(make_url(url)) as door:
        address = {"DATABASE_URL": door.url, "PORT": str(port)}
        with started(tmp_path, **address, **NO_TELEGRAM) as process:
            wait_for_line(process, "the database cannot be used yet")
            assert asked(port, "/health/live") == (200, "live")
            assert asked(port, "/health/ready") == (503, "starting")
            assert asked(port, "/metrics") == (503, "")
            door.open()
            wait_for_line(process, "Telegram does not answer")
            assert asked(port, "/health/live") == (200, "live")
            assert asked(port, "/health/ready") == (503, "starting")
            stop_and_check(process, signal.SIGTERM)


def test_start_on_a_file_that_another_process_holds_is_told_so_though_its_port_is_free(
    tmp_path: Path,
) -> None:
    with started(tmp_path, **NO_TELEGRAM) as first:
        wait_for_line(first, "Telegram does not answer")
        with started(tmp_path, PORT=str(free_port()), **NO_TELEGRAM) as second:
            _, said = second.communicate(timeout=20)
    assert said.endswith("already\n")
    assert LIVE["BOT_TOKEN"] not in said
