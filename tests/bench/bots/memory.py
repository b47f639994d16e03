"""The domain's services over dictionaries: everything that the database does, left out.

Nothing is copied, written, locked or handed to another thread, and nothing survives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.notifications.recipients import NOTIFICATIONS
from bot.runtime import utc_now
from domain.delivery.model import Delivery
from domain.order.model import Order
from domain.payment.model import Payment
from domain.processes import context_gateways, policies
from domain.processes.policies import POLICIES
from domain.processes.registry import SERVICES
from domain.shared.aggregate import Aggregate
from domain.store.model import Store
from domain.store.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.customer.model import OrderView
    from domain.shared.limits import OperatingLimits
    from domain.shared.messages import Event

Root = TypeVar("Root", bound=Aggregate)


class Rows(Generic[Root]):
    """Aggregates by their id."""

    def __init__(self, publish: Callable[[Event], None], key: str = "order_id") -> None:
        self._publish, self._key = publish, key
        self.rows: dict[str, Root] = {}

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
    def meet(self, user_id: int, name: str, language: str) -> None:
        pass


class Deadlines:
    def set(self, kind: str, order_id: str, due_at: datetime) -> None:
        pass

    def clear(self, kind: str, order_id: str) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Wish:
    """A message that somebody should get: a notice about ``event``, or without one a card."""

    chat_id: int
    audience: str
    subject: str
    event: Event | None = None


class Messages:
    """What the notifications promise, until it is taken; the same card only once."""

    def __init__(self) -> None:
        self._wishes: dict[Wish, None] = {}
        self.event: Event | None = None

    def card(self, chat_id: int, audience: str, subject: str) -> None:
        self._wishes[Wish(chat_id, audience, subject)] = None

    def notice(
        self, chat_id: int, audience: str, subject: str, _event_seq: int, _priority: int
    ) -> None:
        self._wishes[Wish(chat_id, audience, subject, self.event)] = None

    def take(self) -> list[Wish]:
        wishes = list(self._wishes)
        self._wishes.clear()
        return wishes


class MemoryUnitOfWork:
    """Satisfies ``FullUnitOfWork`` and what the notifications ask for."""

    def __init__(self, limits: OperatingLimits) -> None:
        self.limits = limits
        self.events: list[Event] = []
        self.orders = Orders(self.publish, "id")
        self.payments: Rows[Payment] = Rows(self.publish)
        self.stores = Stores(self.publish, "id")
        self.tickets: Rows[Ticket] = Rows(self.publish)
        self.deliveries: Rows[Delivery] = Rows(self.publish)
        self.views, self.people, self.deadlines = Views(), People(), Deadlines()
        self.messages = Messages()

    @property
    def now(self) -> datetime:
        return utc_now()

    happened_at = now

    def backlog(self, most: int) -> int:
        return 0

    def publish(self, event: Event) -> None:
        self.events.append(event)


class MemoryBus:
    """The bus without a database: commands and their consequences, at once, on the loop."""

    def __init__(self, limits: OperatingLimits) -> None:
        self.uow: Any = MemoryUnitOfWork(limits)
        self.send: Callable[[list[Wish]], None] = lambda _wishes: None

    async def execute(self, command: Any, *, shown_in: int = 0) -> Any:
        result = await self.query(command)
        if self.uow.events:
            self._react()
            self.send(self.uow.messages.take())
        return result

    async def query(self, query: Any) -> Any:
        asked = context_gateways.asked_before(query, self.uow)
        return SERVICES[type(query)](query, self.uow, *asked)

    def _react(self) -> None:
        while self.uow.events:
            event = self.uow.events.pop(0)
            self.uow.messages.event = event
            for consumer in {**POLICIES, **NOTIFICATIONS}:
                if policy := POLICIES.get(consumer, {}).get(type(event)):
                    policy(event, self.uow, *policies.asked_before(consumer, event, self.uow))
                if notification := NOTIFICATIONS.get(consumer, {}).get(type(event)):
                    notification(event, 0, self.uow)
