"""The database as the leader has it: it reads on the connection that holds the lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from bot.persistence.database.postgresql import PostgresqlDatabase

T = TypeVar("T")
Unit = TypeVar("Unit")


class LeadersDatabase(Generic[Unit]):
    """What the leader's workers use: one that lost its lock and does not know reads no further.

    It writes like everybody else. What a former leader writes yet is what it had in hand, and each
    such write finds it undone, or done by another.
    """

    locks_kitchens = True

    def __init__(self, database: PostgresqlDatabase[Unit], read: Callable[..., Any]) -> None:
        """Write to a database, and ``read`` on the session with the lock."""
        self._database, self._read = database, read
        self.write = database.write
        self.lose, self.check_presence = database.lose, database.check_presence
        self.give_up = database.give_up

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` on one moment's state. Raises DatabaseUnavailable also when others lead."""
        result: T = await self._read(lambda connection: work(self._database.unit(connection)))
        return result

    def close(self) -> None:
        """Nothing to do: neither is its own."""
