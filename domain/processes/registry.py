"""Every service of every context, by the command or query that it carries out.

A service names the gateways to other contexts that it needs as parameters, and is handed them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

from domain.customer import services as customer
from domain.delivery import services as delivery
from domain.order import services as order
from domain.payment import refused, resting
from domain.payment import services as payment
from domain.processes import (
    checkout,
    deadlines,
    failing,
    operating,
    order_file,
    people,
    refunding,
)
from domain.processes.context_gateways import GATEWAYS
from domain.store import services as store

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork
    from domain.shared.messages import Services


def _handed(service: Callable[..., Any]) -> Callable[..., Any]:
    """The service with its gateways, made for each transaction."""
    gateways = [GATEWAYS[name] for name in signature(service).parameters if name in GATEWAYS]
    if not gateways:
        return service

    @wraps(service)
    def carry_out(message: Any, uow: FullUnitOfWork, *asked: Any) -> Any:
        return service(message, uow, *(gateway(uow) for gateway in gateways), *asked)

    return carry_out


_SERVICES: Services = {
    **order.SERVICES,
    **payment.SERVICES,
    **resting.SERVICES,
    **refused.SERVICES,
    **store.SERVICES,
    **delivery.SERVICES,
    **customer.SERVICES,
    **checkout.SERVICES,
    **deadlines.SERVICES,
    **failing.SERVICES,
    **refunding.SERVICES,
    **order_file.SERVICES,
    **operating.SERVICES,
    **people.SERVICES,
}

SERVICES: Services = {message: _handed(service) for message, service in _SERVICES.items()}
"""Called with the message, a unit of work, and the answer to what was asked before, if anything."""
