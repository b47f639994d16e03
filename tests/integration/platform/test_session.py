"""The session of a process: its locks, who leads, and what happens when it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.persistence.database import postgresql_session
from bot.persistence.database.postgresql import LEASE
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.postgresql_session import Session
from bot.worker import working
from domain.shared.errors import DatabaseUnavailable
from tests.support.engines import change, fresh_location, look

pytestmark = pytest.mark.postgresql

LEADER = (
    "select pid from pg_locks where locktype = 'advisory' and granted and objid = 3"
    " and database = (select oid from pg_database where datname = current_database())"
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[PostgresqlServer]:
    with fresh_location("postgresql", tmp_path) as location:
        assert isinstance(location, PostgresqlServer)
        yield location


@asynccontextmanager
async def process(server: PostgresqlServer, *, stands: bool = True) -> AsyncIterator[Session]:
    session = server.session()
    await session.open()
    if stands:
        session.stand()
    async with working("session", session.run):
        yield session
    await session.close()


async def within(event: asyncio.Event, seconds: float = 10) -> None:
    await asyncio.wait_for(event.wait(), seconds)


def end(server: PostgresqlServer, pid: int) -> None:
    change(server, f"select pg_terminate_backend({pid}, 20000)")


async def ask(session: Session) -> Any:
    return await session.read(lambda connection: connection.scalar(text("select 1")))


async def test_one_of_two_processes_leads_and_the_other_when_it_resigns(
    server: PostgresqlServer,
) -> None:
    async with process(server) as first, process(server) as second:
        await within(first.elected)
        assert not second.is_leading
        with pytest.raises(DatabaseUnavailable):
            await ask(second)
        assert await ask(first) == 1
        await first.resign()
        await within(second.elected)
        assert (first.is_leading, second.is_leading) == (False, True)


async def test_leader_whose_session_is_ended_leads_no_more_and_reads_nothing(
    server: PostgresqlServer,
) -> None:
    async with process(server) as first, process(server) as second:
        await within(first.elected)
        seen: list[bool] = []
        first.on_presence = seen.append
        ((pid,),) = look(server, LEADER)
        end(server, pid)
        # It has not noticed yet.
        with pytest.raises(DatabaseUnavailable):
            await ask(first)
        await within(first.deposed)
        await within(second.elected)
        assert seen[0] is False
        assert await second.take("somebody")


async def test_leader_whose_session_ends_after_it_has_read_leads_no_more_and_then_again(
    server: PostgresqlServer,
) -> None:
    async with process(server) as first:
        await within(first.elected)
        ((pid,),) = look(server, LEADER)

        def read_and_end(connection: Connection) -> Any:
            answer = connection.scalar(text("select 1"))
            end(server, pid)
            return answer

        assert await first.read(read_and_end) == 1
        await within(first.deposed)
        await within(first.elected)
        assert await ask(first) == 1


async def test_lock_of_a_name_is_had_by_one_process_and_is_free_when_its_session_breaks(
    server: PostgresqlServer,
) -> None:
    async with (
        process(server) as first,
        process(server, stands=False) as second,
    ):
        await within(first.elected)
        assert await first.take("mina")
        assert not await second.take("mina")
        assert await second.take("junho")
        ((pid,),) = look(server, LEADER)
        end(server, pid)
        await within(first.deposed)
        assert await second.take("mina")
        await second.let_go("mina")
        await within(first.elected)
        assert await first.take("mina")


async def test_session_of_a_process_that_shows_no_life_is_ended_by_the_server(
    server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_session, "LEASE", 0.5)
    frozen = server.session()
    await frozen.open()
    assert await frozen.take("mina")
    async with process(server) as other:
        async with asyncio.timeout(10):
            while not await other.take("mina"):
                pass
        with pytest.raises(DatabaseUnavailable):
            await frozen.take("junho")
    await frozen.close()


async def test_leader_that_was_frozen_is_not_certain_to_lead(
    server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with process(server) as session:
        await within(session.elected)
        assert session.is_leading
        later = monotonic() + LEASE
        monkeypatch.setattr(postgresql_session, "monotonic", lambda: later)
        assert not session.is_leading
