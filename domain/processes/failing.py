"""What an owner or an operator sees who decides about an order that cannot be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.shared.failures import Problem
from domain.shared.messages import Query, Services

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork
    from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Stake:
    """What is decided about.

    Args:
        order_id: The order.
        can_fail: Whether somebody may decide against another trip now.
        is_cash: Whether it was to be paid at the door.
        paid: What can go back: paid by card, and not given back yet.
        problem: What stopped it, if anything did.
        photo: What the chat knows a photo of that by; empty for none.
    """

    order_id: str
    can_fail: bool
    is_cash: bool
    paid: Money
    problem: Problem | None
    photo: str


@dataclass(frozen=True, slots=True)
class GetStake(Query[Stake]):
    """What is at stake, for an owner of the store or an operator."""

    order_id: str
    user_id: int


def get_stake(query: GetStake, uow: FullUnitOfWork) -> Stake:
    """Tell what can be decided about an order. Raises NotFound, NotAllowed."""
    delivery = uow.deliveries.get(query.order_id)
    if query.user_id not in uow.stores.get(delivery.store_id).owners:
        uow.limits.require_operator(query.user_id, "fail")
    return Stake(
        order_id=delivery.order_id,
        can_fail=delivery.can_fail,
        is_cash=delivery.is_cash,
        paid=uow.payments.get(delivery.order_id).left,
        problem=delivery.problem,
        photo=delivery.photo,
    )


SERVICES: Services = {GetStake: get_stake}
