"""The books of a fake transaction, and a provider that gives back at most what it took."""

from __future__ import annotations

from collections import Counter

from domain.payment.commands import RecordCharge
from domain.payment.ledger_snapshot import (
    ChargeRow,
    LedgerRow,
    LedgerSnapshot,
    OrderRow,
    PaymentRow,
)
from domain.payment.queries import DueRefund
from tests.support.fakes import FakeUnitOfWork


def books_of(uow: FakeUnitOfWork, unsettled: frozenset[str] = frozenset()) -> LedgerSnapshot:
    """What ``read_books`` would read; the fakes keep no times, so all is of now."""
    return LedgerSnapshot(
        ledger=tuple(LedgerRow(movement, uow.now) for movement in uow.ledger.rows),
        charges=tuple(
            ChargeRow(
                charge.provider,
                charge.charge_id,
                payment.order_id,
                charge.amount,
                charge.state,
                charge.refunded,
                charge.asked,
            )
            for payment in uow.payments.rows.values()
            for charge in payment.charges
        ),
        payments=tuple(
            PaymentRow(
                payment.order_id,
                payment.price,
                payment.state,
                payment.kept.amount if payment.kept else None,
            )
            for payment in uow.payments.rows.values()
        ),
        orders=tuple(OrderRow(order.id, order.state) for order in uow.orders.rows.values()),
        unsettled=unsettled,
    )


class StrictBank:
    """A provider as it should be: one refund for each key, and no more than was taken."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}
        self.given_back: Counter[str] = Counter()
        self._made: dict[str, tuple[str, int]] = {}

    def take(self, charge: RecordCharge) -> None:
        self.taken[charge.charge_id] = charge.amount.amount

    def refund(self, due: DueRefund) -> None:
        wanted = due.charge_id, due.amount.amount
        if self.has_made(due):
            assert self._made[due.idempotency_key] == wanted, "a key was used for another refund"
            return
        self._made[due.idempotency_key] = wanted
        self.give_back(*wanted)

    def has_made(self, due: DueRefund) -> bool:
        return due.idempotency_key in self._made

    def give_back(self, charge_id: str, amount: int) -> None:
        assert amount > 0
        self.given_back[charge_id] += amount
        assert self.given_back[charge_id] <= self.taken[charge_id], "gave back too much"
