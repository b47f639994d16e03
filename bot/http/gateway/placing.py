"""Placing an order for a program: the basket that it wants, at the prices of now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
from telegram.error import TelegramError

from bot.http.gateway.problems import Problem
from domain.order import (
    Basket,
    DeliveryDetails,
    Location,
    OrderHeld,
    OrderState,
    PlaceOrder,
    checked_address,
    checked_phone,
)
from domain.processes.checkout import ChooseCash, InvoiceFor
from domain.processes.context_gateways import ToStore
from domain.shared.methods import PaymentMethod

if TYPE_CHECKING:
    from bot.http.gateway.access import Commands
    from bot.http.gateway.shapes import NewOrder
    from bot.persistence.repositories.repository import Stored
    from bot.persistence.unit_of_work import UnitOfWork
    from domain.order import OrderReceipt

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed, as things stand now.

    Args:
        row: Its row of orders.
        held: Where it waits in line, as it was told last, if it does.
        was_held: Whether it had to wait when it was placed.
    """

    row: Stored
    held: OrderHeld | None
    was_held: bool


async def place(wanted: NewOrder, commands: Commands) -> Placed:
    """Place an order, once for its key, and ask for the money as it is wanted.

    Its card comes to the customer's chat by event. The invoice follows once: whoever misses it has
    the card's button to pay.

    Raises:
        Problem: A dish is not on the menu, or the order comes to another sum.
        ProviderUnavailable: It would be paid by card, and that rests; nothing was ordered.
        DomainError: As ``domain.processes.checkout.place_order``.
    """
    context, is_new = commands.caller.context, True
    if wanted.pay is PaymentMethod.CARD:
        is_new = await context.database.read(commands.answered) is None
        if is_new:
            await context.check_provider()
    placed = await commands.place(wanted.store_id, partial(_order, wanted, commands), _placed)
    if wanted.pay is None or placed.was_held:
        return placed
    await _ask_for_money(wanted, commands, is_new=is_new)
    row = await context.database.read(lambda uow: uow.orders.row(commands.new_order_id))
    return replace(placed, row=row)


def _order(wanted: NewOrder, commands: Commands, uow: UnitOfWork) -> PlaceOrder:
    customer_id = commands.caller.user_id
    menu = ToStore(uow).menu(wanted.store_id)
    basket = Basket(menu.store_id, menu.currency)
    for place, line in enumerate(wanted.lines):
        item = menu.items.get(line.dish_id)
        if item is None:
            raise Problem(422, "invalid", [(f"lines.{place}.dish_id", "not-on-the-menu")])
        basket = basket.add(item, line.quantity)
    basket = basket.with_fee_of(menu)
    if wanted.total is not None and wanted.total != basket.to_pay.amount:
        raise Problem(409, "total-changed", [("total", str(basket.to_pay.amount))])
    point = wanted.location
    details = DeliveryDetails(
        checked_address(wanted.address),
        checked_phone(wanted.phone),
        Location(point.latitude, point.longitude) if point else None,
    )
    name = uow.people.name_of(customer_id)
    return PlaceOrder(commands.new_order_id, customer_id, name, basket, details)


def _placed(receipt: OrderReceipt, uow: UnitOfWork) -> Placed:
    row = uow.orders.row(receipt.order_id)
    told = None
    if row["state"] == OrderState.HELD:
        events = [event for _, event in uow.history(receipt.order_id)]
        told = [event for event in events if isinstance(event, OrderHeld)][-1]
    return Placed(row, told, receipt.is_held)


async def _ask_for_money(wanted: NewOrder, commands: Commands, *, is_new: bool) -> None:
    customer_id, context = commands.caller.user_id, commands.caller.context
    order_id = commands.new_order_id
    if wanted.pay is PaymentMethod.CASH:
        await commands.execute(ChooseCash(order_id, customer_id))
    if wanted.pay is PaymentMethod.CARD and is_new:
        invoice = await context.bus.query(InvoiceFor(order_id, customer_id))
        try:
            await context.send_invoice(customer_id, invoice)
        except TelegramError as error:
            # The order stands all the same.
            _log.warning("invoice not sent", order_id=order_id, problem=error.message)
