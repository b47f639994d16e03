"""Hearing of what others commit, and whether the server is there (PostgreSQL)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from bot.persistence.database.postgresql import CONNECT
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import URL

_log = structlog.get_logger(__name__)

# Triggers of the tables that are worked off announce each statement that adds rows to them.
_LISTEN = "LISTEN azer_rows"


class Listener:
    """One connection outside the pool, in autocommit, that listens for as long as it lives.

    A proxy that pools transactions would give it another session each time: the address has to
    lead to the server itself.
    """

    def __init__(
        self, url: URL, on_rows: Callable[[], None], on_presence: Callable[[bool], None]
    ) -> None:
        """Listen at a server.

        Args:
            url: The database.
            on_rows: Called when somebody committed rows that have to be worked off.
            on_presence: Called with whether the server is there, when that changes.
        """
        self._address = conninfo(url)
        self._on_rows, self._on_presence = on_rows, on_presence
        self._is_there = True

    async def run(self) -> None:
        """Listen until cancelled. Raises DatabaseUnavailable when the connection breaks."""
        try:
            connection = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
            async with connection:
                await connection.execute(_LISTEN)
                self._tell(is_there=True)
                # What was committed while nobody listened.
                self._on_rows()
                async for _ in connection.notifies():
                    self._on_rows()
        except psycopg.Error as error:
            self._tell(is_there=False)
            raise DatabaseUnavailable(str(error).partition("\n")[0]) from error

    def _tell(self, *, is_there: bool) -> None:
        if is_there != self._is_there:
            self._is_there = is_there
            _log.warning("the database is there again" if is_there else "the database is gone")
            self._on_presence(is_there)


def conninfo(url: URL) -> str:
    """What the driver takes for an address, with what all connections need."""
    # Part by part: the driver reads an address otherwise than it was written (a space, a plus),
    # and what it does not like of one it repeats, be it the password.
    _, parts = url.get_dialect()().create_connect_args(url)
    return make_conninfo(**{**parts, **CONNECT})
