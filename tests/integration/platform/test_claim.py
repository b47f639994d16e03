"""Who runs on a database of a server, and who has it for themselves, keep each other out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.persistence.database.only_process import AlreadyRunningError
from bot.persistence.database.postgresql_server import PostgresqlServer
from tests.support.engines import fresh_location

pytestmark = pytest.mark.postgresql


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PostgresqlServer]:
    with fresh_location("postgresql", tmp_path) as location:
        assert isinstance(location, PostgresqlServer)
        yield location


async def test_claim_while_somebody_runs_is_refused(server: PostgresqlServer) -> None:
    session = server.session()
    await session.open()
    with pytest.raises(AlreadyRunningError), server.only_process():
        pass
    await session.close()
    with server.only_process():
        pass


async def test_run_while_somebody_has_the_database_for_themselves_is_refused(
    server: PostgresqlServer,
) -> None:
    session = server.session()
    with server.only_process(), pytest.raises(AlreadyRunningError):
        await session.open()
    await session.open()
    await session.close()
