"""Every service of every context, by the command or query that it carries out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.customer import services as customer
from domain.delivery import services as delivery
from domain.order import services as order
from domain.payment import refused, resting
from domain.payment import services as payment
from domain.processes import checkout, deadlines, refunding
from domain.store import services as store

if TYPE_CHECKING:
    from domain.shared.messages import Services

SERVICES: Services = {
    **order.SERVICES,
    **payment.SERVICES,
    **resting.SERVICES,
    **refused.SERVICES,
    **store.SERVICES,
    **delivery.SERVICES,
    **customer.SERVICES,
    **checkout.SERVICES,
    **deadlines.SERVICES,
    **refunding.SERVICES,
}
