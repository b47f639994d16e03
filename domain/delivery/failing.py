"""A problem at the door: it is reported, and somebody decides what becomes of the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery import commands
from domain.delivery.clock import start_clock, stop_clock
from domain.delivery.duties import carried_by, decided_by, is_nobody_left
from domain.shared.errors import InvalidInput
from domain.shared.failures import TO_CALL_FIRST

if TYPE_CHECKING:
    from domain.delivery.duties import Duties
    from domain.delivery.ports import DeliveryUnitOfWork
    from domain.shared.messages import Services


def report_problem(
    command: commands.ReportProblem, uow: DeliveryUnitOfWork, duties: Duties
) -> None:
    """Stop the trip: an owner or an operator decides what now.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither a courier nor an owner of this store.
        NotTheirs: Somebody else has it.
        InvalidInput: No such thing happens at a door, or a call was to be tried first.
        WrongState: It is not picked up.
    """
    delivery = carried_by(command.order_id, command.courier_id, "stop", duties, uow)
    if command.problem in TO_CALL_FIRST and not command.has_called and delivery.can("stop"):
        raise InvalidInput("problem", "call_first")
    delivery.stop(command.courier_id, command.problem, command.photo)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow)


def bring_again(command: commands.BringAgain, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Offer it anew, also to whoever has the food.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither an owner of this store nor an operator.
        WrongState: Nothing stopped it, or it is decided already.
    """
    delivery = decided_by(command.order_id, command.user_id, "bring_again", duties, uow)
    to_nobody = is_nobody_left(duties.colleagues, uow, *delivery.declined)
    delivery.bring_again(command.user_id, to_nobody=to_nobody)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow, at_once=to_nobody and bool(duties.colleagues))


def fail_delivery(command: commands.FailDelivery, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Decide against another trip; the order fails, and its money follows, by event.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither an owner of this store nor an operator.
        InvalidInput: That cannot be done with the money of this order.
        WrongState: The food is not on its way or waiting for its customer, or it has ended.
    """
    delivery = decided_by(command.order_id, command.user_id, "fail", duties, uow)
    delivery.fail(command.user_id, command.settlement, command.amount)
    uow.deliveries.save(delivery)
    stop_clock(delivery, uow)


SERVICES: Services = {
    commands.ReportProblem: report_problem,
    commands.BringAgain: bring_again,
    commands.FailDelivery: fail_delivery,
}
