"""A platform in miniature: commands, deadlines, and one queue of events for each consumer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from domain.customer.events import PersonEvent
from domain.delivery.commands import (
    BringOurselves,
    ConfirmDelivered,
    Deliver,
    FailDelivery,
    PickUp,
    TakeDelivery,
)
from domain.delivery.model import Delivery
from domain.delivery.states import ENDS, DeliveryState
from domain.order.basket import Basket, Line
from domain.order.commands import PlaceOrder
from domain.order.model import OrderState
from domain.processes.deadlines import FireDeadline
from domain.processes.policies import POLICIES
from domain.shared.errors import DomainError
from domain.shared.failures import Settlement
from domain.shared.limits import OperatingLimits
from domain.shared.messages import Event, OrderEvent
from domain.store.commands import AcceptOrder, MarkCooked
from domain.store.events import StoreClosed
from domain.store.model import Category, Dish
from domain.store.ticket_states import TicketState
from tests.support.fakes import FakeUnitOfWork, carry_out, react
from tests.support.samples import COURIER, CUSTOMER, DETAILS, OPERATOR, OWNER, WON_9000, a_store

CONSUMERS = tuple(POLICIES)
S = OrderState
# An order that has ended never moves again, and no order jumps.
MOVES = {
    (S.HELD, S.PLACED), (S.HELD, S.PAID), (S.HELD, S.CANCELLED), (S.HELD, S.EXPIRED),
    (S.PLACED, S.PAID), (S.PLACED, S.CANCELLED), (S.PLACED, S.EXPIRED),
    (S.PAID, S.ACCEPTED), (S.PAID, S.REJECTED), (S.PAID, S.CANCELLED),
    (S.PAID, S.CANCELLED), (S.ACCEPTED, S.CANCELLED), (S.COOKED, S.CANCELLED),
    (S.ACCEPTED, S.COOKED), (S.COOKED, S.ON_THE_WAY), (S.ON_THE_WAY, S.DELIVERED),
    # Collected by the customer, or by an operator.
    (S.COOKED, S.DELIVERED), (S.ON_THE_WAY, S.CANCELLED),
    (S.COOKED, S.FAILED), (S.ON_THE_WAY, S.FAILED),
}  # fmt: skip


TWO_LINES = (
    Line("bibimbap", "Bibimbap", WON_9000, 1),
    Line("jjigae", "Kimchi-jjigae", WON_9000, 1),
)


def a_category() -> Category:
    """The dishes of ``TWO_LINES``."""
    dishes = tuple(Dish(id=it.dish_id, name=it.name, price=it.price) for it in TWO_LINES)
    return Category(id="rice", name="Rice", dishes=dishes)


def place(id: str) -> PlaceOrder:
    """An order of two dishes, so that one of them can be missing."""
    basket = Basket("hanok", "KRW", TWO_LINES)
    return PlaceOrder(id, CUSTOMER, "Mina Kim", basket, DETAILS)


@dataclass(frozen=True)
class Letter:
    """An event on its way to one consumer; the number is the event's id."""

    number: int
    event: OrderEvent

    def __repr__(self) -> str:
        return f"#{self.number} {type(self.event).__name__}"


class Refused(Exception):
    """The rules refused, and nothing had changed."""


class SagaWorld:
    """What the state machines drive. Every command is checked to be all or nothing."""

    def __init__(self, *, newest_first: bool = False) -> None:
        """``newest_first``: events of one order overtake each other when they are drained."""
        self.newest_first = newest_first
        self.uow = FakeUnitOfWork(
            OperatingLimits(operators=frozenset({OPERATOR}), ask_operators_at_most=4)
        )
        # The first order fills the kitchen, so that a second one may be held.
        self.uow.stores.add(a_store(capacity=1, categories=(a_category(),)))
        self.queues: dict[str, list[Letter]] = {consumer: [] for consumer in CONSUMERS}
        self.handled: dict[str, list[Letter]] = {consumer: [] for consumer in CONSUMERS}
        self.published: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.refunds_asked: Counter[str] = Counter()
        self.refunds_made: Counter[str] = Counter()
        self.given_back: Counter[str] = Counter()
        self.deadlines_seen: set[tuple[str, str]] = set()
        self.owners_answer = True
        self.couriers_answer = True
        self._events = 0

    def run(self, command: Any) -> Any:
        """Carry out a command. Raises Refused."""
        return self._all_or_nothing(lambda: carry_out(command, self.uow))

    def attempt(self, command: Any) -> bool:
        """Carry out a command, or not; answers whether it was."""
        try:
            self.run(command)
        except Refused:
            return False
        return True

    def deliver(self, consumer: str, place: int = 0) -> bool:
        """Hand a consumer one event of its queue; one that it refuses stays there."""
        letter = self.queues[consumer][place]
        if not self._react(consumer, letter):
            return False
        self.queues[consumer].remove(letter)
        self.handled[consumer].append(letter)
        return True

    def redeliver(self, consumer: str, letter: Letter, *, remembers: bool) -> None:
        """Hand a consumer an event again, as ``bot/events/consumers.py`` does.

        ``remembers``: the consumer recorded (consumer, event id) and skips it.
        """
        seen = {known.number for known in self.handled[consumer]}
        if not (remembers and letter.number in seen):
            self._react(consumer, letter)

    def drain(self) -> None:
        """Deliver until nothing more can be; what is refused is tried again."""
        progress = True
        while progress:
            progress = False
            for consumer, queue in self.queues.items():
                waiting = sorted(queue, key=lambda it: it.number, reverse=self.newest_first)
                for letter in waiting:
                    progress |= self.deliver(consumer, queue.index(letter))

    def fire(self, kind: str, order_id: str) -> None:
        """Let a deadline fire, also one that was cleared after it was found due."""
        due = self.uow.deadlines.rows.get((kind, order_id), self.uow.now)
        self.uow.now = max(self.uow.now, due)
        self.run(FireDeadline(kind, order_id))

    def next_step(self, order_id: str) -> bool:
        """Let the staff do what comes next for an order, if anything does."""
        command = self._next(order_id)
        return command is not None and self.attempt(command)

    def _next(self, order_id: str) -> Any:
        delivery, ticket = self.uow.deliveries.find(order_id), self.uow.tickets.find(order_id)
        if delivery is not None and delivery.state not in {*ENDS, DeliveryState.SCHEDULED}:
            return self._next_of_trip(delivery)
        if ticket is not None and ticket.state is TicketState.RECEIVED and self.owners_answer:
            return AcceptOrder(order_id, OWNER, 15)
        if ticket is not None and ticket.state is TicketState.ACCEPTED:
            return MarkCooked(order_id, OWNER)
        return None

    def _next_of_trip(self, delivery: Delivery) -> Any:  # noqa: PLR0911 - one for each state
        order_id, courier_id = delivery.order_id, delivery.courier_id
        is_off = courier_id is None and self.uow.couriers.off_shift(frozenset({COURIER}))
        is_silent = is_off or (courier_id != OWNER and not self.couriers_answer)
        match delivery.state:
            case DeliveryState.COLLECTABLE:
                return ConfirmDelivered(order_id, OWNER)
            case DeliveryState.STOPPED if self.owners_answer:
                how = Settlement.WAIVE if delivery.is_cash else Settlement.KEEP
                return FailDelivery(order_id, OWNER, how)
            case DeliveryState.STOPPED:
                return None
            case DeliveryState.PICKED_UP if is_silent:
                return ConfirmDelivered(order_id, OPERATOR)
            case DeliveryState.OFFERED if is_silent and delivery.trips:
                return BringOurselves(order_id, OWNER, "Sora")
            case _ if is_silent:
                return None
            case DeliveryState.OFFERED:
                return TakeDelivery(order_id, COURIER, "Dan")
        assert courier_id is not None
        step = PickUp if delivery.state is DeliveryState.ASSIGNED else Deliver
        return step(order_id, courier_id)

    def snapshot(self) -> tuple[Any, ...]:
        """Everything that is kept. Rows are replaced and never changed in place."""
        uow = self.uow
        kept = (
            uow.orders,
            uow.payments,
            uow.tickets,
            uow.deliveries,
            uow.views,
            uow.deadlines,
            uow.couriers,
        )
        return (*(dict(it.rows) for it in kept), len(uow.events))

    def _react(self, consumer: str, letter: Letter) -> bool:
        try:
            self._all_or_nothing(lambda: react(consumer, letter.event, self.uow))
        except Refused:
            return False
        return True

    def _all_or_nothing(self, work: Any) -> Any:
        before = self.snapshot()
        try:
            result = work()
        except DomainError as error:
            if self.snapshot() != before:
                raise AssertionError("a refused command changed something") from error
            raise Refused(repr(error)) from error
        for order_id, order in self.uow.orders.rows.items():
            was = before[0].get(order_id, order).state
            assert was == order.state or (was, order.state) in MOVES, f"{was} → {order.state}"
        self.deadlines_seen |= self.uow.deadlines.rows.keys()
        for event in self.uow.events:
            self._post(event)
        self.uow.events.clear()
        return result

    def _post(self, event: Event) -> None:
        if isinstance(event, StoreClosed | PersonEvent):
            # About a store that left orders unanswered, or about who pays how: nobody consumes it.
            return
        assert isinstance(event, OrderEvent)
        self._events += 1
        letter = Letter(self._events, event)
        name = type(event).__name__
        self.published[event.order_id][name] += 1
        if name == "RefundRequested":
            self.refunds_asked[event.charge_id] += 1  # type: ignore[attr-defined]
        if name == "PaymentRefunded":
            self.refunds_made[event.charge_id] += 1  # type: ignore[attr-defined]
            self.given_back[event.charge_id] += event.amount.amount  # type: ignore[attr-defined]
        for consumer, reactions in POLICIES.items():
            if type(event) in reactions:
                self.queues[consumer].append(letter)
