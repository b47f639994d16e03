"""The server of a run: it can be killed and comes back, and it ends with the run that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from bot.persistence.database.location import location_of
from tests.chaos.books import unsettled
from tests.chaos.database_server import DatabaseServer, is_installed, running
from tests.chaos.reading import reading
from tests.chaos.waiting import promised_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not is_installed(), reason="PostgreSQL is not installed")


async def test_server_that_is_killed_keeps_what_was_committed_when_it_is_back(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as server:
        address = server.url.set(drivername="postgresql").render_as_string()
        location_of(make_url(address)).migrate()
        assert promised_in(server.url) == {}
        await server.kill()
        assert promised_in(server.url) is None
        await server.start()
        assert promised_in(server.url) == {}
        assert unsettled(server.url) == {}


async def test_connections_of_one_process_are_cut_and_of_no_other(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        engines = [
            create_engine(server.url, connect_args={"application_name": name})
            for name in ("one", "other")
        ]
        with engines[0].connect() as one, engines[1].connect() as other:
            assert server.cut("one") == 1
            with pytest.raises(OperationalError):
                one.exec_driver_sql("select 1")
            assert other.exec_driver_sql("select 1").scalar_one() == 1
        assert server.cut("nobody") == 0
        for engine in engines:
            engine.dispose()


async def test_server_ends_and_its_files_stay_when_the_run_fails(tmp_path: Path) -> None:
    servers: list[DatabaseServer] = []

    async def run() -> None:
        async with running(tmp_path) as server:
            servers.append(server)
            raise ValueError("the run failed")

    with pytest.raises(ValueError, match="the run failed"):
        await run()
    with pytest.raises(OperationalError), reading(servers[0].url):
        pass
    assert (tmp_path / "postgresql" / "log").is_file()
    assert not servers[0].home.parent.exists()
