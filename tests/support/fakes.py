"""Hand-written fakes of the ports: dictionaries that behave like the tables."""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from domain.customer.standing import Standing
from domain.delivery.courier import Courier, ShiftState
from domain.delivery.model import Delivery
from domain.delivery.states import DeliveryState
from domain.order.held_orders import Waiting
from domain.order.model import Order, OrderState
from domain.payment.charge import ChargeState
from domain.payment.model import Payment
from domain.payment.queries import DueRefund
from domain.payment.reasons import RefundReason
from domain.processes import context_gateways, policies
from domain.processes.kitchens import kitchen_of_command, kitchen_of_event
from domain.processes.registry import SERVICES
from domain.shared.aggregate import Aggregate
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import Conflict, NotFound
from domain.shared.limits import OperatingLimits
from domain.shared.money import Money
from domain.store.model import Store
from domain.store.ticket import Ticket
from domain.store.ticket_states import TicketState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.customer.model import OrderView
    from domain.payment.ledger import Movement
    from domain.processes.kitchens import Kitchen
    from domain.shared.messages import Command, Event, Query

Root = TypeVar("Root", bound=Aggregate)
T = TypeVar("T")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class FakeRepository(Generic[Root]):
    """Keeps copies, so that nothing is changed without saving it."""

    key = "order_id"

    def __init__(self, publish: object) -> None:
        self._publish = publish
        self.rows: dict[str, Root] = {}

    def has(self, id: str) -> bool:
        return id in self.rows

    def find(self, id: str) -> Root | None:
        return deepcopy(self.rows.get(id))

    def get(self, id: str) -> Root:
        found = self.find(id)
        if found is None:
            raise NotFound(self._kind(), id)
        return found

    def add(self, root: Root) -> None:
        assert self._id(root) not in self.rows
        root.version = 1
        self._keep(root)

    def save(self, root: Root) -> None:
        if self.rows[self._id(root)].version != root.version:
            raise Conflict(root.kind, self._id(root))
        root.version += 1
        self._keep(root)

    def _keep(self, root: Root) -> None:
        for event in root.take_events():
            self._publish(event)  # type: ignore[operator]
        self.rows[self._id(root)] = deepcopy(root)

    def _id(self, root: Root) -> str:
        return str(getattr(root, self.key))

    def _kind(self) -> str:
        raise NotImplementedError

    def _all(self) -> list[Root]:
        return [deepcopy(root) for root in self.rows.values()]


class FakeOrders(FakeRepository[Order]):
    # Whose line a message may look at; with many writers that kitchen is locked.
    is_locking = False
    kitchen: Kitchen | None = None
    looked_at: tuple[str, ...] = ()

    def _check_lock(self, store_id: str) -> None:
        self.looked_at = (*self.looked_at, store_id)
        if self.is_locking:
            kitchen = self.kitchen
            assert kitchen is not None, (
                "it moves a line, and the table of kitchens does not say so"
            )
            locked = kitchen.store_id or self.get(str(kitchen.order_id)).store_id
            assert locked == store_id

    @contextmanager
    def locking(self, kitchen: Kitchen | None) -> Iterator[None]:
        """Carry out something that the table of kitchens says to move this one's line, or none."""
        self.is_locking, self.kitchen, self.looked_at = True, kitchen, ()
        try:
            yield
        finally:
            self.is_locking = False

    key = "id"
    payments: FakePayments

    def newest_of(self, customer_id: int) -> Order | None:
        mine = [order for order in self._all() if order.customer_id == customer_id]
        return max(mine, key=lambda order: order.placed_at, default=None)

    def busy(self, store_id: str) -> int:
        return sum(order.store_id == store_id for order in self._in_the_kitchen())

    def busy_with(self, customer_id: int, store_id: str) -> int:
        return sum(
            (order.customer_id, order.store_id) == (customer_id, store_id)
            for order in self._in_the_kitchen()
        )

    def admitted_between(self, since: datetime, until: datetime) -> int:
        return sum(bool(it.admitted_at and since < it.admitted_at <= until) for it in self._all())

    def held_of(self, store_id: str) -> list[Waiting]:
        self._check_lock(store_id)
        return self._held_of(store_id)

    def line_before(self, order_id: str, store_id: str) -> list[Waiting] | None:
        self._check_lock(store_id)
        return None if order_id in self.rows else self._held_of(store_id)

    def _held_of(self, store_id: str) -> list[Waiting]:
        held = [
            Waiting(it.id, it.customer_id, it.placed_at, self.busy_with(it.customer_id, store_id))
            for it in self._all()
            if it.store_id == store_id and it.state is OrderState.HELD
        ]
        return sorted(held, key=lambda it: (it.placed_at, it.order_id))

    def cooked(self, store_id: str, limit: int) -> list[datetime]:
        times = [it.cooked_at for it in self._all() if it.store_id == store_id and it.cooked_at]
        return sorted(times, reverse=True)[:limit]

    def _in_the_kitchen(self) -> list[Order]:
        busy = {OrderState.PLACED, OrderState.PAID, OrderState.ACCEPTED}
        rest = {id for id, payment in self.payments.rows.items() if payment.is_resting}
        return [it for it in self._all() if it.state in busy and it.id not in rest]

    def beginning_with(self, code: str, limit: int) -> list[Order]:
        found = [order for order in self._all() if order.id.startswith(code)]
        return sorted(found, key=lambda order: order.placed_at, reverse=True)[:limit]

    def _kind(self) -> str:
        return "order"


class FakeLedger:
    def __init__(self) -> None:
        self.rows: list[Movement] = []

    def write(self, movement: Movement) -> None:
        key = self._key(movement)
        assert all(self._key(row) != key for row in self.rows), f"{key} is there already"
        self.rows.append(movement)

    def knows(self, provider: str, charge_id: str) -> bool:
        return any((row.provider, row.charge_id) == (provider, charge_id) for row in self.rows)

    def of_order(self, order_id: str) -> list[Movement]:
        return [row for row in self.rows if row.order_id == order_id]

    @staticmethod
    def _key(row: Movement) -> tuple[str, str, str, str, int]:
        return row.provider, row.charge_id, row.order_id, row.kind, row.number


class FakePayments(FakeRepository[Payment]):
    def __init__(self, publish: object, ledger: FakeLedger) -> None:
        super().__init__(publish)
        self._ledger = ledger

    def _keep(self, root: Payment) -> None:
        for movement in root.take_movements():
            self._ledger.write(movement)
        super()._keep(root)

    def due_refunds(self) -> tuple[DueRefund, ...]:
        return tuple(
            DueRefund(
                order_id=payment.order_id,
                provider=charge.provider,
                charge_id=charge.charge_id,
                amount=Money(charge.asked, charge.amount.currency),
                reason=charge.reason or RefundReason.LATE,
                number=charge.refunds,
            )
            for payment in self._all()
            for charge in payment.charges
            if charge.state is ChargeState.REFUNDING
        )

    def resting(self, limit: int) -> list[Payment]:
        return [payment for payment in self._all() if payment.is_resting][:limit]

    def _kind(self) -> str:
        return "payment"


class FakeStores(FakeRepository[Store]):
    key = "id"

    def all(self) -> list[Store]:
        return sorted(self._all(), key=lambda store: store.name)

    def owned_by(self, user_id: int) -> list[Store]:
        return [store for store in self.all() if user_id in store.owners]

    def of_courier(self, user_id: int) -> frozenset[str]:
        return frozenset(store.id for store in self.all() if user_id in store.couriers)

    def staffed_by(self, user_id: int) -> tuple[frozenset[str], frozenset[str]]:
        owns = frozenset(store.id for store in self.all() if user_id in store.owners)
        return owns, self.of_courier(user_id)

    def _kind(self) -> str:
        return "store"


class FakeTickets(FakeRepository[Ticket]):
    def unfinished(self, store_ids: list[str]) -> list[Ticket]:
        waiting = {TicketState.RECEIVED, TicketState.ACCEPTED}
        found = [t for t in self._all() if t.store_id in store_ids and t.state in waiting]
        return sorted(found, key=lambda ticket: ticket.received_at)

    def _kind(self) -> str:
        return "ticket"


class FakeDeliveries(FakeRepository[Delivery]):
    def open_for(self, store_ids: list[str], courier_id: int) -> list[Delivery]:
        in_hand = {DeliveryState.ASSIGNED, DeliveryState.PICKED_UP}
        return [
            it
            for it in self._all()
            if (it.store_id in store_ids and it.state is DeliveryState.OFFERED)
            or (it.courier_id == courier_id and it.state in in_hand)
        ]

    def _kind(self) -> str:
        return "delivery"


class FakeCouriers(FakeRepository[Courier]):
    key = "courier_id"

    def find(self, id: int | str) -> Courier | None:
        return super().find(str(id))

    def off_shift(self, courier_ids: frozenset[int]) -> frozenset[int]:
        off = {it.courier_id for it in self._all() if it.state is ShiftState.OFF_SHIFT}
        return courier_ids & off

    def _kind(self) -> str:
        return "courier"


class FakeViews:
    def __init__(self) -> None:
        self.rows: dict[str, OrderView] = {}

    def find(self, order_id: str) -> OrderView | None:
        return self.rows.get(order_id)

    def get(self, order_id: str) -> OrderView:
        if order_id not in self.rows:
            raise NotFound("order", order_id)
        return self.rows[order_id]

    def get_for_update(self, order_id: str) -> OrderView:
        return self.get(order_id)

    def put(self, view: OrderView) -> None:
        self.rows[view.order_id] = replace(view)

    def newest_of(self, customer_id: int, limit: int) -> list[OrderView]:
        mine = [view for view in self.rows.values() if view.customer_id == customer_id]
        return sorted(mine, key=lambda view: view.placed_at, reverse=True)[:limit]


class FakePeople:
    def __init__(self) -> None:
        self.lost: set[int] = set()
        self.names: dict[int, str] = {}
        self.usernames: dict[int, str] = {}
        self.standings: dict[int, Standing] = {}

    def name_of(self, user_id: int) -> str:
        return self.names.get(user_id, "")

    def called(self, username: str) -> list[int]:
        wanted = username.lower()
        return sorted(it for it, name in self.usernames.items() if name and name == wanted)

    def standing(self, user_id: int) -> Standing:
        return self.standings.get(user_id, Standing())

    def ban(self, user_id: int, by: int | None) -> None:
        self.standings[user_id] = replace(self.standing(user_id), banned_by=by)

    def limit_cash(self, user_id: int, *, pays_by_card: bool) -> None:
        self.standings[user_id] = replace(self.standing(user_id), pays_by_card=pays_by_card)

    def meet(self, user_id: int, name: str, language: str, username: str = "") -> None:
        self.names[user_id], self.usernames[user_id] = name, username.lower()
        self.lost.discard(user_id)

    def lose(self, user_id: int) -> bool:
        news = user_id not in self.lost
        self.lost.add(user_id)
        return news

    def reachable(self, user_ids: frozenset[int]) -> frozenset[int]:
        return user_ids - self.lost


class FakeDeadlines:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], datetime] = {}

    def set(self, kind: str, order_id: str, due_at: datetime) -> None:
        self.rows[kind, order_id] = due_at

    def clear(self, kind: str, order_id: str) -> None:
        self.rows.pop((kind, order_id), None)

    def of(self, order_id: str) -> list[tuple[DeadlineKind, datetime]]:
        found = [
            (DeadlineKind(kind), at) for (kind, of), at in self.rows.items() if of == order_id
        ]
        return sorted(found, key=lambda it: it[1])

    def take(self, kind: str, order_id: str, now: datetime) -> bool:
        due_at = self.rows.get((kind, order_id))
        if due_at is None or due_at > now:
            return False
        del self.rows[kind, order_id]
        return True


class FakeUnitOfWork:
    """Satisfies ``FullUnitOfWork`` without a database."""

    def __init__(self, limits: OperatingLimits | None = None) -> None:
        self.now = NOON
        self.limits = limits or OperatingLimits()
        self.events: list[Event] = []
        self.past: list[tuple[datetime, Event]] = []
        self.waiting = 0
        self.orders = FakeOrders(self.publish)
        self.ledger = FakeLedger()
        self.payments = FakePayments(self.publish, self.ledger)
        self.orders.payments = self.payments
        self.stores = FakeStores(self.publish)
        self.tickets = FakeTickets(self.publish)
        self.deliveries = FakeDeliveries(self.publish)
        self.couriers = FakeCouriers(self.publish)
        self.views = FakeViews()
        self.people = FakePeople()
        self.deadlines = FakeDeadlines()

    @property
    def happened_at(self) -> datetime:
        return self.now

    def backlog(self, most: int) -> int:
        return min(most, self.waiting)

    def publish(self, event: Event) -> None:
        self.events.append(event)
        self.past.append((self.now, event))

    def history(self, subject: str) -> list[tuple[datetime, Event]]:
        return [(at, event) for at, event in self.past if event.subject == subject]

    def published(self) -> list[str]:
        """The names of the events since the last call."""
        names = [type(event).__name__ for event in self.events]
        self.events.clear()
        return names


def carry_out(message: Command[T] | Query[T], uow: FakeUnitOfWork) -> T:
    """Do what the command bus does, without a database."""
    asked = context_gateways.asked_before(message, uow)
    with uow.orders.locking(kitchen_of_command(message)):
        answer: T = SERVICES[type(message)](message, uow, *asked)
    return answer


def react(consumer: str, event: Event, uow: FakeUnitOfWork) -> None:
    """Let a consumer's policy handle an event, as the relay does."""
    asked = policies.asked_before(consumer, event, uow)
    with uow.orders.locking(kitchen_of_event(consumer, event)):
        policies.POLICIES[consumer][type(event)](event, uow, *asked)


def spread(uow: FakeUnitOfWork) -> None:
    """Let every consumer handle every event, and what follows from it, in order."""
    while uow.events:
        event = uow.events.pop(0)
        for consumer, reactions in policies.POLICIES.items():
            if type(event) in reactions:
                react(consumer, event, uow)
