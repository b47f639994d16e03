"""Each service carries out one command or query of the order context in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.order import commands, queries
from domain.order.admission import admit_or_hold, release_next
from domain.order.basket import Basket, ChangeKind
from domain.order.claims import own
from domain.order.errors import (
    BasketChanged,
    BasketEmpty,
    BelowMinimum,
    DishesMissing,
    StoreIsClosed,
    SumNotPayable,
)
from domain.order.model import CALLED_OFF, OVER, UNPAID, Order, OrderState
from domain.order.under_way import await_delivery
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import WrongState

if TYPE_CHECKING:
    from domain.order.menu import Menu
    from domain.order.ports import OrderUnitOfWork, PaymentGateway, StoreGateway
    from domain.shared.messages import Services


def place_order(
    command: commands.PlaceOrder,
    uow: OrderUnitOfWork,
    store: StoreGateway,
    payment: PaymentGateway,
) -> commands.OrderReceipt:
    """Place an order together with its payment record (seed: "주문이 되면 무조건 결제에 저장").

    The same ``order_id`` twice gives the same order: a double tap orders once. When the kitchen
    is full, or everybody orders at once, it is held (``domain.order.admission``).

    Raises:
        BasketEmpty: There is nothing in the basket.
        StoreIsClosed: The store takes no orders now.
        BasketChanged: A price, a dish or the fee changed since the customer looked.
        BelowMinimum: The dishes are worth less than the store delivers for.
        SumNotPayable: No way to pay that the store has takes such a sum.
        NotAllowed: The order id belongs to somebody else.
    """
    line = uow.orders.line_before(command.order_id, command.basket.store_id)
    if line is None:
        existing = uow.orders.get(command.order_id)
        return _receipt(own(existing, command.customer_id, "place"))
    menu = _open_menu(command.basket.store_id, store)
    if changes := command.basket.changes_since(menu):
        raise BasketChanged(changes, command.basket.brought_up_to(menu))
    _require_enough(command.basket, menu)
    _require_payable(command.basket, menu)
    order = Order.place(
        id=command.order_id,
        customer_id=command.customer_id,
        customer_name=command.customer_name,
        menu=menu,
        basket=command.basket,
        details=command.details,
        now=uow.now,
    )
    admit_or_hold(order, menu, line, uow)
    uow.orders.add(order)
    methods, most_tip = menu.methods_for(order.total), menu.most_tip_for(order.total)
    payment.open_payment(order.id, order.customer_id, order.total, methods, most_tip)
    return _receipt(order)


def cancel_order(
    command: commands.CancelOrder, uow: OrderUnitOfWork, store: StoreGateway
) -> commands.OrderReceipt:
    """Cancel for the customer; voiding or refunding follows by event.

    Raises:
        NotFound: There is no such order.
        NotAllowed: It is somebody else's.
        TooLateToCancel: The store has accepted, or the order has ended.
    """
    order = own(uow.orders.get(command.order_id), command.customer_id, "cancel")
    order.cancel()
    uow.orders.save(order)
    uow.deadlines.clear(DeadlineKind.PAY_BY, order.id)
    uow.deadlines.clear(DeadlineKind.RESUME_HELD, order.id)
    release_next(order.store_id, uow, store)
    return _receipt(order)


def replace_order(
    command: commands.ReplaceOrder, uow: OrderUnitOfWork, store: StoreGateway
) -> Basket:
    """Cancel an order that is not paid, and put what of it can be had into a new basket.

    One that has ended without food is ordered anew the same way.

    Raises:
        NotFound: There is no such order.
        NotAllowed: It is somebody else's.
        WrongState: It is paid.
        StoreIsClosed: The store takes no orders now; the order stays.
    """
    order = own(uow.orders.get(command.order_id), command.customer_id, "replace")
    menu = _open_menu(order.store_id, store)
    if order.state not in CALLED_OFF | {OrderState.FAILED}:
        if order.state not in UNPAID:
            raise WrongState(order.kind, order.id, order.state, "replace")
        cancel_order(commands.CancelOrder(order.id, command.customer_id), uow, store)
    return Basket(order.store_id, order.total.currency, order.lines).brought_up_to(menu)


def pay_order(command: commands.PayOrder, uow: OrderUnitOfWork) -> None:
    """Mark the order paid, which shows it to the store.

    Raises:
        NotFound: There is no such order.
        WrongState: The order was cancelled, has expired, or is paid already.
    """
    order = uow.orders.get(command.order_id)
    order.pay(command.method, command.tip)
    uow.orders.save(order)
    uow.deadlines.clear(DeadlineKind.PAY_BY, order.id)
    uow.deadlines.clear(DeadlineKind.RESUME_HELD, order.id)


def advance_order(
    command: commands.AdvanceOrder, uow: OrderUnitOfWork, store: StoreGateway
) -> None:
    """Let the order follow what the store or the courier did.

    Raises:
        NotFound: There is no such order.
        WrongState: The step does not follow from the state.
    """
    order = uow.orders.get(command.order_id)
    if order.state in OVER:
        # Taken in the moment in which it was called off, or told of a trip that is over.
        return
    match command.step:
        case commands.OrderStep.COOK:
            order.cook(uow.happened_at)
        case commands.OrderStep.SEND_OUT:
            order.send_out()
        case commands.OrderStep.HAND_OVER:
            order.hand_over()
        case commands.OrderStep.DELIVER:
            order.deliver()
    uow.orders.save(order)
    await_delivery(order, uow)
    if order.state is OrderState.COOKED:
        release_next(order.store_id, uow, store)


def fail_order(command: commands.FailOrder, uow: OrderUnitOfWork) -> None:
    """Let the order fail with its delivery; one that was called off meanwhile stays so.

    Raises:
        NotFound: There is no such order.
        WrongState: It is not cooked.
    """
    order = uow.orders.get(command.order_id)
    if order.state not in OVER:
        order.fail(command.failure)
        uow.orders.save(order)
        await_delivery(order, uow)


def expire_order(command: commands.ExpireOrder, uow: OrderUnitOfWork, store: StoreGateway) -> None:
    """Let an unpaid order expire; one that is paid or gone stays as it is.

    Raises:
        NotFound: There is no such order.
    """
    order = uow.orders.get(command.order_id)
    if order.state is OrderState.PLACED:
        order.expire()
        uow.orders.save(order)
        release_next(order.store_id, uow, store)


def require_standing(
    order_id: str, customer_id: int, uow: OrderUnitOfWork, store: StoreGateway
) -> Order:
    """Check, before money is taken, that an order of this customer still waits for it.

    Raises:
        NotFound: There is no such order.
        NotAllowed: It is somebody else's.
        WrongState: The order is paid, cancelled or expired.
        StoreIsClosed: The store closed meanwhile.
        DishesMissing: A dish of it is sold out, or gone.
    """
    order = own(uow.orders.get(order_id), customer_id, "pay")
    if order.state is not OrderState.PLACED:
        raise WrongState(order.kind, order.id, order.state, "pay")
    menu = _open_menu(order.store_id, store)
    basket = Basket(order.store_id, order.total.currency, order.lines)
    # Its price was fixed when it was placed; what cannot be had must not be paid for.
    missing = {ChangeKind.GONE, ChangeKind.SOLD_OUT}
    if gone := tuple(it.name for it in basket.changes_since(menu) if it.kind in missing):
        raise DishesMissing(order.id, gone)
    return order


def current_menu(query: queries.CurrentMenu, uow: OrderUnitOfWork, store: StoreGateway) -> Menu:
    """The store's prices and opening state. Raises NotFound."""
    return store.menu(query.store_id)


def check_basket(query: queries.CheckBasket, uow: OrderUnitOfWork, store: StoreGateway) -> None:
    """Check, before an address is given, that the basket is enough for an order.

    Raises:
        BasketEmpty: There is nothing in it.
        BelowMinimum: The dishes are worth less than the store delivers for.
        SumNotPayable: No way to pay that the store has takes such a sum.
    """
    menu = store.menu(query.basket.store_id)
    _require_enough(query.basket, menu)
    _require_payable(query.basket.with_fee_of(menu), menu)


def my_last_details(
    query: queries.MyLastDetails, uow: OrderUnitOfWork
) -> queries.LastDetails | None:
    """Address and phone of the customer's newest order, if there was one."""
    order = uow.orders.newest_of(query.customer_id)
    if order is None:
        return None
    return queries.LastDetails(order.details.address, order.details.phone, order.details.location)


def _open_menu(store_id: str, store: StoreGateway) -> Menu:
    menu = store.menu(store_id)
    if not menu.is_open:
        raise StoreIsClosed(menu.store_id, menu.store_name)
    return menu


def _require_enough(basket: Basket, menu: Menu) -> None:
    if not basket.lines:
        raise BasketEmpty
    if menu.terms.minimum and menu.terms.missing(basket.total):
        raise BelowMinimum(menu.terms.minimum, basket)


def _require_payable(basket: Basket, menu: Menu) -> None:
    # A basket in a currency that the store has left is brought up to date before it is placed.
    limits = menu.card_limits if menu.currency == basket.currency else None
    if limits and menu.methods and not menu.methods_for(basket.to_pay):
        raise SumNotPayable(basket.to_pay, limits.least, limits.most, basket)


def _receipt(order: Order) -> commands.OrderReceipt:
    return commands.OrderReceipt(order.id, order.store_name, order.total, order.state)


SERVICES: Services = {
    commands.CancelOrder: cancel_order,
    commands.ReplaceOrder: replace_order,
    commands.PayOrder: pay_order,
    commands.AdvanceOrder: advance_order,
    commands.FailOrder: fail_order,
    commands.ExpireOrder: expire_order,
    queries.CurrentMenu: current_menu,
    queries.CheckBasket: check_basket,
    queries.MyLastDetails: my_last_details,
}
