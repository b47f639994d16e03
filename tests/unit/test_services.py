"""Services: one command, one transaction, and who may give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.customer.commands import GetMyOrder, LosePerson
from domain.delivery.commands import Deliver, GetDelivery, PickUp, ShowDeliveries, TakeDelivery
from domain.delivery.errors import AlreadyTaken
from domain.order.commands import CancelOrder, MyLastDetails
from domain.order.errors import BasketChanged, BasketEmpty, StoreIsClosed, TooLateToCancel
from domain.payment.commands import RecordCharge, SettleRefund
from domain.payment.errors import AmountMismatch
from domain.payment.model import charge_code
from domain.processes.checkout import CheckPayment, ChooseCash, InvoiceFor
from domain.processes.registry import SERVICES
from domain.shared.errors import InvalidInput, NotAllowed, NotFound, WrongState
from domain.shared.money import Money
from domain.store.commands import (
    AcceptOrder,
    CloseStore,
    GetTicket,
    ImportStore,
    MarkCooked,
    OpenStore,
    RejectOrder,
    SetDishAvailable,
    ShowTickets,
)
from tests.support.fakes import FakeTransaction
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


def run(command: Any, tx: FakeTransaction) -> Any:
    return SERVICES[type(command)](command, tx)


def test_place_order_opens_its_payment_and_a_deadline(tx: FakeTransaction) -> None:
    receipt = run(place(), tx)
    assert (receipt.total, receipt.state) == (WON_18000, "placed")
    assert tx.payments.get(ORDER).amount == WON_18000
    assert tx.deadlines.rows == {("pay_by", ORDER): tx.now + tx.policy.pay_within}
    assert tx.published() == ["OrderPlaced"]


def test_place_order_twice_with_one_id_orders_once(tx: FakeTransaction) -> None:
    assert run(place(), tx) == run(place(), tx)
    assert tx.published() == ["OrderPlaced"]


def test_place_order_with_somebody_elses_id_is_refused(tx: FakeTransaction) -> None:
    run(place(), tx)
    with pytest.raises(NotAllowed):
        run(place(customer_id=OTHER_CUSTOMER), tx)


def test_place_order_at_a_closed_store_is_refused(tx: FakeTransaction) -> None:
    run(CloseStore("hanok", OWNER), tx)
    with pytest.raises(StoreIsClosed):
        run(place(), tx)
    assert tx.orders.rows == {}


def test_place_order_with_an_old_price_hands_back_the_new_basket(tx: FakeTransaction) -> None:
    store = tx.stores.get("hanok")
    store.change_dish(replace(store.dish("bibimbap"), price=Money(9_500, "KRW")))
    tx.stores.save(store)
    with pytest.raises(BasketChanged) as refused:
        run(place(), tx)
    assert refused.value.basket.total == Money(19_000, "KRW")
    assert tx.payments.rows == {}


def test_place_order_with_an_empty_basket_is_refused(tx: FakeTransaction) -> None:
    command = place()
    with pytest.raises(BasketEmpty):
        run(
            type(command)(
                ORDER,
                CUSTOMER,
                "Mina",
                command.basket.brought_up_to(tx.menu("hanok"))
                .take_away("bibimbap")
                .take_away("bibimbap"),
                DETAILS,
            ),
            tx,
        )


def test_cancel_order_of_somebody_else_is_refused(tx: FakeTransaction) -> None:
    run(place(), tx)
    with pytest.raises(NotAllowed):
        run(CancelOrder(ORDER, OTHER_CUSTOMER), tx)


def test_cancel_order_too_late_says_how_to_reach_the_store(tx: FakeTransaction) -> None:
    order = an_order()
    order.pay("card")
    order.accept()
    tx.orders.add(order)
    with pytest.raises(TooLateToCancel) as refused:
        run(CancelOrder(ORDER, CUSTOMER), tx)
    assert refused.value.store_phone == "+82 2 735 0101"


def test_my_last_details_are_those_of_the_newest_order(tx: FakeTransaction) -> None:
    assert run(MyLastDetails(CUSTOMER), tx) is None
    run(place(), tx)
    assert run(MyLastDetails(CUSTOMER), tx).address == DETAILS.address


def charge(order_id: str = ORDER, amount: Money = WON_18000) -> RecordCharge:
    return RecordCharge(order_id, "simulated", "ch_1", "tg_1", amount, CUSTOMER)


def test_record_charge_clears_the_deadline_and_is_kept(tx: FakeTransaction) -> None:
    run(place(), tx)
    assert run(charge(), tx) is True
    assert tx.deadlines.rows == {}


def test_record_charge_of_a_voided_payment_is_sent_back(tx: FakeTransaction) -> None:
    run(place(), tx)
    payment = tx.payments.get(ORDER)
    payment.void("cancelled")
    tx.payments.save(payment)
    assert run(charge(), tx) is False


def test_choose_cash_for_somebody_else_is_refused(tx: FakeTransaction) -> None:
    run(place(), tx)
    with pytest.raises(NotAllowed):
        run(ChooseCash(ORDER, OTHER_CUSTOMER), tx)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda tx: None, None),
        (lambda tx: run(CancelOrder(ORDER, CUSTOMER), tx), WrongState),
        (lambda tx: run(charge(), tx), WrongState),
        (lambda tx: run(CloseStore("hanok", OWNER), tx), StoreIsClosed),
    ],
)
def test_check_payment_asks_whether_the_order_still_stands(
    tx: FakeTransaction, spoil: Callable[[Any], None], refusal: type[Exception] | None
) -> None:
    run(place(), tx)
    spoil(tx)
    query = CheckPayment(ORDER, CUSTOMER, WON_18000)
    if refusal is None:
        run(query, tx)
        assert run(InvoiceFor(ORDER, CUSTOMER), tx).total == WON_18000
        return
    with pytest.raises(refusal):
        run(query, tx)


def test_check_payment_of_wrong_sum_person_or_order_is_refused(tx: FakeTransaction) -> None:
    run(place(), tx)
    with pytest.raises(AmountMismatch):
        run(CheckPayment(ORDER, CUSTOMER, Money(17_999, "KRW")), tx)
    with pytest.raises(AmountMismatch):
        run(CheckPayment(ORDER, CUSTOMER, Money(18_000, "USD")), tx)
    with pytest.raises(NotAllowed):
        run(CheckPayment(ORDER, OTHER_CUSTOMER, WON_18000), tx)
    with pytest.raises(NotFound):
        run(CheckPayment("nothing", CUSTOMER, WON_18000), tx)


def test_settle_refund_by_anybody_but_an_operator_is_refused(tx: FakeTransaction) -> None:
    run(place(), tx)
    with pytest.raises(NotAllowed):
        run(SettleRefund(ORDER, OWNER, "x"), tx)


def test_charge_for_an_order_that_nobody_knows_is_put_before_the_operators(
    tx: FakeTransaction,
) -> None:
    assert run(charge("nothing"), tx) is False
    assert tx.published() == ["StrayCharge"]


def test_stray_charge_that_was_given_back_by_hand_is_closed_in_the_ledger(
    tx: FakeTransaction,
) -> None:
    run(charge("nothing"), tx)
    stray = tx.ledger.rows[0]
    with pytest.raises(NotAllowed):
        run(SettleRefund("nothing", OWNER, charge_code(stray.charge_id)), tx)
    with pytest.raises(NotFound):
        run(SettleRefund("nothing", OPERATOR, "other"), tx)
    run(SettleRefund("nothing", OPERATOR, charge_code(stray.charge_id)), tx)
    assert [row.kind.value for row in tx.ledger.rows] == [
        "charged",
        "refund_requested",
        "refunded",
    ]
    assert {row.amount for row in tx.ledger.rows} == {stray.amount}
    with pytest.raises(WrongState):
        run(SettleRefund("nothing", OPERATOR, charge_code(stray.charge_id)), tx)


def test_settle_refund_settles_one_charge_and_not_its_neighbour(tx: FakeTransaction) -> None:
    run(place(), tx)
    payment = tx.payments.get(ORDER)
    for charge_id in ("ch_1", "ch_2"):
        payment.take(a_charge(charge_id))
    payment.refund("rejected")
    for charge_id in ("ch_1", "ch_2"):
        payment.fail_refund(charge_id, "by hand")
    tx.payments.save(payment)
    run(SettleRefund(ORDER, OPERATOR, charge_code("ch_2")), tx)
    states = [str(it.state) for it in tx.payments.get(ORDER).charges]
    assert states == ["refund_failed", "refunded"]


def ticketed(tx: FakeTransaction) -> None:
    """A paid order with its ticket in front of the store."""
    order = an_order()
    order.pay("card")
    tx.orders.add(order)
    tx.tickets.add(a_ticket())
    tx.published()


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
    tx: FakeTransaction, command: Any
) -> None:
    ticketed(tx)
    with pytest.raises(NotAllowed):
        run(command, tx)
    assert tx.published() == []


def test_accept_order_moves_the_order_in_the_same_transaction(tx: FakeTransaction) -> None:
    ticketed(tx)
    ready_at = run(AcceptOrder(ORDER, OWNER, 30), tx)
    assert (ready_at - tx.now).total_seconds() == 30 * 60
    assert tx.orders.get(ORDER).state == "accepted"
    assert tx.published() == ["OrderAccepted"]


@pytest.mark.parametrize(
    "command", [AcceptOrder(ORDER, OWNER, 30), RejectOrder(ORDER, OWNER, "closing")]
)
def test_deciding_on_an_order_cancelled_a_moment_ago_is_refused(
    tx: FakeTransaction, command: Any
) -> None:
    ticketed(tx)
    order = tx.orders.get(ORDER)
    order.cancel()
    tx.orders.save(order)
    with pytest.raises(WrongState) as refused:
        run(command, tx)
    assert (refused.value.kind, refused.value.state) == ("order", "cancelled")


@pytest.mark.parametrize("minutes", [0, -5, 181])
def test_accept_order_with_an_impossible_promise_is_refused(
    tx: FakeTransaction, minutes: int
) -> None:
    ticketed(tx)
    with pytest.raises(InvalidInput):
        run(AcceptOrder(ORDER, OWNER, minutes), tx)


@pytest.mark.parametrize(
    ("reason", "words"), [("other", "  "), ("other", "x" * 201), ("because", ""), ("", "")]
)
def test_reject_order_without_a_usable_reason_is_refused(
    tx: FakeTransaction, reason: str, words: str
) -> None:
    ticketed(tx)
    with pytest.raises(InvalidInput):
        run(RejectOrder(ORDER, OWNER, reason, words), tx)


def test_show_tickets_shows_only_the_owners_own(tx: FakeTransaction) -> None:
    ticketed(tx)
    assert run(ShowTickets(STRANGER), tx) == 0
    assert run(ShowTickets(OWNER), tx) == 1
    assert tx.cards.moved == [(OWNER, "store", ORDER)]


def test_import_store_again_updates_it_unless_only_new_ones_are_wanted(
    tx: FakeTransaction,
) -> None:
    assert run(ImportStore(a_store_file("fresh")), tx) == "added"
    assert run(ImportStore(a_store_file("fresh", name="Other"), only_new=True), tx) == "kept"
    assert tx.stores.get("fresh").name == "Store fresh"
    assert run(ImportStore(a_store_file("fresh", name="Other")), tx) == "updated"
    assert tx.stores.get("fresh").name == "Other"


def test_import_store_leaves_alone_what_its_file_does_not_say(tx: FakeTransaction) -> None:
    silent = a_store_file("fresh", is_open=None, silent=frozenset({"bibimbap"}))
    run(ImportStore(silent), tx)
    assert tx.stores.get("fresh").is_open
    run(CloseStore("fresh", OWNER), tx)
    run(SetDishAvailable("fresh", OWNER, "bibimbap", available=False), tx)
    run(ImportStore(silent), tx)
    store = tx.stores.get("fresh")
    assert (store.is_open, store.dish("bibimbap").available) == (False, False)
    run(ImportStore(a_store_file("fresh", is_open=True)), tx)
    store = tx.stores.get("fresh")
    assert (store.is_open, store.dish("bibimbap").available) == (True, True)


def test_choose_cash_at_a_store_that_closed_is_refused(tx: FakeTransaction) -> None:
    run(place(), tx)
    run(CloseStore("hanok", OWNER), tx)
    with pytest.raises(StoreIsClosed):
        run(ChooseCash(ORDER, CUSTOMER), tx)


def test_place_order_that_nobody_could_pay_for_is_refused(tx: FakeTransaction) -> None:
    store = tx.stores.get("hanok")
    store.methods = ()
    tx.stores.save(store)
    with pytest.raises(StoreIsClosed):
        run(place(), tx)


def test_courier_taken_off_the_list_can_finish_the_trip(tx: FakeTransaction) -> None:
    delivering(tx)
    run(TakeDelivery(ORDER, COURIER, "Dan"), tx)
    store = tx.stores.get("hanok")
    store.couriers = frozenset()
    tx.stores.save(store)
    run(PickUp(ORDER, COURIER), tx)
    run(Deliver(ORDER, COURIER), tx)
    assert tx.deliveries.get(ORDER).state == "delivered"


def delivering(tx: FakeTransaction) -> None:
    delivery = a_delivery()
    delivery.offer()
    tx.deliveries.add(delivery)
    tx.published()


@pytest.mark.parametrize(
    "command",
    [
        TakeDelivery(ORDER, STRANGER, "Eve"),
        PickUp(ORDER, OWNER),
        Deliver(ORDER, CUSTOMER),
        GetDelivery(ORDER, STRANGER),
    ],
)
def test_delivery_command_from_anybody_but_a_courier_is_refused(
    tx: FakeTransaction, command: Any
) -> None:
    delivering(tx)
    with pytest.raises(NotAllowed):
        run(command, tx)


def test_take_delivery_after_somebody_else_names_the_winner(tx: FakeTransaction) -> None:
    delivering(tx)
    run(TakeDelivery(ORDER, COURIER, "Dan"), tx)
    with pytest.raises(AlreadyTaken) as refused:
        run(TakeDelivery(ORDER, SECOND_COURIER, "Yuri"), tx)
    assert refused.value.courier_name == "Dan"
    with pytest.raises(NotAllowed):
        run(PickUp(ORDER, SECOND_COURIER), tx)
    assert run(ShowDeliveries(SECOND_COURIER), tx) == 0
    assert run(ShowDeliveries(COURIER), tx) == 1


def test_lose_person_is_announced_once(tx: FakeTransaction) -> None:
    run(LosePerson(OWNER), tx)
    run(LosePerson(OWNER), tx)
    assert tx.published() == ["PersonUnreachable"]


def test_get_my_order_of_somebody_else_is_refused(tx: FakeTransaction) -> None:
    with pytest.raises(NotFound):
        run(GetMyOrder(ORDER, CUSTOMER), tx)
