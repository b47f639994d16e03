"""The operators' cards of orders that they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.shared.audience import Audience

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork


def show_watched(order_id: str, uow: UnitOfWork) -> None:
    """Bring them up to date, where operators have one."""
    for operator_id in sorted(uow.limits.operators):
        uow.messages.refresh(operator_id, Audience.OPERATOR, order_id)
