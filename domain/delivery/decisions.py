"""What is decided about a delivery that does not go on by itself, by people or by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery import commands
from domain.delivery.clock import next_wait, start_clock, stop_clock
from domain.delivery.duties import decided_by, is_nobody_left
from domain.delivery.states import DeliveryState
from domain.shared.errors import NotAllowed, WrongState
from domain.shared.failures import Settlement

if TYPE_CHECKING:
    from domain.delivery.duties import Duties
    from domain.delivery.ports import DeliveryUnitOfWork
    from domain.shared.messages import Services

LAST_QUESTION = 2
"""After so many questions a delivery is taken from a courier who has not picked it up."""


def ask_about_delivery(command: commands.AskAboutDelivery, uow: DeliveryUnitOfWork) -> None:
    """Ask about a step that is late; who is silent before the pick-up has it no more in the end.

    What nobody decides about in the end has failed, and everything goes back.

    Raises:
        NotFound: There is no such delivery.
    """
    delivery = uow.deliveries.get(command.order_id)
    if not delivery.can("ask"):
        return
    if delivery.asked >= uow.limits.ask_operators_at_most and delivery.can_fail:
        delivery.fail(None, Settlement.WAIVE if delivery.is_cash else Settlement.ALL)
        uow.deliveries.save(delivery)
        return
    if delivery.state is DeliveryState.ASSIGNED and delivery.asked >= LAST_QUESTION:
        delivery.take_away(None)
    else:
        delivery.ask(uow.now + next_wait(delivery, uow.limits, asked=delivery.asked + 1))
    uow.deliveries.save(delivery)
    start_clock(delivery, uow)


def call_again(command: commands.CallAgain, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Ask the couriers once more; where nobody is left to ask, whoever decides is asked at once.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither an owner of this store nor an operator.
        WrongState: It is not offered.
    """
    delivery = decided_by(command.order_id, command.user_id, "offer_again", duties, uow)
    to_nobody = is_nobody_left(duties.colleagues, uow, *delivery.declined)
    delivery.offer_again(command.user_id, to_nobody=to_nobody)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow, at_once=to_nobody)


def bring_ourselves(
    command: commands.BringOurselves, uow: DeliveryUnitOfWork, duties: Duties
) -> None:
    """Let an owner bring it, whoever has it now.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Not an owner of this store.
        AlreadyTaken: It is theirs already.
        WrongState: It is not cooked yet, or has ended.
    """
    delivery = uow.deliveries.get(command.order_id)
    if delivery.store_id not in duties.owns:
        raise NotAllowed(command.user_id, "bring")
    delivery.bring(command.user_id, command.name)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow)


def let_collect(command: commands.LetCollect, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Ask the customer to come for it. Raises as ``call_again``."""
    delivery = decided_by(command.order_id, command.user_id, "let_collect", duties, uow)
    delivery.let_collect(command.user_id)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow)


def take_away(command: commands.TakeAway, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Take it from a courier who does not answer, and offer it anew.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither an owner of this store nor an operator.
        WrongState: Nobody has it.
    """
    delivery = decided_by(command.order_id, command.user_id, "take_away", duties, uow)
    to_nobody = is_nobody_left(duties.colleagues, uow, delivery.courier_id, *delivery.declined)
    delivery.take_away(command.user_id, to_nobody=to_nobody)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow, at_once=to_nobody)


def confirm_delivered(
    command: commands.ConfirmDelivered, uow: DeliveryUnitOfWork, duties: Duties
) -> None:
    """Note that the customer has the food, as somebody knows who did not bring it.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither an owner of this store nor an operator.
        WrongState: It is not cooked, or has ended; or it is no operator's word, and nobody has set out.
    """
    delivery = decided_by(command.order_id, command.user_id, "confirm", duties, uow)
    is_operator = command.user_id in uow.limits.operators
    if not is_operator and delivery.state in {DeliveryState.OFFERED, DeliveryState.ASSIGNED}:
        raise WrongState(delivery.kind, delivery.order_id, delivery.state, "confirm")
    delivery.confirm(command.user_id)
    uow.deliveries.save(delivery)
    stop_clock(delivery, uow)


SERVICES: Services = {
    commands.AskAboutDelivery: ask_about_delivery,
    commands.CallAgain: call_again,
    commands.BringOurselves: bring_ourselves,
    commands.LetCollect: let_collect,
    commands.TakeAway: take_away,
    commands.ConfirmDelivered: confirm_delivered,
}
