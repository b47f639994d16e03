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
}  # fmt: skip
OWED_OR_HAD = {P.PAID, P.DUE, P.COLLECTED}
NOTHING_KEPT = {P.VOIDED, P.REFUNDED}

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
        {"cooked"},
        {"picked_up", "offered", "assigned", "collectable"},
        {P.PAID, P.DUE},
    ),
    S.DELIVERED: ({"delivered"}, {"delivered"}, {P.PAID, P.COLLECTED}),
    S.REJECTED: ({"rejected"}, {None}, NOTHING_KEPT),
    # Brought in the very moment in which it was called off, for cash or for nothing.
    S.CANCELLED: (
        {"cancelled", None},
        {"cancelled", "delivered", None},
        {*NOTHING_KEPT, P.COLLECTED},
    ),
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
    kept = [charge for charge in payment.charges if charge.state is C.TAKEN]
    assert len(kept) == (1 if payment.state is P.PAID else 0), "kept without being owed"
    assert all(charge.amount == payment.amount for charge in kept), "a wrong amount is kept"
    for charge in payment.charges:
        asked = world.refunds_asked[charge.charge_id]
        assert asked == (0 if charge.state is C.TAKEN else 1), "asked back not exactly once"
        made = world.refunds_made[charge.charge_id]
        assert made == (1 if charge.state is C.REFUNDED else 0), "refunded not exactly once"
    if payment.state is P.COLLECTED:
        delivery = world.uow.deliveries.rows.get(order_id)
        assert delivery is not None, "cash collected without a delivery"
        assert delivery.state == "delivered", "cash collected before the delivery"
        assert delivery.destination.to_collect == payment.amount


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
    if ticket is not None and ticket.state in {T.ACCEPTED, T.COOKED}:
        assert payment.state in OWED_OR_HAD, f"cooked although the payment is {payment.state}"
        assert order.state not in {S.CANCELLED, S.EXPIRED, S.REJECTED}, "cooked for nobody"
    if delivery is None:
        return
    assert ticket is not None, "a delivery without a ticket"
    assert ticket.state in {T.ACCEPTED, T.COOKED, T.DELIVERED, T.CANCELLED}, (
        f"a delivery of a ticket {ticket.state}"
    )
    if delivery.state == "cancelled":
        assert order.state is S.CANCELLED, "called off for nothing"
        return
    if delivery.state != "scheduled":
        assert ticket.state in {T.COOKED, T.DELIVERED, T.CANCELLED}, "offered before it is cooked"
    # An operator may know that it has arrived, though no courier ever said so.
    if delivery.state != "delivered" or delivery.courier_id is not None:
        has_courier = delivery.state in {"assigned", "picked_up", "delivered"}
        assert (delivery.courier_id is not None) == has_courier, "not exactly one courier"


def give_all_money_back(world: SagaWorld) -> None:
    """Let the provider and then the operator make every refund that is owed."""
    for due in world.run(DueRefunds()):
        world.run(ConfirmRefund(due.order_id, due.charge_id, due.number))
    for order_id, payment in world.uow.payments.rows.items():
        for charge in list(payment.charges):
            if charge.state is C.REFUND_FAILED:
                world.run(SettleRefund(order_id, OPERATOR, charge.code))
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
            assert waiting in COOKING, f"{said}, deadlines {waiting}"
            due = waiting
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


def check_ended(world: SagaWorld) -> None:
    """Every order is delivered, or what was paid for it is given back; never both."""
    for order_id, order in world.uow.orders.rows.items():
        payment = world.uow.payments.rows[order_id]
        assert order.state in ENDED, f"stuck: {order.state}, payment {payment.state}"
        held = sum(
            charge.amount.amount
            for charge in payment.charges
            if world.refunds_made[charge.charge_id] == 0
        )
        by_card = order.state is S.DELIVERED and payment.method == "card"
        assert held == (order.total.amount if by_card else 0), f"{held} held, {order.state}"
