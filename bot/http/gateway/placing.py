"""Placing an order for a program: the basket that it wants, at the prices of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from telegram.error import TelegramError

from bot.http.gateway.problems import Problem
from bot.persistence.database.types import from_json
from domain.order import (
    Basket,
    CurrentMenu,
    DeliveryDetails,
    Location,
    OrderHeld,
    OrderReceipt,
    PlaceOrder,
    checked_address,
    checked_phone,
)
from domain.processes.checkout import ChooseCash, InvoiceFor
from domain.shared.methods import PaymentMethod

if TYPE_CHECKING:
    from bot.http.gateway.access import Commands
    from bot.http.gateway.shapes import NewOrder

_log = structlog.get_logger(__name__)


async def place(wanted: NewOrder, commands: Commands) -> OrderReceipt:
    """Place an order, once for its key, and ask for the money as it is wanted.

    Its card comes to the customer's chat by event. The invoice follows once: whoever misses it has
    the card's button to pay.

    Raises:
        Problem: A dish is not on the menu, or the order comes to another sum.
        ProviderUnavailable: It would be paid by card, and that rests; nothing was ordered.
        DomainError: As ``domain.processes.checkout.place_order``.
    """
    known = await commands.answered()
    command = await _command(wanted, commands) if known is None else None
    if command is not None and wanted.pay is PaymentMethod.CARD:
        await commands.caller.context.check_provider()
    if command is None:
        receipt = from_json(OrderReceipt, known or "")
        commands.skip()
    else:
        receipt = await commands.execute(command)
    if not receipt.is_held:
        await _ask_for_money(wanted, receipt, commands, is_new=command is not None)
    return receipt


async def held(order_id: str, commands: Commands) -> OrderHeld | None:
    """Where an order waits in line, as it was told last."""
    context = commands.caller.context
    history = await context.database.read(lambda uow: uow.history(order_id))
    told = [event for _, event in history if isinstance(event, OrderHeld)]
    return told[-1] if told else None


async def _command(wanted: NewOrder, commands: Commands) -> PlaceOrder:
    context, customer_id = commands.caller.context, commands.caller.user_id
    menu = await context.bus.query(CurrentMenu(wanted.store_id))
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
    name = await context.database.read(lambda uow: uow.people.name_of(customer_id))
    return PlaceOrder(commands.new_order_id, customer_id, name, basket, details)


async def _ask_for_money(
    wanted: NewOrder, receipt: OrderReceipt, commands: Commands, *, is_new: bool
) -> None:
    customer_id, context = commands.caller.user_id, commands.caller.context
    if wanted.pay is PaymentMethod.CASH:
        await commands.execute(ChooseCash(receipt.order_id, customer_id))
    if wanted.pay is PaymentMethod.CARD and is_new:
        invoice = await context.bus.query(InvoiceFor(receipt.order_id, customer_id))
        try:
            await context.send_invoice(customer_id, invoice)
        except TelegramError as error:
            # The order stands all the same.
            _log.warning("invoice not sent", order_id=receipt.order_id, problem=error.message)
