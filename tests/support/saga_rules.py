"""What must be true of orders, money, tickets and deliveries: always, and in the end."""

from __future__ import annotations

from domain.customer.model import ENDED
from domain.order.model import OrderState
from domain.payment.charge import ChargeState
from domain.payment.commands import ConfirmRefund, SettleRefund
from domain.payment.queries import DueRefunds
from domain.payment.states import PaymentState
from domain.store.ticket_states import TicketState
from tests.support.sagas import SagaWorld
from tests.support.samples import OPERATOR

S, P, T, C = OrderState, PaymentState, TicketState, ChargeState
# These may happen more than once to one order; everything else is published once.
REPEATABLE = {
    "OrderHeld", "StoreReminded", "RefundRequested", "RefundFailed", "PaymentRefunded",
    "DeliveryOfferedAgain", "DeliveryUntaken", "DeliveryGivenUp", "CourierAssigned",
    "DeliveryHandedBack", "DeliveryTakenAway", "StoreBringsIt", "DeliveryCollectable",
    "PickUpOverdue", "PickUpUnanswered", "DeliveryStarted", "ArrivalOverdue", "ArrivalUnanswered",
    "DeliveryUncollected", "PaymentRested", "PaymentResumed", "OrderPutOff", "CookingOverdue", "CookingUnanswered",
    "CancellationRequested", "CancellationRefused", "CancellationUnanswered",
    "ProblemReported", "ProblemUnanswered", "AnotherTripDecided",
    "CancellationOvertaken", "DishesReportedMissing", "DishesLeftOut",
}  # fmt: skip
OWED_OR_HAD = {P.PAID, P.DUE, P.COLLECTED}
NOTHING_KEPT = {P.VOIDED, P.REFUNDED}
OUT_OF_KITCHEN = {T.COOKED, T.HANDED_OVER, T.DELIVERED, T.FAILED, T.CANCELLED}

# Order, ticket, delivery and payment as they may stand together once all events are handled
# and all refunds are made. None stands for "there is none".
DEADLINES = {
    S.HELD: {"resume_held"},
    S.PLACED: {"pay_by"},
    S.PAID: {"remind_store", "answer_by"},
    S.COOKED: {"delivery_step"},
    S.ON_THE_WAY: {"delivery_step"},
}
# One after the other: each sets the next one when it fires.
COOKING = ({"cook_by"}, {"escalate_cooking"}, {"call_off_cooking"})
AGREEMENT: dict[OrderState, tuple[set[str | None], set[str | None], set[PaymentState]]] = {
    S.HELD: ({None}, {None}, {P.PENDING}),
    S.PLACED: ({None}, {None}, {P.PENDING}),
    S.PAID: ({"received"}, {None}, {P.PAID, P.DUE}),
    S.ACCEPTED: ({"accepted"}, {"scheduled"}, {P.PAID, P.DUE}),
    S.COOKED: ({"cooked"}, {"offered", "assigned", "collectable"}, {P.PAID, P.DUE}),
    # Somebody else may bring it who has not set out yet.
    S.ON_THE_WAY: (
        {"handed_over"},
        {"picked_up", "stopped", "offered", "assigned", "collectable"},
        {P.PAID, P.DUE},
    ),
    S.DELIVERED: ({"delivered"}, {"delivered"}, {P.PAID, P.COLLECTED}),
    S.REJECTED: ({"rejected"}, {None}, NOTHING_KEPT),
    # Brought in the very moment in which it was called off, for cash or for nothing.
    S.CANCELLED: (
        {"cancelled", None},
        {"cancelled", "delivered", "failed", None},
        {*NOTHING_KEPT, P.COLLECTED, P.PAID},
    ),
    S.FAILED: ({"failed"}, {"failed"}, {P.WAIVED, P.PAID, P.REFUNDED}),
    S.EXPIRED: ({None}, {None}, NOTHING_KEPT),
}


def check_always(world: SagaWorld) -> None:
    """What holds after every single step, whatever is still on its way."""
    for order_id in world.uow.orders.rows:
        _check_money(world, order_id)
        _check_kitchen(world, order_id)
        _check_rest(world, order_id)
        for name, times in world.published[order_id].items():
            assert times == 1 or name in REPEATABLE, f"{name} was published {times} times"


def _check_money(world: SagaWorld, order_id: str) -> None:
    payment = world.uow.payments.rows[order_id]
    ids = [charge.charge_id for charge in payment.charges]
    assert len(ids) == len(set(ids)), "a charge is recorded twice"
    kept = [charge for charge in payment.charges if charge.left.amount]
    # What is left of a charge goes back after the part of it that is on its way already.
    waits = payment.state is P.REFUNDING and all(charge.asked for charge in kept)
    assert len(kept) == (1 if payment.state is P.PAID else 0) or waits, "kept without being owed"
    assert all(charge.amount == payment.amount for charge in kept), "a wrong amount is kept"
    for charge in payment.charges:
        asked = world.refunds_asked[charge.charge_id]
        assert asked == charge.refunds, "asked back more often than it says"
        made = world.refunds_made[charge.charge_id]
        assert made == asked - bool(charge.asked), "refunded not exactly once"
        back = world.given_back[charge.charge_id]
        assert back == charge.refunded, "gave back another sum than it says"
        assert back + charge.asked <= charge.amount.amount, "gives back more than it took"
    if payment.state is P.COLLECTED:
        delivery = world.uow.deliveries.rows.get(order_id)
        assert delivery is not None, "cash collected without a delivery"
        assert delivery.state == "delivered", "cash collected before the delivery"
        assert delivery.destination.to_collect == payment.price


def _check_rest(world: SagaWorld, order_id: str) -> None:
    payment, deadlines = world.uow.payments.rows[order_id], world.uow.deadlines.rows
    rested = world.published[order_id]["PaymentRested"]
    resumed = world.published[order_id]["PaymentResumed"]
    if not payment.is_resting:
        assert ("rest_until", order_id) not in deadlines, "waits for a rest that is over"
        assert resumed <= rested, "resumed without having rested"
        return
    assert payment.state is P.PENDING, f"rests although it is {payment.state}"
    assert rested == resumed + 1, f"rested {rested} times and resumed {resumed} times"
    assert ("pay_by", order_id) not in deadlines, "must be paid although it rests"
    ended = world.uow.orders.rows[order_id].state is not S.PLACED
    assert ended or ("rest_until", order_id) in deadlines, "rests for ever"


def _check_kitchen(world: SagaWorld, order_id: str) -> None:
    order, payment = world.uow.orders.rows[order_id], world.uow.payments.rows[order_id]
    ticket = world.uow.tickets.rows.get(order_id)
    delivery = world.uow.deliveries.rows.get(order_id)
    is_failed = order.state is S.FAILED
    if ticket is not None and ticket.state in {T.ACCEPTED, T.COOKED} and not is_failed:
        assert payment.state in OWED_OR_HAD, f"cooked although the payment is {payment.state}"
        assert order.state not in {S.CANCELLED, S.EXPIRED, S.REJECTED}, "cooked for nobody"
    if delivery is None:
        return
    assert ticket is not None, "a delivery without a ticket"
    assert ticket.state in {T.ACCEPTED, *OUT_OF_KITCHEN}, f"a delivery of a ticket {ticket.state}"
    if delivery.state == "cancelled":
        assert order.state is S.CANCELLED, "called off for nothing"
        return
    if delivery.state != "scheduled":
        assert ticket.state in OUT_OF_KITCHEN, "offered before it is cooked"
    # An operator may know that it has arrived, though no courier ever said so.
    if delivery.state not in {"delivered", "failed"} or delivery.courier_id is not None:
        has_courier = delivery.state in {"assigned", "picked_up", "stopped", "delivered", "failed"}
        assert (delivery.courier_id is not None) == has_courier, "not exactly one courier"


def give_all_money_back(world: SagaWorld) -> None:
    """Let the provider and then the operator make every refund that is owed."""
    is_owed = True
    while is_owed:
        is_owed = False
        for due in world.run(DueRefunds()):
            world.run(ConfirmRefund(due.order_id, due.charge_id, due.number))
            is_owed = True
        for order_id, payment in world.uow.payments.rows.items():
            for charge in list(payment.charges):
                if charge.state is C.REFUND_FAILED:
                    world.run(SettleRefund(order_id, OPERATOR, charge.code, charge.refunds))
                    # One that waited for it may go out now.
                    is_owed = True
    world.drain()


def finish(world: SagaWorld) -> None:
    """Let time pass and the staff do their work until every order has ended."""
    for _ in range(20):
        world.drain()
        for order_id in list(world.uow.orders.rows):
            if not world.next_step(order_id):
                for kind, of in sorted(world.uow.deadlines.rows):
                    if of == order_id:
                        world.fire(kind, order_id)
    give_all_money_back(world)


def check_everyone_agrees(world: SagaWorld) -> None:
    """What holds once every event is handled and every refund is made."""
    stuck = {consumer: queue for consumer, queue in world.queues.items() if queue}
    assert not stuck, f"never handled: {stuck}"
    for order_id, order in world.uow.orders.rows.items():
        ticket = world.uow.tickets.rows.get(order_id)
        delivery = world.uow.deliveries.rows.get(order_id)
        payment = world.uow.payments.rows[order_id]
        tickets, deliveries, payments = AGREEMENT[order.state]
        said = f"order {order.state}"
        assert (ticket.state if ticket else None) in tickets, f"{said}, ticket {ticket}"
        assert (delivery.state if delivery else None) in deliveries, f"{said}, {delivery}"
        assert payment.state in payments, f"{said}, payment {payment.state}"
        waiting = {kind for kind, of in world.uow.deadlines.rows if of == order_id}
        due = {"rest_until"} if payment.is_resting else DEADLINES.get(order.state, set())
        if order.state is S.ACCEPTED:
            due = waiting - {"answer_request_by", "choose_by"}
            assert due in COOKING, f"{said}, deadlines {waiting}"
        if ticket and ticket.request:
            due = due | {"answer_request_by"}
        if ticket and ticket.missing:
            due = due | {"choose_by"}
        if ticket and payment.state in OWED_OR_HAD and not payment.kept:
            assert payment.price == ticket.to_pay, "the dishes that are left cost another sum"
            assert not payment.owed, "a dish that was left out is still paid for"
        assert waiting == due, f"{said}, deadlines {waiting}"
        _check_view(world, order_id)


def _check_view(world: SagaWorld, order_id: str) -> None:
    order, view = world.uow.orders.rows[order_id], world.uow.views.rows[order_id]
    payment, delivery = world.uow.payments.rows[order_id], world.uow.deliveries.rows.get(order_id)
    seen = "held" if view.held else view.state
    assert seen == order.state, f"the customer sees {seen}, it is {order.state}"
    late = any(charge.reason == "late" for charge in payment.charges)
    shown = {P.DUE: "cash", P.VOIDED: "refunded" if late else "voided"}
    expected = shown.get(payment.state, payment.state.value)
    assert view.payment == expected, f"the customer sees {view.payment}, it is {payment.state}"
    assert view.is_resting == payment.is_resting, "the customer sees a rest, or sees none"
    states = [step.state for step in view.steps]
    assert len(states) == len(set(states)), f"a step is shown twice: {states}"
    assert view.courier_id == (delivery.courier_id if delivery else None)
    ticket = world.uow.tickets.rows.get(order_id)
    open_one = ticket.request.number if ticket and ticket.request else None
    assert (view.request.number if view.request else None) == open_one, "a request is not shown"
    choice = ticket.missing.number if ticket and ticket.missing else None
    assert (view.choice.number if view.choice else None) == choice, "a choice is not shown"
    if ticket:
        assert (view.left_out, view.total) == (ticket.left_out, ticket.to_pay)
    stopped = delivery.problem if delivery and delivery.state == "stopped" else None
    assert view.problem == stopped, "what stopped it is not shown"
    if order.state is not S.FAILED:
        assert view.kept == payment.kept == (ticket.kept if ticket else None)


def check_ended(world: SagaWorld) -> None:
    """Every order is delivered, or what was paid for it is given back; never both.

    Of one that its customer asked to cancel, the store keeps what was agreed upon; of one that failed
    what somebody decided.
    """
    for order_id, order in world.uow.orders.rows.items():
        payment = world.uow.payments.rows[order_id]
        assert order.state in ENDED, f"stuck: {order.state}, payment {payment.state}"
        held = sum(
            charge.amount.amount - world.given_back[charge.charge_id] for charge in payment.charges
        )
        by_card = order.state is S.DELIVERED and payment.method == "card"
        kept = payment.kept.amount if payment.kept else 0
        price = world.uow.tickets.get(order_id).to_pay.amount if by_card else kept
        if order.state is S.FAILED:
            price = _kept_of_failed(world, order_id)
        assert held == price, f"{held} held, {order.state}"
        assert not kept or order.state in {S.CANCELLED, S.FAILED}, (
            f"a part is kept of an order {order.state}"
        )


def _kept_of_failed(world: SagaWorld, order_id: str) -> int:
    failure = world.uow.views.rows[order_id].failure
    assert failure is not None, "nobody says why it failed"
    if failure.settlement in {"all", "waive"}:
        return 0
    back = failure.amount.amount if failure.amount else 0
    return max(world.uow.tickets.get(order_id).to_pay.amount - back, 0)
