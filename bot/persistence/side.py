"""A database that one context has for itself: it may be away while everything else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.persistence.brought import Brought
from bot.persistence.unit_of_work import nothing
from bot.worker import Wakeup
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.brought import DeliveryQuestion
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.processes.kitchens import Kitchen

_log = structlog.get_logger(__name__)

T = TypeVar("T")
# A server that says nothing must not keep the questions of the other contexts waiting.
PATIENCE = 3.0
LOOK_EVERY = 2.0


class DeliverySide:
    """The delivery context's own database, once it was opened; see ``Database``.

    It is away until then, and from a failure to the next success. Its own workers try again and
    again; whoever else wants something of it is told at once.
    """

    def __init__(self, on_presence: Callable[[], None] = lambda: None) -> None:
        """It is away; ``on_presence`` is called when it goes or comes."""
        self._database: Database | None = None
        self._on_presence = on_presence
        self._next_look = Wakeup(LOOK_EVERY)
        self.is_away = True

    @property
    def is_open(self) -> bool:
        """Whether it was there once, since we started."""
        return self._database is not None

    @property
    def locks_kitchens(self) -> bool:
        """See ``Database``."""
        return self._opened().locks_kitchens

    def opened(self, database: Database) -> None:
        """From now on it is there: migrated, and ours."""
        self._database = database
        self._note(is_away=False)

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """See ``Database``; it waits for an answer for a moment only. Raises DatabaseUnavailable."""
        try:
            async with asyncio.timeout(PATIENCE):
                result = await self._opened().read(work)
        except (DatabaseUnavailable, TimeoutError) as error:
            self._note(is_away=True)
            raise DatabaseUnavailable(str(error) or "the delivery side is silent") from error
        self._note(is_away=False)
        return result

    async def write(
        self,
        work: Callable[[UnitOfWork], T],
        *,
        lasting: bool = False,
        kitchen: Kitchen | None = None,
    ) -> T:
        """See ``Database``. Raises DatabaseUnavailable."""
        try:
            result = await self._opened().write(work, lasting=lasting, kitchen=kitchen)
        except DatabaseUnavailable:
            self._note(is_away=True)
            raise
        self._note(is_away=False)
        return result

    async def ask(self, question: DeliveryQuestion) -> Brought:
        """Answer another context; at once that it cannot, while it is away.

        Raises:
            DatabaseUnavailable: It is away.
        """
        if self.is_away:
            raise DatabaseUnavailable("the delivery side is away")
        return await self.read(
            lambda uow: Brought.answer(question, uow.deliveries, uow.couriers, uow.deadlines)
        )

    async def keep_looking(self) -> None:
        """Look whether it is there, until cancelled."""
        while True:
            try:
                await self.read(nothing)
            except DatabaseUnavailable as error:
                _log.info("the delivery side is still away", problem=str(error))
            await self._next_look.wait()

    def check_presence(self) -> None:
        """See ``Database``."""
        if self._database is not None:
            self._database.check_presence()

    def lose(self, problem: str) -> None:
        """See ``Database``."""
        self._opened().lose(problem)

    def give_up(self) -> None:
        """See ``Database``."""
        if self._database is not None:
            self._database.give_up()

    def close(self) -> None:
        """See ``Database``."""
        if self._database is not None:
            self._database.close()

    def _opened(self) -> Database:
        if self._database is None:
            raise DatabaseUnavailable("the delivery side is not there yet")
        return self._database

    def _note(self, *, is_away: bool) -> None:
        if is_away == self.is_away:
            return
        self.is_away = is_away
        _log.warning("the delivery side is away" if is_away else "the delivery side is there")
        self._on_presence()
