"""A database on a server (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import NullPool, bindparam, create_engine, func, select
from sqlalchemy.exc import DBAPIError

from bot.operator_error import OperatorError, one_line
from bot.persistence.database.claim import claimed
from bot.persistence.database.locks import AZER, MIGRATING
from bot.persistence.database.migrate import upgrade
from bot.persistence.database.postgresql import CONNECT, PostgresqlDatabase, is_away, told
from bot.persistence.database.postgresql_autocommit import PostgresqlAutocommit
from bot.persistence.database.postgresql_connecting import conninfo
from bot.persistence.database.postgresql_refusals import first_line, is_refused
from bot.persistence.database.postgresql_session import Session
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

# Parameters of an address that hold a password (PostgreSQL, libpq, connection strings).
_SECRETS = ("password", "sslpassword", "oauth_client_secret")
_WAIT_TO_MIGRATE = select(
    func.pg_advisory_xact_lock(bindparam("azer", AZER), bindparam("what", MIGRATING))
)


class UnusableServerError(OperatorError):
    """The setting ``DATABASE_URL`` names a database that cannot be used; the text says why."""

    def __init__(self, url: URL, reason: object) -> None:
        """Say why the database at ``url`` cannot be used; its password is not shown."""
        shown = url.set(drivername="postgresql").difference_update_query(_SECRETS)
        told = shown.render_as_string(hide_password=True)
        super().__init__(one_line(f"DATABASE_URL: {told}: {reason}"))


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A database of a PostgreSQL server; see ``Location``."""

    url: URL

    @contextmanager
    def using(self) -> Iterator[None]:
        """See ``Location``."""
        try:
            yield
        except DatabaseUnavailable as error:
            raise UnusableServerError(self.url, error) from error
        except DBAPIError as error:
            if not (is_away(error) or is_refused(error)):
                raise
            raise UnusableServerError(self.url, first_line(error)) from error

    def is_passing(self, error: DBAPIError) -> bool:
        """See ``Location``."""
        return is_away(error) and not is_refused(error)

    async def reach(self) -> None:
        """Connect once, on the event loop: unlike on a thread, it can be broken off."""
        try:
            connection = await psycopg.AsyncConnection.connect(conninfo(self.url))
        except psycopg.Error as error:
            if is_refused(error):
                raise UnusableServerError(self.url, first_line(error)) from error
            raise DatabaseUnavailable(first_line(error)) from error
        await connection.close()

    @contextmanager
    def only_process(self) -> Iterator[None]:
        """Hold a session's advisory lock that whoever runs holds, too."""
        engine = self._engine()
        try:
            with claimed(engine):
                yield
        finally:
            engine.dispose()

    def check(self, is_given_up: Callable[[], bool]) -> None:
        """Nothing to do: the server looks after its own pages."""

    def migrate(self, patience: float = 60) -> None:
        """Upgrade the database in one transaction; those who start together wait for each other."""
        engine = self._engine()
        try:
            with engine.begin() as connection:
                connection.execute(_WAIT_TO_MIGRATE)
                upgrade(connection, self._refuse)
        finally:
            engine.dispose()

    def open(
        self,
        begin: Callable[..., Any],
        on_commit: Callable[[list[Any]], None],
        on_lost: Callable[[str], None],
    ) -> PostgresqlDatabase[Any]:
        """Open the database, whose tables must exist."""
        return PostgresqlDatabase(self.url, begin, on_commit)

    def autocommit(self) -> PostgresqlAutocommit:
        """A connection of its own that commits each statement."""
        return PostgresqlAutocommit(self.url)

    def session(self) -> Session:
        """A connection of its own for locks and news."""
        return Session(self.url)

    @contextmanager
    def one_moment(self) -> Iterator[Connection]:
        """Read in a transaction that sees one moment, on a connection of one's own."""
        engine = self._engine().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        try:
            with told(), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def _engine(self) -> Engine:
        return create_engine(
            self.url, poolclass=NullPool, hide_parameters=True, connect_args=CONNECT
        )

    def _refuse(self, reason: str) -> OperatorError:
        return UnusableServerError(self.url, reason)
