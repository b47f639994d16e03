"""No order waits on anybody without a deadline: looked at from outside, again and again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from domain.delivery.states import TRANSITIONS as DELIVERY
from domain.delivery.states import DeliveryState
from domain.order.model import TRANSITIONS as ORDER
from domain.order.model import OrderState
from domain.shared.deadlines import DeadlineKind
from domain.store.ticket_states import TRANSITIONS as TICKET
from domain.store.ticket_states import TicketState
from tests.chaos.news import under_way
from tests.chaos.reading import reading, reading_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import URL, Connection

_EVERY = 0.5
_COOKING = {DeadlineKind.COOK_BY, DeadlineKind.ESCALATE_COOKING, DeadlineKind.CALL_OFF_COOKING}
# What looks after somebody's wait, by the state that waits; one of these is enough.
_OF_ORDER: Mapping[str, set[DeadlineKind]] = {
    OrderState.HELD: {DeadlineKind.RESUME_HELD},
    OrderState.PLACED: {DeadlineKind.PAY_BY, DeadlineKind.REST_UNTIL},
}
_OF_TICKET: Mapping[str, set[DeadlineKind]] = {
    TicketState.RECEIVED: {DeadlineKind.ANSWER_BY},
    TicketState.ACCEPTED: _COOKING,
}
_OF_DELIVERY: Mapping[str, set[DeadlineKind]] = {
    it: {DeadlineKind.DELIVERY_STEP} for it in DELIVERY if it is not DeliveryState.SCHEDULED
}


class Clocks:
    """Looks while the bot runs; each look sees one moment of the database."""

    def __init__(self) -> None:
        """Look at nothing yet."""
        self.broken: list[str] = []
        self.looks = 0
        self._told: set[str] = set()

    async def watch(self, database: URL, apart: URL | None = None) -> None:
        """Look until cancelled; ``apart`` is where deliveries lie."""
        while True:
            await asyncio.sleep(_EVERY)
            self.look(database, apart)

    def look(self, database: URL, apart: URL | None = None) -> None:
        """Note who waits without a deadline, once for each; nothing while it cannot be read."""
        try:
            with reading_apart(apart) as side:
                # News of deliveries goes from there to here: here it is, or has been handled.
                if side is not None:
                    side.exec_driver_sql("select 1 from deadlines limit 1")
                with reading(database) as books:
                    found = set(waiting_for_ever(books, side))
        except OperationalError as error:
            if "no such" in str(error):
                raise
            return
        self.looks += 1
        self.broken += sorted(found - self._told)
        self._told |= found


def waiting_for_ever(books: Connection, apart: Connection | None = None) -> Iterator[str]:
    """What waits on somebody and has no deadline, one line each."""
    clocks: dict[str, set[str]] = {}
    for source in (books, *((apart,) if apart else ())):
        for order_id, kind in source.exec_driver_sql("select order_id, kind from deadlines"):
            clocks.setdefault(order_id, set()).add(kind)
    waits: list[tuple[str, str, set[DeadlineKind]]] = []
    for table, key, needs in (
        ("orders", "id", _OF_ORDER),
        ("tickets", "order_id", _OF_TICKET),
        ("deliveries", "order_id", _OF_DELIVERY),
    ):
        source = apart if apart and table == "deliveries" else books
        for order_id, state in source.exec_driver_sql(f"select {key}, state from {table}"):
            if state in needs:
                waits.append((order_id, f"{table}: {state}", needs[state]))
    for order_id, state, request, missing in books.exec_driver_sql(
        "select order_id, state, request, missing from tickets"
    ):
        if state in TICKET and request:
            waits.append((order_id, "a request", {DeadlineKind.ANSWER_REQUEST_BY}))
        if state in TICKET and missing:
            waits.append((order_id, "a choice", {DeadlineKind.CHOOSE_BY}))
    found = [
        (order_id, f"{what} waits, but has only {sorted(clocks.get(order_id, ()))}")
        for order_id, what, kinds in waits
        if not clocks.get(order_id, set()) & kinds
    ]
    orders: dict[str, str] = dict(books.exec_driver_sql("select id, state from orders").all())
    found += [
        (order_id, f"nobody looks after the order, which is {state}")
        for order_id, state in orders.items()
        if state in ORDER and not clocks.get(order_id)
    ]
    # What is under way between the parts of the platform waits on nobody, such as the news that an
    # order is paid. The parts themselves have their deadlines until that of their order's end is
    # under way: one that falls due meanwhile finds the order gone, and is void.
    busy = under_way(books, {it for it, _ in found}, apart)
    for order_id, problem in found:
        is_of_order = problem.startswith(("orders: ", "nobody"))
        if not (order_id in busy and (is_of_order or orders.get(order_id) not in ORDER)):
            yield f"{order_id[:5]}: {problem}"
