"""Whoever an order does not concern is told so, whatever state it is in, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, cast

import pytest

from domain.customer import GetMyOrder, ShowMyOrder
from domain.customer.model import OrderView
from domain.delivery import (
    BringAgain,
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    Deliver,
    FailDelivery,
    GetDelivery,
    GetShift,
    HandBack,
    LetCollect,
    PickUp,
    ReportProblem,
    SetShift,
    TakeAway,
    TakeDelivery,
)
from domain.delivery.states import DeliveryState
from domain.order import CancelOrder, PlaceOrder, ReplaceOrder
from domain.order.events import OrderPlaced
from domain.order.model import OrderState
from domain.payment import NoteRefusedInvoice, RefundPart, RestPayment, SettleRefund
from domain.payment.states import PaymentState
from domain.processes.checkout import CheckPayment, ChooseCash, InvoiceFor
from domain.processes.failing import GetStake
from domain.processes.operating import EndOrder, ShowOrderFile, WriteToCustomer
from domain.processes.order_file import GetOrderFile
from domain.processes.people import AllowCash, BanPerson, FindPerson, LiftBan
from domain.processes.refunding import FindRefundable
from domain.processes.registry import SERVICES
from domain.shared.errors import NotAllowed
from domain.shared.failures import Problem, Settlement
from domain.shared.limits import OperatingLimits
from domain.shared.messages import Command, Query
from domain.shared.money import Money
from domain.store import (
    AcceptOrder,
    AgreeToCancel,
    AskToCancel,
    CallOff,
    CancelForMissing,
    CloseStore,
    GetTicket,
    LeaveOut,
    MarkCooked,
    OpenStore,
    PauseStore,
    PutOff,
    RefuseToCancel,
    RejectOrder,
    ReportMissing,
    ResumeStore,
    SetCapacity,
    SetDishAvailable,
    StoresToPause,
)
from domain.store.ticket_states import TicketState
from tests.support.fakes import NOON, FakeUnitOfWork, carry_out
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    ORDER,
    STRANGER,
    WON_9000,
    a_charge,
    a_delivery,
    a_payment,
    a_store,
    a_ticket,
    an_order,
    place,
)

ASKED: dict[type[Any], Any] = {
    type(it): it
    for it in (
        place(customer_id=STRANGER),
        CancelOrder(ORDER, STRANGER),
        ReplaceOrder(ORDER, STRANGER),
        ChooseCash(ORDER, STRANGER),
        InvoiceFor(ORDER, STRANGER),
        CheckPayment(ORDER, STRANGER, WON_9000),
        RestPayment(ORDER, STRANGER),
        NoteRefusedInvoice(ORDER, STRANGER, "no"),
        SettleRefund(ORDER, STRANGER, a_charge().code, 1),
        RefundPart(ORDER, STRANGER, WON_9000),
        FindRefundable(STRANGER, ORDER),
        ShowMyOrder(ORDER, STRANGER),
        GetMyOrder(ORDER, STRANGER),
        AcceptOrder(ORDER, STRANGER, 0),
        RejectOrder(ORDER, STRANGER, "no such reason"),
        MarkCooked(ORDER, STRANGER),
        PutOff(ORDER, STRANGER, -1),
        CallOff(ORDER, STRANGER, "no such reason"),
        AskToCancel(ORDER, STRANGER, "x" * 201),
        AgreeToCancel(ORDER, STRANGER, Money(-1, "USD")),
        RefuseToCancel(ORDER, STRANGER),
        ReportMissing(ORDER, STRANGER, (-1,)),
        LeaveOut(ORDER, STRANGER, 0),
        CancelForMissing(ORDER, STRANGER, 0),
        GetTicket(ORDER, STRANGER),
        OpenStore("hanok", STRANGER),
        CloseStore("hanok", STRANGER),
        FindPerson(STRANGER, "1"),
        BanPerson(STRANGER, CUSTOMER),
        LiftBan(STRANGER, CUSTOMER),
        AllowCash(STRANGER, CUSTOMER),
        PauseStore("hanok", STRANGER),
        ResumeStore("hanok", STRANGER),
        StoresToPause(STRANGER),
        SetCapacity("hanok", STRANGER, -1),
        SetDishAvailable("hanok", STRANGER, "no such dish", available=True),
        TakeDelivery(ORDER, STRANGER, "Stranger"),
        HandBack(ORDER, STRANGER),
        PickUp(ORDER, STRANGER),
        CallAgain(ORDER, STRANGER),
        BringOurselves(ORDER, STRANGER, "Stranger"),
        LetCollect(ORDER, STRANGER),
        TakeAway(ORDER, STRANGER),
        ConfirmDelivered(ORDER, STRANGER),
        ReportProblem(ORDER, STRANGER, Problem.NOT_PAID),
        BringAgain(ORDER, STRANGER),
        FailDelivery(ORDER, STRANGER, Settlement.PART, Money(-1, "USD")),
        GetStake(ORDER, STRANGER),
        SetShift(STRANGER, on=False),
        GetShift(STRANGER),
        Deliver(ORDER, STRANGER),
        ConfirmDelivered(ORDER, STRANGER),
        ShowOrderFile(STRANGER, ORDER),
        GetOrderFile(ORDER, STRANGER),
        EndOrder(ORDER, STRANGER, "x" * 1_000),
        WriteToCustomer(ORDER, STRANGER, ""),
        GetDelivery(ORDER, STRANGER),
    )
}
# Each of these answers whoever asks about themselves, or is given by nobody but the platform.
ABOUT_NOBODY_ELSE = {
    "MyOrders", "MyLastDetails", "MyStores", "IsCourier", "ShowTickets", "ShowDeliveries",
    "MeetPerson", "LosePerson", "IsOperator",
}  # fmt: skip
ACTORS = {"customer_id", "user_id", "courier_id"}


def a_world() -> FakeUnitOfWork:
    uow = FakeUnitOfWork(OperatingLimits(operators=frozenset({OPERATOR})))
    uow.stores.add(a_store())
    order = an_order()
    (placed,) = order.take_events()
    assert isinstance(placed, OrderPlaced)
    uow.views.put(OrderView.of(placed, NOON))
    uow.orders.add(order)
    uow.payments.add(a_payment())
    uow.tickets.add(a_ticket())
    uow.deliveries.add(a_delivery())
    return uow


def _order_in(state: OrderState) -> Callable[[FakeUnitOfWork], None]:
    return lambda uow: setattr(uow.orders.rows[ORDER], "state", state)


def _payment_in(state: PaymentState) -> Callable[[FakeUnitOfWork], None]:
    return lambda uow: setattr(uow.payments.rows[ORDER], "state", state)


def _ticket_in(state: TicketState) -> Callable[[FakeUnitOfWork], None]:
    return lambda uow: setattr(uow.tickets.rows[ORDER], "state", state)


def _delivery_in(state: DeliveryState) -> Callable[[FakeUnitOfWork], None]:
    def bring(uow: FakeUnitOfWork) -> None:
        delivery = uow.deliveries.rows[ORDER]
        delivery.state = state
        if state not in {DeliveryState.SCHEDULED, DeliveryState.OFFERED}:
            delivery.courier_id = COURIER

    return bring


def _close(uow: FakeUnitOfWork) -> None:
    uow.stores.rows["hanok"].is_open = False


def _sell_out(uow: FakeUnitOfWork) -> None:
    uow.stores.rows["hanok"].set_available("bibimbap", available=False)


STATES = {
    **{f"order {it}": _order_in(it) for it in OrderState},
    **{f"payment {it}": _payment_in(it) for it in PaymentState},
    **{f"ticket {it}": _ticket_in(it) for it in TicketState},
    **{f"delivery {it}": _delivery_in(it) for it in DeliveryState},
    "closed": _close,
    "sold out": _sell_out,
}


def test_every_command_of_somebody_is_asked_by_a_stranger() -> None:
    by_people = {
        kind
        for kind in SERVICES
        if issubclass(kind, Command | Query)
        and ACTORS & {it.name for it in fields(cast("Any", kind))}
    }
    assert {it.__name__ for it in by_people - ASKED.keys()} == ABOUT_NOBODY_ELSE


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", ASKED, ids=lambda it: it.__name__)
def test_ask_by_a_stranger_in_any_state_is_not_allowed(kind: type[Any], state: str) -> None:
    uow = a_world()
    STATES[state](uow)
    with pytest.raises(NotAllowed) as refused:
        carry_out(ASKED[kind], uow)
    assert refused.value.user_id == STRANGER
    assert uow.events == []


def test_place_is_asked_with_an_order_id_of_somebody_else() -> None:
    assert ASKED[PlaceOrder].order_id == ORDER
