"""The command bus: finds who carries out a command, once per idempotency key."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bot.card_moves import move_cards, note_card
from bot.persistence.queues.idempotency import CHOSEN
from domain.processes.context_gateways import ASKED_BEFORE, asked_before
from domain.processes.kitchens import kitchen_of_command
from domain.processes.registry import SERVICES

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.shared.messages import Command, Query

T = TypeVar("T")


class CommandBus:
    """The way from the asynchronous edge to the synchronous domain: one command, one transaction."""

    def __init__(self, database: Database) -> None:
        """Carry commands out in a database."""
        self._database = database

    def within(self, scope: str, *, is_first_try: bool = False) -> ScopedBus:
        """A bus whose commands have their effect once in ``scope``, such as ``update:17``.

        On the first try of all it does not look for what an earlier one has done.
        """
        return ScopedBus(self, scope, is_first_try=is_first_try)

    async def execute(
        self,
        command: Command[T],
        *,
        scope: str = "",
        number: int = 1,
        is_first_try: bool = False,
        shown_in: int = 0,
        fingerprint: str | None = None,
    ) -> T:
        """Carry out a command in one transaction.

        Args:
            command: What is asked for.
            scope: In which the same ``number`` of the same kind of command has its effect once,
                and is answered the same each time; empty for no such promise.
            number: The how-manieth command of its kind it is in the scope.
            is_first_try: Whether nobody can have carried it out in this scope before.
            shown_in: The message that becomes the card of what comes of it; 0 for none.
            fingerprint: What was asked for, in a scope that others choose: there a number is of
                commands of every kind.

        Raises:
            DomainError: The rules refuse; nothing was changed.
            KeyReused: Something else was asked for in this scope.
            DatabaseUnavailable: As ``Database.write``; in a scope it can be given again.
        """
        service = SERVICES[type(command)]
        asked = await self._asked_before(command)
        kitchen = kitchen_of_command(command)

        def carry_out(uow: UnitOfWork) -> Any:
            answer = service(command, uow, *asked)
            move_cards(command, answer, uow)
            if shown_in:
                note_card(command, shown_in, uow)
            return answer

        if not scope:
            answer = await self._database.write(carry_out, lasting=True, kitchen=kitchen)
        else:
            key = f"{scope}:{type(command).__name__}:{number}"
            if fingerprint is not None:
                key, scope = f"{scope}:{number}", CHOSEN
            tries = itertools.count(not is_first_try)

            def carry_out_once(uow: UnitOfWork) -> Any:
                # One that is carried out again may have been committed when the answer was lost.
                return uow.idempotency.carry_out_once(
                    key,
                    scope,
                    command,
                    lambda: carry_out(uow),
                    is_first_try=next(tries) == 0,
                    fingerprint=fingerprint,
                )

            answer = await self._database.write(
                carry_out_once,
                lasting=True,
                kitchen=kitchen,
            )
        return cast("T", answer)

    async def query(self, query: Query[T]) -> T:
        """Answer a question. Raises DomainError, DatabaseUnavailable."""
        service = SERVICES[type(query)]
        asked = await self._asked_before(query)
        return cast("T", await self._database.read(lambda uow: service(query, uow, *asked)))

    async def _asked_before(self, message: Command[Any] | Query[Any]) -> tuple[Any, ...]:
        if type(message) not in ASKED_BEFORE:
            return ()
        return await self._database.read(lambda uow: asked_before(message, uow))


class ScopedBus:
    """A bus for one try to handle something; it counts the commands that are given."""

    def __init__(self, bus: CommandBus, scope: str, *, is_first_try: bool) -> None:
        """Give commands through ``bus``."""
        self._bus, self._scope, self._is_first_try = bus, scope, is_first_try
        self._given: Counter[str] = Counter()

    async def execute(self, command: Command[T], *, shown_in: int = 0) -> T:
        """Carry out a command, once in the scope. Raises as ``CommandBus.execute``."""
        kind = type(command).__name__
        self._given[kind] += 1
        return await self._bus.execute(
            command,
            scope=self._scope,
            number=self._given[kind],
            is_first_try=self._is_first_try,
            shown_in=shown_in,
        )

    async def query(self, query: Query[T]) -> T:
        """Answer a question. Raises as ``CommandBus.query``."""
        return await self._bus.query(query)
