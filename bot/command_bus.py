"""The command bus: finds who carries out a command, once per idempotency key."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, nullcontext
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

import structlog

from bot.card_moves import CARD_MOVES, move_cards, note_card
from bot.idempotent_write import IdempotentWrite
from bot.logs import about
from bot.measures import Measures
from bot.persistence.brought import Brought, DeliveryQuestion
from bot.persistence.queues.idempotency import KeyReused
from domain.order import PlaceOrder
from domain.processes.apart import ASK_DELIVERY, DELIVERY, is_of_delivery
from domain.processes.context_gateways import ASKED_BEFORE, asked_before
from domain.processes.kitchens import Kitchen, kitchen_of_command
from domain.processes.registry import SERVICES
from domain.shared.errors import ContextAway, DatabaseUnavailable, DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.order import OrderReceipt
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
        name, order_id = type(command).__name__, getattr(command, "order_id", None)
        once = IdempotentWrite(
            type(command),
            scope,
            number,
            kitchen=kitchen_of_command(command),
            is_first_try=is_first_try,
            fingerprint=fingerprint,
        )
        with self._measuring(name, order_id):
            return await self._carry_out(command, once, shown_in)

    async def _carry_out(self, command: Command[T], once: IdempotentWrite, shown_in: int) -> T:
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
            answer = await once.write(self._database, lambda uow: show(carry_out(uow), uow))
        else:
            with told_away(self._side):
                answer = await once.write(self._side, carry_out)
            if type(command) in CARD_MOVES:
                # The cards lie in the main database; done anew, it answers the same and moves them.
                await once.write(self._database, lambda uow: show(answer, uow))
        return cast("T", answer)

    async def place(
        self,
        order: Callable[[UnitOfWork], PlaceOrder],
        look: Callable[[OrderReceipt, UnitOfWork], Seen],
        *,
        store_id: str,
        scope: str,
        number: int,
        fingerprint: str,
    ) -> Seen:
        """Place an order, and look at it, in the transaction in which it is made out.

        Args:
            order: Makes it out, by the menu of now; not called where it was placed before.
            look: Reads what is to be shown of it. Both must bear being called again.
            store_id: Where it is ordered.
            scope: As of ``execute``.
            number: The how-manieth command it is in the scope.
            fingerprint: What was asked for.

        Raises:
            DomainError: As ``PlaceOrder`` does; so does whatever ``order`` raises.
            KeyReused: Something else was asked for in this scope.
            DatabaseUnavailable: As ``Database.write``; it can be given again.
        """

        def carry_out(uow: UnitOfWork) -> Any:
            return SERVICES[PlaceOrder](order(uow), uow)

        kitchen = Kitchen(store_id=store_id)
        once = IdempotentWrite(PlaceOrder, scope, number, kitchen=kitchen, fingerprint=fingerprint)
        with self._measuring(PlaceOrder.__name__):
            return cast("Seen", await once.write(self._database, carry_out, look))

    @contextmanager
    def _measuring(self, name: str, order_id: str | None = None) -> Iterator[None]:
        began, failed = perf_counter(), None
        with about(order=order_id) if order_id else nullcontext():
            try:
                yield
            except BaseException as error:
                failed = error
                raise
            finally:
                outcome = outcome_of(failed)
                self._measures.command(name, outcome, perf_counter() - began)
                _log.debug("command", command=name, outcome=outcome)

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
