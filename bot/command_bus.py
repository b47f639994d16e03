"""The command bus: finds who carries out a command, once per idempotency key."""

from __future__ import annotations

import itertools
from collections import Counter
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

import structlog

from bot.card_moves import CARD_MOVES, move_cards, note_card
from bot.logs import about
from bot.measures import Measures
from bot.persistence.brought import Brought, DeliveryQuestion
from bot.persistence.queues.idempotency import CHOSEN, KeyReused
from domain.processes.apart import ASK_DELIVERY, DELIVERY, is_of_delivery
from domain.processes.context_gateways import ASKED_BEFORE, asked_before
from domain.processes.kitchens import kitchen_of_command
from domain.processes.registry import SERVICES
from domain.shared.errors import ContextAway, DatabaseUnavailable, DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.shared.messages import Command, Query

_log = structlog.get_logger(__name__)

T = TypeVar("T")
Seen = TypeVar("Seen")


class CommandBus:
    """The way from the asynchronous edge to the synchronous domain: one command, one transaction."""

    def __init__(
        self,
        database: Database,
        side: DeliverySide | None = None,
        measures: Measures | None = None,
    ) -> None:
        """Carry commands out in a database; those of the delivery context in its own, if it has one.

        Each is counted, timed and logged, whoever gives it.
        """
        self._database, self._side = database, side
        self._measures = measures or Measures()

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
            DomainError: The rules refuse, and nothing was changed; or the context is away.
            KeyReused: Something else was asked for in this scope.
            DatabaseUnavailable: As ``Database.write``; in a scope it can be given again.
        """
        once = _Once(command, scope, number, is_first_try=is_first_try, fingerprint=fingerprint)
        return cast("T", await self._measured(once, shown_in))

    async def execute_and_look(
        self,
        command: Command[Any],
        look: Callable[[UnitOfWork], Seen],
        *,
        scope: str,
        number: int,
        fingerprint: str,
    ) -> Seen:
        """Carry out a command of the main database, and look at what came of it before anything else does.

        ``look`` reads in the same transaction, also where the command had its effect before; it must bear
        being called again. All else is as of ``execute``.

        Raises:
            DomainError: The rules refuse, and nothing was changed.
            KeyReused: Something else was asked for in this scope.
            DatabaseUnavailable: As ``Database.write``; it can be given again.
        """
        once = _Once(
            command, scope, number, is_first_try=False, fingerprint=fingerprint, look=look
        )
        return cast("Seen", await self._measured(once))

    async def _measured(self, once: _Once, shown_in: int = 0) -> Any:
        command = once.command
        name, order_id = type(command).__name__, getattr(command, "order_id", None)
        began, failed = perf_counter(), None
        with about(order=order_id) if order_id else nullcontext():
            try:
                return await self._carry_out(once, shown_in)
            except BaseException as error:
                failed = error
                raise
            finally:
                outcome = outcome_of(failed)
                self._measures.command(name, outcome, perf_counter() - began)
                _log.debug("command", command=name, outcome=outcome)

    async def _carry_out(self, once: _Once, shown_in: int) -> Any:
        command = once.command
        service = SERVICES[type(command)]
        asked = await self._asked_before(command)

        def carry_out(uow: UnitOfWork) -> Any:
            return service(command, uow, *asked)

        def show(answer: Any, uow: UnitOfWork) -> Any:
            move_cards(command, answer, uow)
            if shown_in:
                note_card(command, shown_in, uow)
            return answer

        if self._side is None or not is_of_delivery(command):
            return await once.write(self._database, lambda uow: show(carry_out(uow), uow))
        with told_away(self._side):
            answer = await once.write(self._side, carry_out)
        if type(command) in CARD_MOVES:
            # The cards lie in the main database; done anew, it answers the same and moves them.
            await once.write(self._database, lambda uow: show(answer, uow))
        return answer

    async def query(self, query: Query[T]) -> T:
        """Answer a question. Raises DomainError, DatabaseUnavailable."""
        service = SERVICES[type(query)]
        asked = await self._asked_before(query)
        if self._side is not None and is_of_delivery(query):
            with told_away(self._side):
                answer = await self._side.read(lambda uow: service(query, uow, *asked))
            return cast("T", answer)
        brought = await self._brought(query)

        def ask(uow: UnitOfWork) -> Any:
            if brought is not None:
                uow.lend(brought)
            return service(query, uow, *asked)

        return cast("T", await self._database.read(ask))

    async def _asked_before(self, message: Command[Any] | Query[Any]) -> tuple[Any, ...]:
        """What the delivery context asks of the others."""
        if type(message) not in ASKED_BEFORE:
            return ()
        return await self._database.read(lambda uow: asked_before(message, uow))

    async def _brought(self, query: Query[Any]) -> Brought | None:
        """What others ask of the delivery context, where it lies apart. Raises ContextAway."""
        if self._side is None or type(query) not in ASK_DELIVERY:
            return None
        question = DeliveryQuestion(orders=frozenset({query.order_id}))  # type: ignore[attr-defined]
        try:
            with told_away(self._side):
                return await self._side.ask(question)
        except ContextAway:
            if ASK_DELIVERY[type(query)]:
                raise
            return Brought(question)


def outcome_of(error: BaseException | None) -> str:
    """What came of a command that raised this: ``done``, ``refused``, ``away``, ``broke``, ``cancelled``."""
    if error is None:
        return "done"
    if isinstance(error, DatabaseUnavailable | ContextAway):
        return "away"
    if isinstance(error, DomainError | KeyReused):
        return "refused"
    return "broke" if isinstance(error, Exception) else "cancelled"


class _Once:
    """A command that has its effect once in its scope, in each database that it changes."""

    def __init__(
        self,
        command: Command[Any],
        scope: str,
        number: int,
        *,
        is_first_try: bool,
        fingerprint: str | None,
        look: Callable[[UnitOfWork], Any] | None = None,
    ) -> None:
        self.command, self._scope, self._fingerprint = command, scope, fingerprint
        self._look = look
        self._key = f"{scope}:{type(command).__name__}:{number}"
        if fingerprint is not None:
            self._key, self._scope = f"{scope}:{number}", CHOSEN
        self._is_first_try = is_first_try
        self._kitchen = kitchen_of_command(command)

    async def write(self, database: Database, work: Callable[[UnitOfWork], Any]) -> Any:
        """Do a part of it in a database; answers what it answered there the first time."""
        tries = itertools.count(not self._is_first_try)

        def carry_out_once(uow: UnitOfWork) -> Any:
            # One that is carried out again may have been committed when the answer was lost.
            return uow.idempotency.carry_out_once(
                self._key,
                self._scope,
                self.command,
                lambda: work(uow),
                is_first_try=next(tries) == 0,
                fingerprint=self._fingerprint,
            )

        wanted, look = carry_out_once if self._scope else work, self._look

        def carry_out(uow: UnitOfWork) -> Any:
            answer = wanted(uow)
            return look(uow) if look else answer

        return await database.write(carry_out, lasting=True, kitchen=self._kitchen)


@contextmanager
def told_away(side: DeliverySide) -> Iterator[None]:
    """Tell whoever acts that the delivery side is away, rather than let them wait for it.

    Raises:
        ContextAway: It is.
    """
    if side.is_away:
        raise ContextAway(DELIVERY)
    try:
        yield
    except DatabaseUnavailable as error:
        raise ContextAway(DELIVERY) from error


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
