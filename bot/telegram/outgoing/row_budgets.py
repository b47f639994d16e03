"""The budgets where several processes send with one token: rows that all of them take from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.persistence.queues.budgets import SqlBudgets
from bot.telegram.outgoing.budgets import Chat, RateLimits, is_group

if TYPE_CHECKING:
    from bot.persistence.database.location import Autocommit


class RowBudgets:
    """See ``Budgets``; every method but ``at_once`` is a round trip, and two where it is refused."""

    def __init__(self, limits: RateLimits, autocommit: Autocommit) -> None:
        """Keep to limits, which are switched on, by asking on a connection of its own."""
        self._limits, self._autocommit = limits, autocommit

    def at_once(self, chat: Chat | None) -> bool:
        """Nothing is known without asking."""
        return False

    async def place(self) -> float:
        """See ``Budgets``."""
        interval = 1 / self._limits.overall
        return await self._autocommit.run(
            lambda connection: SqlBudgets(connection).place(interval)
        )

    async def take(self, chat: Chat) -> float:
        """See ``Budgets``."""
        limits = self._limits
        if is_group(chat):
            return await self._autocommit.run(
                lambda it: SqlBudgets(it).take_of_group(str(chat), limits.group)
            )
        return await self._autocommit.run(
            lambda it: SqlBudgets(it).take(str(chat), 1 / limits.chat, limits.slack)
        )

    async def rest(self, chat: Chat, seconds: float) -> None:
        """See ``Budgets``."""
        await self._autocommit.run(
            lambda connection: SqlBudgets(connection).rest(str(chat), seconds)
        )

    async def crowded(self) -> list[int]:
        """See ``Budgets``."""
        interval = 1 / self._limits.chat
        found = await self._autocommit.run(lambda it: SqlBudgets(it).crowded(interval))
        return [int(chat) for chat in found]

    async def tidy(self) -> None:
        """See ``Budgets``."""
        await self._autocommit.run(lambda connection: SqlBudgets(connection).tidy())
