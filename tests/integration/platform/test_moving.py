"""A town moves from a file to a server: wholly, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.operator_error import OperatorError
from bot.persistence.database.migrate import migrate
from bot.persistence.database.moving import move
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.database.tables import orders
from bot.persistence.queues.inbox import Conversation, StoredUpdate
from bot.persistence.repositories.api_tokens import ApiToken, Scope
from bot.persistence.unit_of_work import UnitOfWork
from domain.delivery.commands import Deliver, PickUp, SetShift, TakeDelivery
from domain.order.commands import CancelOrder
from domain.payment.commands import RecordCharge
from domain.store.commands import AcceptOrder, ImportStore, MarkCooked
from tests.integration.conftest import Platform
from tests.support.engines import fresh_location
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OWNER,
    WON_18000,
    a_store_file,
    place,
)  # fmt: skip

TABLES = orders.metadata.sorted_tables
# Which a file never has: processes that share Telegram's limits.
ONLY_ON_A_SERVER = {"budgets"}
# Telegram's ids have up to 52 bits.
FAR = 2**52 - 1
PLACED, PAID, ACCEPTED, DELIVERED, CANCELLED, ON_ITS_WAY = (it * 32 for it in "abcdef")
CHARGES = {
    it: RecordCharge(it, "p", f"ch_{it[0]}", f"tg_{it[0]}", WON_18000, CUSTOMER)
    for it in (PAID, ACCEPTED, DELIVERED, CANCELLED)
}


@pytest.fixture
def source(tmp_path: Path) -> SqliteFile:
    return SqliteFile(tmp_path / "town.db")


@pytest.fixture
def target(tmp_path: Path) -> Iterator[PostgresqlServer]:
    with fresh_location("postgresql", tmp_path) as location:
        assert isinstance(location, PostgresqlServer)
        yield location


@pytest.fixture
async def town(source: SqliteFile) -> SqliteFile:
    """A town that was stopped in the middle of everything."""
    source.migrate()
    platform = Platform(source)
    await platform.run(
        ImportStore(a_store_file(couriers=frozenset({COURIER, FAR}))),
        ImportStore(a_store_file("closed", name="한옥 «식당»", is_open=False)),
        *(place(it) for it in (PLACED, *CHARGES)),
        *CHARGES.values(),
        AcceptOrder(ACCEPTED, OWNER, 10),
        AcceptOrder(DELIVERED, OWNER, 10),
        MarkCooked(DELIVERED, OWNER),
        TakeDelivery(DELIVERED, COURIER, "Jun"),
        PickUp(DELIVERED, COURIER),
        Deliver(DELIVERED, COURIER),
        SetShift(COURIER, on=False),
        CancelOrder(CANCELLED, CUSTOMER),
    )
    await platform.bus.within("update:7").execute(place(ON_ITS_WAY))

    def wait(uow: UnitOfWork) -> None:
        uow.updates.keep([StoredUpdate(FAR, f"user-{FAR}", '{"text": "안녕 😀"}')])
        uow.updates.set_aside(FAR, "KeyError: 'it'")
        uow.api_tokens.add(
            ApiToken("till", Scope.STORE, OWNER, "hanok", "Till", uow.now), "ab" * 32
        )
        uow.conversations.save(Conversation(FAR, '{"basket": 1}', '{"lines": []}'))

    await platform.database.write(wait)
    platform.database.close()
    in_file(
        source,
        "insert into people (user_id, name, language, reachable) values (?, '미나', 'ko', 0)",
        FAR,
    )
    in_file(
        source,
        "insert into api_tokens (id, digest, scope, user_id, name, made_at)"
        " values ('1f0c2a77', 'ab', 'operator', ?, 'till', '2026-05-01')",
        FAR,
    )
    in_file(
        source, "insert into cards values (?, 'customer', ?, 9, 'digest', null, null)", FAR, PLACED
    )
    return source


def shown(target: PostgresqlServer) -> str:
    return target.url.set(drivername="postgresql").render_as_string(hide_password=False)


def moved(source: SqliteFile, target: PostgresqlServer) -> Result:
    return CliRunner().invoke(
        cli, ["migrate", "--from", f"sqlite:///{source.path}", "--to", shown(target)]
    )


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["migrate", *arguments])
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    return line


def refused_move(source: SqliteFile, target: PostgresqlServer) -> str:
    return refused("--from", f"sqlite:///{source.path}", "--to", shown(target))


@contextmanager
def connected(target: PostgresqlServer) -> Iterator[Connection]:
    engine = create_engine(target.url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def on_server(target: PostgresqlServer, *statements: str) -> None:
    with connected(target) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def in_file(source: SqliteFile, statement: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(source.path)) as database, database:
        return database.execute(statement, values).fetchall()


def contents(location: SqliteFile | PostgresqlServer) -> dict[str, list[str]]:
    """Every row as the program reads it, but for the numbers of transactions."""
    with location.one_moment() as connection:
        return {
            it.name: sorted(
                repr({**row, "xact_id": 0}) for row in connection.execute(it.select()).mappings()
            )
            for it in TABLES
        }


def is_empty(target: PostgresqlServer) -> bool:
    return not any(contents(target).values())


async def test_move_a_town_takes_every_row_as_it_is_and_says_so(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    before = contents(town)
    result = moved(town, target)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[: len(TABLES)] == [f"{it.name}: {len(before[it.name])}" for it in TABLES]
    assert "DATABASE_URL" in result.stdout
    assert contents(target) == contents(town) == before
    # Nothing of what is compared is there for show.
    assert {name for name, rows in before.items() if not rows} == ONLY_ON_A_SERVER
    with connected(target) as connection:
        assert connection.exec_driver_sql("select distinct xact_id from events").all() == [(0,)]
        taken = "select id, is_open, pg_typeof(is_open)::text from stores order by id"
        assert connection.exec_driver_sql(taken).all() == [
            ("closed", False, "boolean"),
            ("hanok", True, "boolean"),
        ]


async def test_town_that_moved_goes_on_to_the_end(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    ((last_event, last_row),) = in_file(
        town, "select (select max(seq) from events), (select max(id) from outbox)"
    )
    assert moved(town, target).exit_code == 0
    platform = Platform(target)
    try:
        await platform.bus.within("update:7").execute(place(ON_ITS_WAY))
        await platform.bus.execute(CHARGES[PAID])
        assert await platform.look(f"select count(*) from events where seq > {last_event}") == [
            (0,)
        ]
        assert await platform.look(f"select min(id) <= {last_row} from outbox") == [(True,)]
        await platform.run(
            AcceptOrder(PAID, OWNER, 10),
            MarkCooked(PAID, OWNER),
            TakeDelivery(PAID, FAR, "Jun"),
            PickUp(PAID, FAR),
            Deliver(PAID, FAR),
        )
        states = dict(await platform.look("select id, state from orders"))
        charged = "select count(*) from ledger where order_id = '{}' and movement = 'charged'"
        assert await platform.look(charged.format(PAID)) == [(1,)]
        assert await platform.look("select count(*) from outbox") == [(0,)]
        after = await platform.look(f"select xact_id from events where seq > {last_event}")
    finally:
        platform.database.close()
    assert states == {
        PLACED: "placed",
        PAID: "delivered",
        ACCEPTED: "accepted",
        DELIVERED: "delivered",
        CANCELLED: "cancelled",
        ON_ITS_WAY: "placed",
    }
    assert len(after) >= 5
    assert all(number > 0 for (number,) in after)


@pytest.mark.parametrize("what", ["events.seq", "outbox.id", "messages.id", "ledger.seq"])
async def test_number_after_the_move_is_beyond_all_that_were_ever_given(
    town: SqliteFile, target: PostgresqlServer, what: str
) -> None:
    table, number = what.split(".")
    ((given,),) = in_file(town, "select seq from sqlite_sequence where name = ?", table)
    if table in {"outbox", "messages"}:
        in_file(town, f"delete from {table}")
    assert moved(town, target).exit_code == 0
    with connected(target) as connection:
        following = f"select nextval(pg_get_serial_sequence('{table}', '{number}'))"
        assert connection.exec_driver_sql(following).scalar() == given + 1


async def test_move_into_a_database_without_tables_makes_them(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    on_server(target, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    assert moved(town, target).exit_code == 0
    assert contents(target) == contents(town)


def test_move_of_more_rows_than_a_batch_takes_all(
    source: SqliteFile, target: PostgresqlServer
) -> None:
    source.migrate()
    people = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 2500)"
    in_file(
        source,
        "insert into people (user_id, name, language, reachable)"
        f" select i, 'P' || i, 'ko', i % 2 from ({people} select * from n)",
    )
    result = moved(source, target)
    assert (result.exit_code, "people: 2500" in result.stdout.splitlines()) == (0, True)
    assert contents(target) == contents(source)


async def test_move_into_a_town_is_refused_and_changes_nothing(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    # A town of the version before: it is not even brought up to date.
    on_server(
        target,
        "insert into people (user_id, name, language, reachable) values (1, 'Mina', 'ko', true)",
        "DROP INDEX ix_events_xact_id_seq",
        "UPDATE alembic_version SET version_num = '0002'",
    )
    before = contents(target)
    assert refused_move(town, target).endswith("is not empty: people has rows")
    assert contents(target) == before
    with connected(target) as connection:
        version = connection.exec_driver_sql("select version_num from alembic_version").scalar()
    assert version == "0002"


async def test_move_into_another_programs_database_is_refused(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    on_server(
        target, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "CREATE TABLE it (a int)"
    )
    assert refused_move(town, target).endswith("is the database of another program")


async def test_move_to_a_server_that_is_away_is_refused(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    away = replace(target, url=target.url.set(host="127.0.0.1", port=9))
    assert "127.0.0.1:9" in refused_move(town, away)


async def test_move_while_one_of_the_two_runs_is_refused(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    for running, name in ((town, str(town.path)), (target, str(target.url.database))):
        with running.only_process():
            line = refused_move(town, target)
        assert line == f"azer: another process runs on {name} already"
    assert is_empty(target)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "there is no database to move"),
        (b"", "there is no database to move"),
        (b"no database at all " * 100, "file is not a database"),
    ],
)
def test_move_of_what_is_no_database_is_refused_and_leaves_it_alone(
    source: SqliteFile, target: PostgresqlServer, written: bytes | None, reason: str
) -> None:
    if written is not None:
        source.path.write_bytes(written)
    assert reason in refused_move(source, target)
    assert (source.path.read_bytes() if source.path.exists() else None) == written
    assert is_empty(target)


@pytest.mark.parametrize("understood_from", ["0013", "9999"])
def test_move_of_a_later_versions_file_is_refused(
    source: SqliteFile, target: PostgresqlServer, understood_from: str
) -> None:
    migrate(source.path)
    later = f"version_num = '9999', understood_from = '{understood_from}'"
    in_file(source, f"update alembic_version set {later}")
    assert "was written by a later version of this program" in refused_move(source, target)
    assert is_empty(target)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update orders set address = '5' || char(0) where id = ?", "NUL"),
        ("update orders set currency = 'WONS' where id = ?", "value too long"),
        ("update orders set amount = 'much' where id = ?", "invalid input syntax"),
    ],
)
async def test_row_that_postgresql_does_not_take_is_named_and_nothing_stays(
    town: SqliteFile, target: PostgresqlServer, change: str, reason: str
) -> None:
    in_file(town, change, ACCEPTED)
    line = refused_move(town, target)
    assert line.startswith(f"azer: orders: id={ACCEPTED}: ")
    assert reason in line
    assert is_empty(target)


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("deadlines", "RETURN NULL", "deadlines, rows: {} in the file, 0 on the server"),
        (
            "ledger",
            "NEW.amount := NEW.amount + 1; RETURN NEW",
            "ledger, amount, KRW, charged: 72000 in the file, 72004 on the server",
        ),
        (
            "payments",
            "NEW.state := 'lost'; RETURN NEW",
            "payments, amount, KRW, lost: 0 in the file, {} on the server",
        ),
        (
            "conversations",
            "NEW.session := ''; RETURN NEW",
            "conversations, contents: rows arrived otherwise than they were sent",
        ),
    ],
)
async def test_difference_made_on_the_server_is_told_and_nothing_stays(
    town: SqliteFile, target: PostgresqlServer, table: str, change: str, told: str
) -> None:
    on_server(
        target,
        f"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {change}; END $$",
        f"CREATE TRIGGER meddling BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION meddle()",
    )
    ((rows,),) = in_file(town, f"select count(*) from {table}")
    result = moved(town, target)
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert f"azer: {told.format(rows if table == 'deadlines' else rows * 18_000)}" in lines
    assert all(it.startswith(f"azer: {table}, ") for it in lines)
    assert is_empty(target)
    on_server(target, f"DROP TRIGGER meddling ON {table}")
    assert moved(town, target).exit_code == 0


async def test_town_that_was_not_moved_after_all_goes_on_in_its_file(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    assert moved(town, target).exit_code == 0
    platform = Platform(town)
    try:
        await platform.run(AcceptOrder(PAID, OWNER, 10))
        found = await platform.look(f"select state from orders where id = '{PAID}'")
    finally:
        platform.database.close()
    assert found == [("accepted",)]


_WAITING = text(
    "select count(*) from pg_locks where not granted and database ="
    " (select oid from pg_database where datname = current_database())"
)


async def test_move_waits_for_a_command_beside_it_and_is_refused_for_what_that_wrote(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    with (
        ThreadPoolExecutor() as threads,
        connected(target) as other,
        connected(target) as watcher,
    ):
        other.exec_driver_sql("insert into people values (1, 'Mina', 'ko', true)")
        moving = threads.submit(move, town, target)
        while not moving.done() and not watcher.scalar(_WAITING):
            pass
        other.commit()
        with pytest.raises(OperatorError, match="is not empty: people has rows"):
            moving.result()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--from", "sqlite:///it.db"), "go together"),
        (("--to", "postgresql://localhost/it"), "go together"),
        (("--from", "mysql://x/y", "--to", "postgresql://localhost/it"), "--from: write an"),
        (
            ("--from", "sqlite:///", "--to", "postgresql://localhost/it"),
            "--from: write an address",
        ),
        (("--from", "postgresql://x/y", "--to", "postgresql://x/z"), "--from: write the path"),
        (("--from", "sqlite:///it.db", "--to", "sqlite:///other.db"), "--to: write an address"),
    ],
)
def test_migrate_with_addresses_that_make_no_move_is_one_line(
    arguments: tuple[str, ...], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert reason in refused(*arguments)
    assert list(tmp_path.iterdir()) == []
