"""The domain's services over dictionaries: everything that the database does, left out.

Nothing is copied, written, locked or handed to another thread, and nothing survives.
"""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from bot.card_moves import move_cards, note_card
from bot.clock import utc_now
from bot.events.consumers import consume, routes
from domain.customer.standing import Standing
from domain.delivery.model import Delivery
from domain.delivery.states import DeliveryState
from domain.order.model import Order
from domain.payment.model import Payment
from domain.processes import context_gateways, policies
from domain.processes.registry import SERVICES
from domain.shared.aggregate import Aggregate
from domain.store.model import Store
from domain.store.ticket import Ticket
from tests.bench.bots.memory_queue import MemoryQueue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.customer.model import OrderView
    from domain.shared.limits import OperatingLimits
    from domain.shared.messages import Event

Root = TypeVar("Root", bound=Aggregate)
_routes: Any = cache(routes)


class Rows(Generic[Root]):
    """Aggregates by their id."""

    def __init__(self, publish: Callable[[Event], None], key: str = "order_id") -> None:
        self._publish, self._key = publish, key
        self.rows: dict[str, Root] = {}

    def has(self, id: str) -> bool:
        return id in self.rows

    def find(self, id: str) -> Root | None:
        return self.rows.get(id)

    def get(self, id: str) -> Root:
        return self.rows[id]

    def add(self, root: Root) -> None:
        self.rows[getattr(root, self._key)] = root
        self.save(root)

    def save(self, root: Root) -> None:
        for event in root.take_events():
            self._publish(event)


class Orders(Rows[Order]):
    def newest_of(self, customer_id: int) -> Order | None:
        # Every customer of the benchmark is new.
        return None

    def line_before(self, order_id: str, store_id: str) -> list[Any]:
        # Every order of the benchmark is new; no kitchen has a limit, and nobody waits.
        return []

    def held_of(self, store_id: str) -> list[Any]:
        return []

    def admitted_between(self, since: datetime, until: datetime) -> int:
        return 0


class Stores(Rows[Store]):
    def all(self) -> list[Store]:
        return list(self.rows.values())

    def owned_by(self, user_id: int) -> list[Store]:
        return [store for store in self.rows.values() if user_id in store.owners]

    def of_courier(self, user_id: int) -> frozenset[str]:
        return frozenset(store.id for store in self.rows.values() if user_id in store.couriers)

    def staffed_by(self, user_id: int) -> tuple[frozenset[str], frozenset[str]]:
        owns = frozenset(store.id for store in self.owned_by(user_id))
        return owns, self.of_courier(user_id)


class Deliveries(Rows[Delivery]):
    def __init__(self, publish: Callable[[Event], None]) -> None:
        super().__init__(publish)
        # Nobody searches among those that are over.
        self._offered: dict[str, Delivery] = {}

    def save(self, root: Delivery) -> None:
        super().save(root)
        if root.state is DeliveryState.OFFERED:
            self._offered[root.order_id] = root
        else:
            self._offered.pop(root.order_id, None)

    def carrying(self, courier_ids: frozenset[int]) -> frozenset[int]:
        # Every store has one courier, who is asked in any case.
        return frozenset()

    def open_for(self, store_ids: list[str], _courier_id: int) -> list[Delivery]:
        # Whoever asks wants those that can be taken.
        return [it for it in self._offered.values() if it.store_id in store_ids]


class Couriers:
    def off_shift(self, _courier_ids: frozenset[int]) -> frozenset[int]:
        return frozenset()


class Views:
    def __init__(self) -> None:
        self._rows: dict[str, OrderView] = {}

    def find(self, order_id: str) -> OrderView | None:
        return self._rows.get(order_id)

    def get(self, order_id: str) -> OrderView:
        return self._rows[order_id]

    get_for_update = get

    def put(self, view: OrderView) -> None:
        self._rows[view.order_id] = view


class People:
    def meet(self, user_id: int, name: str, language: str, username: str = "") -> None:
        pass

    def met(self, user_ids: frozenset[int]) -> frozenset[int]:
        return user_ids

    def standing(self, user_id: int) -> Standing:
        return Standing()


class Deadlines:
    def set(self, kind: str, order_id: str, due_at: datetime) -> None:
        pass

    def clear(self, kind: str, order_id: str) -> None:
        pass


class MemoryUnitOfWork:
    """Satisfies ``FullUnitOfWork`` and what the notifications ask for."""

    def __init__(self, limits: OperatingLimits) -> None:
        self.limits = limits
        self.events: deque[tuple[Event, datetime]] = deque()
        self.orders = Orders(self.publish, "id")
        self.payments: Rows[Payment] = Rows(self.publish)
        self.stores = Stores(self.publish, "id")
        self.tickets: Rows[Ticket] = Rows(self.publish)
        self.deliveries = Deliveries(self.publish)
        self.views, self.people, self.deadlines = Views(), People(), Deadlines()
        self.couriers = Couriers()
        self.messages = self.cards = MemoryQueue()

    @property
    def now(self) -> datetime:
        return utc_now()

    @property
    def happened_at(self) -> datetime:
        return self.messages.handled[1] if self.messages.handled else self.now

    def backlog(self, most: int) -> int:
        return 0

    def publish(self, event: Event) -> None:
        self.events.append((event, self.now))


class Handed(NamedTuple):
    """An event for one of its consumers, who reads it as a ``Pending``."""

    consumer: str
    event: Event
    seq: int = 0


class MemoryBus:
    """The bus without a database: commands and their consequences, at once, on the loop."""

    def __init__(self, limits: OperatingLimits) -> None:
        self.uow: Any = MemoryUnitOfWork(limits)
        self.on_wishes: Callable[[], None] = lambda: None

    async def execute(self, command: Any, *, shown_in: int = 0) -> Any:
        result = await self.query(command)
        move_cards(command, result, self.uow)
        if shown_in:
            note_card(command, shown_in, self.uow)
        if self.uow.events:
            self._react()
            self.on_wishes()
        return result

    async def query(self, query: Any) -> Any:
        asked = context_gateways.asked_before(query, self.uow)
        return SERVICES[type(query)](query, self.uow, *asked)

    def _react(self) -> None:
        while self.uow.events:
            self.uow.messages.handled = self.uow.events.popleft()
            event, _ = self.uow.messages.handled
            for consumer in _routes(type(event)):
                asked = policies.asked_before(consumer, event, self.uow)
                pending: Any = Handed(consumer, event)
                consume(pending, self.uow, asked)
        self.uow.messages.handled = None
