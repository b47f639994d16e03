"""Tickets in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import RowMapping, or_, select

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import tickets
from bot.persistence.database.types import from_json, to_json
from bot.persistence.repositories.repository import Repository, Row, Stored
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.queries import TicketView
from domain.store.reasons import RejectionReason
from domain.store.ticket import Ticket
from domain.store.ticket_requests import CancelRequest, MissingDishes, TicketLine
from domain.store.ticket_states import TicketState

_UNFINISHED = (
    select(tickets)
    .where(
        is_one_of(tickets.c.store_id, "stores"),
        or_(
            tickets.c.state == TicketState.RECEIVED.value,
            tickets.c.state == TicketState.ACCEPTED.value,
        ),
    )
    .order_by(tickets.c.received_at)
)


class SqlTickets(Repository[Ticket]):
    """The ``Tickets`` port."""

    table, kind = tickets, "ticket"

    def unfinished(self, store_ids: list[str]) -> list[Ticket]:
        """Tickets of these stores that are not answered or not cooked, oldest first."""
        return self._all(_UNFINISHED, stores=store_ids)

    def views(self, rows: Iterable[RowMapping], now: datetime) -> list[TicketView]:
        """The tickets of rows that were read already, as their store sees them now (UTC)."""
        return [TicketView.of(self._aggregate(row), now) for row in rows]

    def _row(self, root: Ticket) -> Row:
        return {
            "order_id": root.order_id,
            "store_id": root.store_id,
            "customer_name": root.customer_name,
            "customer_phone": root.customer_phone,
            "address": root.address,
            "lines": to_json(tuple[TicketLine, ...], root.lines),
            "amount": root.total.amount,
            "currency": root.total.currency,
            "method": root.method,
            "received_at": root.received_at,
            "state": root.state.value,
            "decided_by": root.decided_by,
            "ready_at": root.ready_at,
            "reason": root.reason or "",
            "words": root.words,
            "delivery_fee": root.delivery_fee.amount,
            "latitude": root.latitude,
            "longitude": root.longitude,
            "tip": root.tip.amount if root.tip else None,
            "ended_at": root.ended_at,
            "asked": root.asked,
            "request": to_json(CancelRequest, root.request) if root.request else None,
            "missing": to_json(MissingDishes, root.missing) if root.missing else None,
            "left_out": to_json(tuple[int, ...], root.left_out),
            "kept": root.kept.amount if root.kept else None,
        }

    def _aggregate(self, row: Stored) -> Ticket:
        return Ticket(
            order_id=row["order_id"],
            store_id=row["store_id"],
            customer_name=row["customer_name"],
            customer_phone=row["customer_phone"],
            address=row["address"],
            lines=from_json(tuple[TicketLine, ...], row["lines"]),
            total=Money(row["amount"], row["currency"]),
            method=PaymentMethod(row["method"]),
            received_at=row["received_at"],
            state=TicketState(row["state"]),
            decided_by=row["decided_by"],
            ready_at=row["ready_at"],
            reason=RejectionReason(row["reason"]) if row["reason"] else None,
            words=row["words"],
            version=row["version"],
            delivery_fee=Money(row["delivery_fee"], row["currency"]),
            latitude=row["latitude"],
            longitude=row["longitude"],
            tip=None if row["tip"] is None else Money(row["tip"], row["currency"]),
            ended_at=row["ended_at"],
            asked=row["asked"],
            request=from_json(CancelRequest, row["request"]) if row["request"] else None,
            missing=from_json(MissingDishes, row["missing"]) if row["missing"] else None,
            left_out=from_json(tuple[int, ...], row["left_out"]),
            kept=None if row["kept"] is None else Money(row["kept"], row["currency"]),
        )
