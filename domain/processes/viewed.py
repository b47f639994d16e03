"""What a customer may see of an order: every event that changes its view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.customer import commands as customer
from domain.customer import services as customer_services
from domain.delivery.events import (
    AnotherTripDecided,
    CourierAssigned,
    Delivered,
    DeliveryCollectable,
    DeliveryHandedBack,
    DeliveryStarted,
    DeliveryTakenAway,
    ProblemReported,
    StoreBringsIt,
)
from domain.order.events import (
    DeliverySilent,
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderHeld,
    OrderPaid,
    OrderPlaced,
    OrderReleased,
)
from domain.payment.events import (
    CashCollected,
    CashWaived,
    PaymentApproved,
    PaymentRefunded,
    PaymentRested,
    PaymentResumed,
    PaymentVoided,
    RefundRequested,
)
from domain.processes import people
from domain.store.events import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationRequested,
    CancellationUnanswered,
    CookingOverdue,
    DishesLeftOut,
    DishesReportedMissing,
    OrderAccepted,
    OrderCalledOff,
    OrderCooked,
    OrderPutOff,
    OrderRejected,
)

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork
    from domain.shared.messages import Event, OrderEvent


def project_order(event: OrderEvent, uow: FullUnitOfWork) -> None:
    """Anything that a customer may see → the order view follows."""
    customer_services.project_order(customer.ProjectOrder(event, uow.happened_at), uow)


def project_unpaid(event: OrderCalledOff | OrderFailed, uow: FullUnitOfWork) -> None:
    """Called off, or failed → the order view follows; cooked and not paid → no more cash."""
    project_order(event, uow)
    people.limit_cash(event, uow)


VIEWED: tuple[type[Event], ...] = (
    OrderPlaced,
    OrderHeld,
    OrderReleased,
    OrderPaid,
    OrderCancelled,
    OrderExpired,
    PaymentApproved,
    PaymentVoided,
    RefundRequested,
    PaymentRefunded,
    CashCollected,
    CashWaived,
    OrderAccepted,
    OrderRejected,
    OrderPutOff,
    CookingOverdue,
    OrderCalledOff,
    CancellationRequested,
    CancellationRefused,
    CancellationUnanswered,
    CancellationOvertaken,
    DishesReportedMissing,
    DishesLeftOut,
    OrderCooked,
    CourierAssigned,
    DeliveryHandedBack,
    DeliveryTakenAway,
    StoreBringsIt,
    DeliveryCollectable,
    DeliveryStarted,
    ProblemReported,
    AnotherTripDecided,
    Delivered,
    OrderFailed,
    DeliverySilent,
    PaymentRested,
    PaymentResumed,
)
