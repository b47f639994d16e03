"""What can be asked of the store context, and the views that answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from domain.shared.messages import Query
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms
from domain.store.model import Category
from domain.store.reasons import RejectionReason
from domain.store.ticket_requests import CancelRequest, MissingDishes, TicketLine
from domain.store.ticket_states import ENDS, TicketState

if TYPE_CHECKING:
    from domain.store.model import Store
    from domain.store.ticket import Ticket


@dataclass(frozen=True, slots=True)
class StoreView:
    """A store as people see it, without its staff."""

    id: str
    name: str
    currency: str
    phone: str
    address: str
    is_open: bool
    categories: tuple[Category, ...]
    methods: tuple[PaymentMethod, ...]
    capacity: int | None = None
    terms: Terms = NO_TERMS
    region: str = ""
    is_paused: bool = False

    @classmethod
    def of(cls, store: Store) -> StoreView:
        """Return the view of a store."""
        return cls(
            id=store.id,
            name=store.name,
            currency=store.currency,
            phone=store.phone,
            address=store.address,
            is_open=store.takes_orders,
            categories=store.categories,
            methods=store.methods,
            capacity=store.capacity,
            terms=store.terms,
            region=store.region,
            is_paused=store.paused_by is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as its store sees it, and what can be done with it now.

    ``ready_at`` (UTC) is there while it is cooked, and ``is_late`` once it has passed; ``reason``
    and ``words`` say why it was rejected or called off, if it was; ``request`` is what the customer
    asks while that is open, ``missing`` what the customer is asked; ``left_out`` are the lines that
    are not brought, and ``total`` is without them; ``kept`` is what the store keeps of what was
    paid. Once it ``is_over`` nothing of it leads to the customer any more.
    """

    order_id: str
    customer_name: str
    customer_phone: str
    address: str
    lines: tuple[TicketLine, ...]
    total: Money
    delivery_fee: Money
    method: PaymentMethod
    state: TicketState
    ready_at: datetime | None
    reason: RejectionReason | None
    words: str
    can_accept: bool
    can_reject: bool
    can_cook: bool
    can_put_off: bool
    can_call_off: bool
    is_late: bool
    received_at: datetime
    ended_at: datetime | None
    is_over: bool
    latitude: float | None
    longitude: float | None
    tip: Money | None
    request: CancelRequest | None
    can_keep: bool
    missing: MissingDishes | None
    left_out: tuple[int, ...]
    can_report_missing: bool
    kept: Money | None

    @classmethod
    def of(cls, ticket: Ticket, now: datetime) -> TicketView:
        """Return the view of a ticket at ``now`` (UTC)."""
        is_over, is_cooking = ticket.state in ENDS, ticket.can("cook")
        return cls(
            order_id=ticket.order_id,
            customer_name=ticket.customer_name,
            customer_phone="" if is_over else ticket.customer_phone,
            address="" if is_over else ticket.address,
            lines=ticket.lines,
            total=ticket.to_pay,
            delivery_fee=ticket.delivery_fee,
            method=ticket.method,
            state=ticket.state,
            ready_at=ticket.ready_at if is_cooking else None,
            reason=ticket.reason,
            words=ticket.words,
            can_accept=ticket.can("accept"),
            can_reject=ticket.can("reject"),
            can_cook=is_cooking and ticket.missing is None,
            can_put_off=ticket.can("put_off"),
            # Until it is accepted, it can be rejected; once it is on its way, it is the trip that ends.
            can_call_off=ticket.can("call_off")
            and not ticket.can("accept")
            and ticket.state is not TicketState.HANDED_OVER,
            is_late=is_cooking and ticket.ready_at is not None and ticket.ready_at <= now,
            received_at=ticket.received_at,
            ended_at=ticket.ended_at,
            is_over=is_over,
            latitude=None if is_over else ticket.latitude,
            longitude=None if is_over else ticket.longitude,
            tip=ticket.tip,
            request=ticket.request,
            can_keep=ticket.request is not None and ticket.method is PaymentMethod.CARD,
            missing=ticket.missing,
            left_out=ticket.left_out,
            can_report_missing=ticket.can("report_missing") and ticket.missing is None,
            kept=ticket.kept,
        )


@dataclass(frozen=True, slots=True)
class ListStores(Query[tuple[StoreView, ...]]):
    """Every store, open ones first, by name."""


@dataclass(frozen=True, slots=True)
class StoresToPause(Query[tuple[StoreView, ...]]):
    """Every store by name, for an operator."""

    user_id: int


@dataclass(frozen=True, slots=True)
class GetStore(Query[StoreView]):
    """One store with its menu."""

    store_id: str


@dataclass(frozen=True, slots=True)
class MyStores(Query[tuple[StoreView, ...]]):
    """The stores that this person owns."""

    user_id: int


@dataclass(frozen=True, slots=True)
class GetTicket(Query[TicketView]):
    """A ticket, for one of its store's owners."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class IsCourier(Query[bool]):
    """Whether this person delivers for any store."""

    user_id: int
