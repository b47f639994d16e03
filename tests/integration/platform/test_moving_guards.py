"""What a move looks at before it begins, and whom it blames for trouble on its way."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from bot.operator_error import OperatorError
from bot.persistence.database.migrate import alembic_config
from bot.persistence.database.moving import move
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.sqlite_file import SqliteFile
from tests.integration.platform.test_moving import (
    connected,
    in_file,
    is_empty,
    moved,
    on_server,
    refused,
    refused_move,
    shown,
)
from tests.support.engines import fresh_location

_PAGE = 4096


@pytest.fixture
def target(tmp_path: Path) -> Iterator[PostgresqlServer]:
    with fresh_location("postgresql", tmp_path) as location:
        assert isinstance(location, PostgresqlServer)
        yield location


@pytest.fixture
def town(tmp_path: Path) -> SqliteFile:
    """A small town: people, and when they are to be reminded."""
    source = SqliteFile(tmp_path / "town.db")
    source.migrate()
    with closing(sqlite3.connect(source.path)) as file, file:
        file.execute(
            "insert into people (user_id, name, language, reachable) values (1, 'Mina', 'ko', 1), (2, 'Jun', 'ko', 1)"
        )
        file.execute("insert into deadlines values ('pay', 'a', '2026-03-01 12:00:00.000000')")
        file.execute("insert into conversations values (1, '{}', '{}', '2026-03-01 12:00:00')")
    return source


def spoil(path: Path, name: str) -> None:
    """Overwrite the first page of a table or an index."""
    with closing(sqlite3.connect(path)) as file:
        ((page,),) = file.execute("select rootpage from sqlite_master where name = ?", (name,))
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    descriptor = os.open(path, os.O_WRONLY)
    os.pwrite(descriptor, b"\xaa" * _PAGE, (page - 1) * _PAGE)
    os.close(descriptor)


def blamed(source: SqliteFile, target: PostgresqlServer) -> str:
    """What a move says that is refused for its file, and leaves the server alone."""
    with pytest.raises(OperatorError) as error:
        move(source, target)
    assert is_empty(target)
    line = str(error.value)
    assert line.startswith(f"DATABASE: {source.path}: ")
    return line


def test_move_of_a_folder_is_refused_and_nothing_is_made_beside_it(
    tmp_path: Path, target: PostgresqlServer
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert refused_move(SqliteFile(folder), target).endswith("there is no database to move")
    assert list(tmp_path.iterdir()) == [folder]


def test_move_from_a_path_that_none_can_have_is_one_line(target: PostgresqlServer) -> None:
    path = "x" * 300
    line = refused("--from", f"sqlite:///{path}", "--to", shown(target))
    assert line == f"azer: DATABASE: {path}: File name too long"


def test_move_of_a_damaged_file_is_refused_before_the_server_gets_tables(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    spoil(town.path, "ix_orders_store_id_state")
    on_server(target, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    line = refused_move(town, target)
    assert line.startswith(f"azer: DATABASE: {town.path}: ")
    with connected(target) as connection:
        assert (
            connection.exec_driver_sql("select * from pg_tables where schemaname = 'public'").all()
            == []
        )


def test_move_of_a_file_of_the_first_version_brings_it_up_to_date(
    tmp_path: Path, target: PostgresqlServer
) -> None:
    old = SqliteFile(tmp_path / "old.db")
    engine = create_engine(f"sqlite:///{old.path}")
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    in_file(
        old, "insert into people (user_id, name, language, reachable) values (1, 'Mina', 'ko', 1)"
    )
    result = moved(old, target)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "people: 1" in result.stdout.splitlines()


def test_move_of_a_file_that_is_locked_blames_the_file(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    class Hasty(SqliteFile):
        def migrate(self, patience: float = 0) -> None:
            super().migrate(patience)

    with closing(sqlite3.connect(town.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert blamed(Hasty(town.path), target).endswith("database is locked")


def test_move_of_a_file_that_is_taken_away_meanwhile_blames_the_file(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    class Vanishing(SqliteFile):
        def migrate(self, patience: float = 0) -> None:
            super().migrate(patience)
            self.path.unlink()

    assert blamed(Vanishing(town.path), target).endswith("unable to open database file")


@pytest.mark.parametrize(
    "name",
    # The second is read only when the rows are counted.
    ["conversations", "ix_conversations_touched_at"],
)
def test_move_of_a_file_that_is_damaged_meanwhile_blames_the_file(
    town: SqliteFile, target: PostgresqlServer, name: str
) -> None:
    class Damaged(SqliteFile):
        def migrate(self, patience: float = 0) -> None:
            super().migrate(patience)
            spoil(self.path, name)

    assert "malformed" in blamed(Damaged(town.path), target)


def test_row_that_breaks_a_rule_of_the_server_is_named(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    on_server(target, "ALTER TABLE people ADD CONSTRAINT none CHECK (name <> 'Jun')")
    line = refused_move(town, target)
    assert line.startswith("azer: people: user_id=2: ")
    assert line.endswith('violates check constraint "none"')
    assert is_empty(target)


def test_group_that_arrives_nowhere_is_told(town: SqliteFile, target: PostgresqlServer) -> None:
    on_server(
        target,
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER meddling BEFORE INSERT ON deadlines FOR EACH ROW EXECUTE FUNCTION meddle()",
    )
    lines = moved(town, target).stderr.splitlines()
    assert "azer: deadlines, open, pay: 1 in the file, 0 on the server" in lines


def test_trouble_that_the_server_makes_itself_is_one_line(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    on_server(
        target,
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'not today' USING DETAIL = 'Mina'; END $$",
        "CREATE TRIGGER meddling BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION meddle()",
    )
    assert refused_move(town, target) == f"azer: DATABASE_URL: {shown(target)}: not today"
    assert is_empty(target)


def test_refused_row_with_a_key_of_two_columns_is_named_by_both(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    on_server(target, "ALTER TABLE deadlines ADD CONSTRAINT none CHECK (kind <> 'pay')")
    line = refused_move(town, target)
    assert line.startswith("azer: deadlines: kind=pay, order_id=a: ")


def write_event(town: SqliteFile, seq: int) -> None:
    in_file(
        town,
        "insert into events (seq, event_id, subject, name, payload, at)"
        " values (?, 'e', 's', 'n', '{}', '2026-03-01 12:00:00.000000')",
        seq,
    )


def test_number_after_the_move_is_beyond_the_rows_although_the_file_forgot_what_it_gave(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    write_event(town, 41)
    in_file(town, "delete from sqlite_sequence")
    assert moved(town, target).exit_code == 0
    with connected(target) as connection:
        following = "select nextval(pg_get_serial_sequence('events', 'seq'))"
        assert connection.exec_driver_sql(following).scalar() == 42


def test_move_that_the_server_refuses_at_its_very_end_leaves_its_numbers_as_they_were(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    write_event(town, 41)
    on_server(
        target,
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'not at the end'; END $$",
        "CREATE CONSTRAINT TRIGGER meddling AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION meddle()",
    )
    assert refused_move(town, target).endswith(": not at the end")
    assert is_empty(target)
    with connected(target) as connection:
        following = "select nextval(pg_get_serial_sequence('events', 'seq'))"
        assert connection.exec_driver_sql(following).scalar() == 1


def test_message_that_arrives_as_given_up_is_told_as_one_that_is_not_delivered(
    town: SqliteFile, target: PostgresqlServer
) -> None:
    in_file(
        town,
        "insert into messages (chat_id, kind, audience, subject, priority, created_at)"
        " values (1, 'card', 'customer', 's', 1, '2026-03-01 12:00:00.000000')",
    )
    on_server(
        target,
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN NEW.dead_at := now(); RETURN NEW; END $$",
        "CREATE TRIGGER meddling BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION meddle()",
    )
    lines = moved(town, target).stderr.splitlines()
    assert "azer: messages, undelivered: 1 in the file, 0 on the server" in lines
