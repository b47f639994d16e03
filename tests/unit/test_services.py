"""Services: one command, one transaction, and who may give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.customer.commands import LosePerson
from domain.customer.queries import GetMyOrder
from domain.delivery.commands import Deliver, PickUp, ShowDeliveries, TakeDelivery
from domain.delivery.errors import AlreadyTaken, NotTheirs
from domain.delivery.queries import GetDelivery
from domain.order.commands import CancelOrder
from domain.order.errors import BasketChanged, BasketEmpty, StoreIsClosed, TooLateToCancel
from domain.order.queries import MyLastDetails
from domain.payment.charge import charge_code
from domain.payment.commands import RecordCharge, SettleRefund
from domain.payment.errors import AmountMismatch
from domain.payment.reasons import RefundReason
from domain.processes.checkout import CheckPayment, ChooseCash, InvoiceFor
from domain.processes.context_gateways import ToStore
from domain.shared.errors import InvalidInput, NotAllowed, NotFound, WrongState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.commands import (
    AcceptOrder,
    CloseStore,
    ImportStore,
    MarkCooked,
    OpenStore,
    RejectOrder,
    SetDishAvailable,
    ShowTickets,
)
from domain.store.queries import GetTicket
from tests.support.fakes import FakeUnitOfWork, carry_out
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    DETAILS,
    OPERATOR,
    ORDER,
    OTHER_CUSTOMER,
    OWNER,
    SECOND_COURIER,
    STRANGER,
    WON_18000,
    a_charge,
    a_delivery,
    a_store_file,
    a_ticket,
    an_order,
    place,
)


def run(command: Any, uow: FakeUnitOfWork) -> Any:
    return carry_out(command, uow)


def test_place_order_opens_its_payment_and_a_deadline(uow: FakeUnitOfWork) -> None:
    receipt = run(place(), uow)
    assert (receipt.total, receipt.state) == (WON_18000, "placed")
    assert uow.payments.get(ORDER).amount == WON_18000
    assert uow.deadlines.rows == {("pay_by", ORDER): uow.now + uow.limits.pay_within}
    assert uow.published() == ["OrderPlaced"]


def test_place_order_twice_with_one_id_orders_once(uow: FakeUnitOfWork) -> None:
    assert run(place(), uow) == run(place(), uow)
    assert uow.published() == ["OrderPlaced"]


def test_place_order_with_somebody_elses_id_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    with pytest.raises(NotAllowed):
        run(place(customer_id=OTHER_CUSTOMER), uow)


def test_place_order_at_a_closed_store_is_refused(uow: FakeUnitOfWork) -> None:
    run(CloseStore("hanok", OWNER), uow)
    with pytest.raises(StoreIsClosed):
        run(place(), uow)
    assert uow.orders.rows == {}


def test_place_order_with_an_old_price_hands_back_the_new_basket(uow: FakeUnitOfWork) -> None:
    store = uow.stores.get("hanok")
    store.change_dish(replace(store.dish("bibimbap"), price=Money(9_500, "KRW")))
    uow.stores.save(store)
    with pytest.raises(BasketChanged) as refused:
        run(place(), uow)
    assert refused.value.basket.total == Money(19_000, "KRW")
    assert uow.payments.rows == {}


def test_place_order_with_an_empty_basket_is_refused(uow: FakeUnitOfWork) -> None:
    command = place()
    with pytest.raises(BasketEmpty):
        run(
            type(command)(
                ORDER,
                CUSTOMER,
                "Mina",
                command.basket.brought_up_to(ToStore(uow).menu("hanok"))
                .take_away("bibimbap")
                .take_away("bibimbap"),
                DETAILS,
            ),
            uow,
        )


def test_cancel_order_of_somebody_else_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    with pytest.raises(NotAllowed):
        run(CancelOrder(ORDER, OTHER_CUSTOMER), uow)


def test_cancel_order_too_late_says_how_to_reach_the_store(uow: FakeUnitOfWork) -> None:
    order = an_order()
    order.pay(PaymentMethod.CARD)
    order.accept()
    uow.orders.add(order)
    with pytest.raises(TooLateToCancel) as refused:
        run(CancelOrder(ORDER, CUSTOMER), uow)
    assert refused.value.store_phone == "+82 2 735 0101"


def test_my_last_details_are_those_of_the_newest_order(uow: FakeUnitOfWork) -> None:
    assert run(MyLastDetails(CUSTOMER), uow) is None
    run(place(), uow)
    assert run(MyLastDetails(CUSTOMER), uow).address == DETAILS.address


def charge(order_id: str = ORDER, amount: Money = WON_18000) -> RecordCharge:
    return RecordCharge(order_id, "simulated", "ch_1", "tg_1", amount, CUSTOMER)


def test_record_charge_clears_the_deadline_and_is_kept(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    assert run(charge(), uow) is True
    assert uow.deadlines.rows == {}


def test_record_charge_of_a_voided_payment_is_sent_back(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    payment = uow.payments.get(ORDER)
    payment.void(RefundReason.CANCELLED)
    uow.payments.save(payment)
    assert run(charge(), uow) is False


def test_choose_cash_for_somebody_else_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    with pytest.raises(NotAllowed):
        run(ChooseCash(ORDER, OTHER_CUSTOMER), uow)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda uow: None, None),
        (lambda uow: run(CancelOrder(ORDER, CUSTOMER), uow), WrongState),
        (lambda uow: run(charge(), uow), WrongState),
        (lambda uow: run(CloseStore("hanok", OWNER), uow), StoreIsClosed),
    ],
)
def test_check_payment_asks_whether_the_order_still_stands(
    uow: FakeUnitOfWork, spoil: Callable[[Any], None], refusal: type[Exception] | None
) -> None:
    run(place(), uow)
    spoil(uow)
    query = CheckPayment(ORDER, CUSTOMER, WON_18000)
    if refusal is None:
        run(query, uow)
        assert run(InvoiceFor(ORDER, CUSTOMER), uow).total == WON_18000
        return
    with pytest.raises(refusal):
        run(query, uow)


def test_check_payment_of_wrong_sum_person_or_order_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    with pytest.raises(AmountMismatch):
        run(CheckPayment(ORDER, CUSTOMER, Money(17_999, "KRW")), uow)
    with pytest.raises(AmountMismatch):
        run(CheckPayment(ORDER, CUSTOMER, Money(18_000, "USD")), uow)
    with pytest.raises(NotAllowed):
        run(CheckPayment(ORDER, OTHER_CUSTOMER, WON_18000), uow)
    with pytest.raises(NotFound):
        run(CheckPayment("nothing", CUSTOMER, WON_18000), uow)


def test_settle_refund_by_anybody_but_an_operator_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    with pytest.raises(NotAllowed):
        run(SettleRefund(ORDER, OWNER, "x"), uow)


def test_charge_for_an_order_that_nobody_knows_is_put_before_the_operators(
    uow: FakeUnitOfWork,
) -> None:
    assert run(charge("nothing"), uow) is False
    assert uow.published() == ["StrayCharge"]


def test_stray_charge_that_was_given_back_by_hand_is_closed_in_the_ledger(
    uow: FakeUnitOfWork,
) -> None:
    run(charge("nothing"), uow)
    stray = uow.ledger.rows[0]
    with pytest.raises(NotAllowed):
        run(SettleRefund("nothing", OWNER, charge_code(stray.charge_id)), uow)
    with pytest.raises(NotFound):
        run(SettleRefund("nothing", OPERATOR, "other"), uow)
    run(SettleRefund("nothing", OPERATOR, charge_code(stray.charge_id)), uow)
    assert [row.kind.value for row in uow.ledger.rows] == [
        "charged",
        "refund_requested",
        "refunded",
    ]
    assert {row.amount for row in uow.ledger.rows} == {stray.amount}
    with pytest.raises(WrongState):
        run(SettleRefund("nothing", OPERATOR, charge_code(stray.charge_id)), uow)


def test_settle_refund_settles_one_charge_and_not_its_neighbour(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    payment = uow.payments.get(ORDER)
    for charge_id in ("ch_1", "ch_2"):
        payment.take(a_charge(charge_id))
    payment.refund(RefundReason.REJECTED)
    for charge_id in ("ch_1", "ch_2"):
        payment.fail_refund(charge_id, "by hand")
    uow.payments.save(payment)
    run(SettleRefund(ORDER, OPERATOR, charge_code("ch_2")), uow)
    states = [str(it.state) for it in uow.payments.get(ORDER).charges]
    assert states == ["refund_failed", "refunded"]


def ticketed(uow: FakeUnitOfWork) -> None:
    """A paid order with its ticket in front of the store."""
    order = an_order()
    order.pay(PaymentMethod.CARD)
    uow.orders.add(order)
    uow.tickets.add(a_ticket())
    uow.published()


@pytest.mark.parametrize(
    "command",
    [
        AcceptOrder(ORDER, STRANGER, 15),
        RejectOrder(ORDER, STRANGER, "too_busy"),
        MarkCooked(ORDER, COURIER),
        GetTicket(ORDER, CUSTOMER),
        OpenStore("hanok", STRANGER),
        CloseStore("hanok", CUSTOMER),
        SetDishAvailable("hanok", COURIER, "bibimbap", available=False),
    ],
)
def test_store_command_from_anybody_but_an_owner_is_refused(
    uow: FakeUnitOfWork, command: Any
) -> None:
    ticketed(uow)
    with pytest.raises(NotAllowed):
        run(command, uow)
    assert uow.published() == []


def test_accept_order_moves_the_order_in_the_same_transaction(uow: FakeUnitOfWork) -> None:
    ticketed(uow)
    ready_at = run(AcceptOrder(ORDER, OWNER, 30), uow)
    assert (ready_at - uow.now).total_seconds() == 30 * 60
    assert uow.orders.get(ORDER).state == "accepted"
    assert uow.published() == ["OrderAccepted"]


@pytest.mark.parametrize(
    "command", [AcceptOrder(ORDER, OWNER, 30), RejectOrder(ORDER, OWNER, "closing")]
)
def test_deciding_on_an_order_cancelled_a_moment_ago_is_refused(
    uow: FakeUnitOfWork, command: Any
) -> None:
    ticketed(uow)
    order = uow.orders.get(ORDER)
    order.cancel()
    uow.orders.save(order)
    with pytest.raises(WrongState) as refused:
        run(command, uow)
    assert (refused.value.kind, refused.value.state) == ("order", "cancelled")


@pytest.mark.parametrize("minutes", [0, -5, 181])
def test_accept_order_with_an_impossible_promise_is_refused(
    uow: FakeUnitOfWork, minutes: int
) -> None:
    ticketed(uow)
    with pytest.raises(InvalidInput):
        run(AcceptOrder(ORDER, OWNER, minutes), uow)


@pytest.mark.parametrize(
    ("reason", "words"), [("other", "  "), ("other", "x" * 201), ("because", ""), ("", "")]
)
def test_reject_order_without_a_usable_reason_is_refused(
    uow: FakeUnitOfWork, reason: str, words: str
) -> None:
    ticketed(uow)
    with pytest.raises(InvalidInput):
        run(RejectOrder(ORDER, OWNER, reason, words), uow)


def test_show_tickets_shows_only_the_owners_own(uow: FakeUnitOfWork) -> None:
    ticketed(uow)
    assert run(ShowTickets(STRANGER), uow) == ()
    assert run(ShowTickets(OWNER), uow) == (ORDER,)


def test_import_store_again_updates_it_unless_only_new_ones_are_wanted(
    uow: FakeUnitOfWork,
) -> None:
    assert run(ImportStore(a_store_file("fresh")), uow) == "added"
    assert run(ImportStore(a_store_file("fresh", name="Other"), only_new=True), uow) == "kept"
    assert uow.stores.get("fresh").name == "Store fresh"
    assert run(ImportStore(a_store_file("fresh", name="Other")), uow) == "updated"
    assert uow.stores.get("fresh").name == "Other"


def test_import_store_leaves_alone_what_its_file_does_not_say(uow: FakeUnitOfWork) -> None:
    silent = a_store_file("fresh", is_open=None, silent=frozenset({"bibimbap"}))
    run(ImportStore(silent), uow)
    assert uow.stores.get("fresh").is_open
    run(CloseStore("fresh", OWNER), uow)
    run(SetDishAvailable("fresh", OWNER, "bibimbap", available=False), uow)
    run(ImportStore(silent), uow)
    store = uow.stores.get("fresh")
    assert (store.is_open, store.dish("bibimbap").available) == (False, False)
    run(ImportStore(a_store_file("fresh", is_open=True)), uow)
    store = uow.stores.get("fresh")
    assert (store.is_open, store.dish("bibimbap").available) == (True, True)


def test_choose_cash_at_a_store_that_closed_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    run(CloseStore("hanok", OWNER), uow)
    with pytest.raises(StoreIsClosed):
        run(ChooseCash(ORDER, CUSTOMER), uow)


def test_place_order_that_nobody_could_pay_for_is_refused(uow: FakeUnitOfWork) -> None:
    store = uow.stores.get("hanok")
    store.methods = ()
    uow.stores.save(store)
    with pytest.raises(StoreIsClosed):
        run(place(), uow)


def test_courier_taken_off_the_list_can_finish_the_trip(uow: FakeUnitOfWork) -> None:
    delivering(uow)
    run(TakeDelivery(ORDER, COURIER, "Dan"), uow)
    store = uow.stores.get("hanok")
    store.couriers = frozenset()
    uow.stores.save(store)
    run(PickUp(ORDER, COURIER), uow)
    run(Deliver(ORDER, COURIER), uow)
    assert uow.deliveries.get(ORDER).state == "delivered"


def delivering(uow: FakeUnitOfWork) -> None:
    delivery = a_delivery()
    delivery.offer()
    uow.deliveries.add(delivery)
    uow.published()


@pytest.mark.parametrize(
    "command",
    [
        TakeDelivery(ORDER, STRANGER, "Eve"),
        PickUp(ORDER, STRANGER),
        Deliver(ORDER, CUSTOMER),
        GetDelivery(ORDER, STRANGER),
    ],
)
def test_delivery_command_from_anybody_but_a_courier_is_refused(
    uow: FakeUnitOfWork, command: Any
) -> None:
    delivering(uow)
    with pytest.raises(NotAllowed):
        run(command, uow)


def test_take_delivery_after_somebody_else_names_the_winner(uow: FakeUnitOfWork) -> None:
    delivering(uow)
    run(TakeDelivery(ORDER, COURIER, "Dan"), uow)
    with pytest.raises(AlreadyTaken) as refused:
        run(TakeDelivery(ORDER, SECOND_COURIER, "Yuri"), uow)
    assert refused.value.courier_name == "Dan"
    with pytest.raises(NotTheirs):
        run(PickUp(ORDER, SECOND_COURIER), uow)
    assert run(ShowDeliveries(SECOND_COURIER), uow) == ()
    assert run(ShowDeliveries(COURIER), uow) == (ORDER,)


def test_lose_person_is_announced_once(uow: FakeUnitOfWork) -> None:
    run(LosePerson(OWNER), uow)
    run(LosePerson(OWNER), uow)
    assert uow.published() == ["PersonUnreachable"]


def test_get_my_order_of_somebody_else_is_refused(uow: FakeUnitOfWork) -> None:
    with pytest.raises(NotFound):
        run(GetMyOrder(ORDER, CUSTOMER), uow)
