"""A command has its effect once, however often it is given."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.persistence.queues.idempotency import CHOSEN
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.processes.kitchens import Kitchen
    from domain.shared.messages import Command


class IdempotentWrite:
    """A command that has its effect once in its scope, in each database that it changes."""

    def __init__(
        self,
        kind: type[Command[Any]],
        scope: str,
        number: int,
        *,
        kitchen: Kitchen | None,
        is_first_try: bool = False,
        fingerprint: str | None,
    ) -> None:
        """Name it: the ``number``-th of its kind in the scope; see ``CommandBus.execute``."""
        self._kind, self._scope, self._fingerprint = kind, scope, fingerprint
        self._key, self._kitchen = f"{scope}:{kind.__name__}:{number}", kitchen
        self._is_chosen = fingerprint is not None
        if self._is_chosen:
            self._key, self._scope = f"{scope}:{number}", CHOSEN
        # Few programs repeat themselves: nobody looks for their keys until something fails.
        self._looks_first = not is_first_try and not self._is_chosen

    async def write(
        self,
        database: Database,
        work: Callable[[UnitOfWork], Any],
        look: Callable[[Any, UnitOfWork], Any] = lambda answer, _uow: answer,
    ) -> Any:
        """Do a part of it in a database; answers what it answered there the first time.

        ``look`` makes of that what is wanted, in the same transaction.
        """
        tries = itertools.count(self._looks_first)

        def carry_out_once(uow: UnitOfWork) -> Any:
            # One that is carried out again may have been committed when the answer was lost.
            answer = uow.idempotency.carry_out_once(
                self._key,
                self._scope,
                self._kind,
                lambda: work(uow),
                is_first_try=next(tries) == 0,
                fingerprint=self._fingerprint,
            )
            return look(answer, uow)

        wanted = carry_out_once if self._scope else work
        try:
            return await database.write(wanted, lasting=True, kitchen=self._kitchen)
        except DatabaseUnavailable:
            raise
        except Exception:
            if not self._is_chosen:
                raise
            # What is refused now may be what was done the first time.
            return await database.write(wanted, lasting=True, kitchen=self._kitchen)
