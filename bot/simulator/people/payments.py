"""Invoices paid by people: the bot is asked, then the money is taken or not."""

import asyncio
import secrets
from typing import Any

from bot.simulator.model import Chat, Person, SimError, Stored
from bot.simulator.world import (
    Checkout,
    World,
    add_message,
    mark_read,
    new_query_id,
    publish_edit,
)

Json = dict[str, Any]


def pay(world: World, chat: Chat, person: Person, message_id: int, tip: int) -> str:
    """Let a person pay an invoice; return the id of the question to the bot."""
    stored = chat.messages.get(message_id)
    invoice = stored.message.get("invoice") if stored else None
    if stored is None or invoice is None:
        raise SimError(404, f"There is no invoice {message_id}.")
    if not 0 <= tip <= stored.sim.get("max_tip_amount", 0):
        raise SimError(422, "This invoice takes no such tip.")
    query_id = new_query_id()
    amount = invoice["total_amount"] + tip
    order_info = _order_info(person, stored.sim["asks"])
    timer = asyncio.get_running_loop().call_later(
        world.pre_checkout_seconds, _time_out, world, query_id
    )
    world.checkouts[query_id] = Checkout(
        query_id, person.id, chat.id, message_id, amount, order_info, timer
    )
    _publish(world, world.checkouts[query_id], "checking")
    mark_read(world, chat, person)
    body: Json = {
        "id": query_id,
        "from": person.user(),
        "currency": invoice["currency"],
        "total_amount": amount,
        "invoice_payload": stored.sim["payload"],
    }
    if order_info:
        body["order_info"] = order_info
    world.updates.push("pre_checkout_query", body, ("user", person.id))
    return query_id


def _order_info(person: Person, asks: list[str]) -> dict[str, str]:
    known = {
        "name": person.name,
        "phone_number": person.phone or "+10000000000",
        "email": f"{person.username or person.id}@example.com",
    }
    return {name: known[name] for name in asks}


def settle(world: World, checkout: Checkout, error: str | None) -> None:
    """Carry out the bot's answer."""
    checkout.timer.cancel()
    del world.checkouts[checkout.id]
    if error is not None:
        _publish(world, checkout, "refused", error)
        return
    chat, person = world.chats[checkout.chat_id], world.people[checkout.user_id]
    stored = chat.messages.get(checkout.message_id)
    if stored is None:
        _publish(world, checkout, "refused", "The invoice is gone.")
        return
    payment = _charge(world, checkout, stored)
    stored.sim = stored.sim | {"paid": True}
    publish_edit(world, chat, stored)
    paid = add_message(world, chat, person.user(), {"successful_payment": payment})
    _publish(world, checkout, "paid")
    world.updates.push("message", paid.for_bot(), ("chat", chat.id))


def _charge(world: World, checkout: Checkout, stored: Stored) -> Json:
    # Unique beyond this run: the bot keeps charge ids for good.
    telegram_id, provider_id = f"tg_{secrets.token_hex(16)}", f"prov_{secrets.token_hex(16)}"
    currency = stored.message["invoice"]["currency"]
    payload = stored.sim["payload"]
    world.charges.append(
        {
            "telegram_payment_charge_id": telegram_id,
            "provider_payment_charge_id": provider_id,
            "user_id": checkout.user_id,
            "chat_id": checkout.chat_id,
            "message_id": checkout.message_id,
            "payload": payload,
            "currency": currency,
            "amount": checkout.amount,
            "at": world.clock().isoformat(),
        }
    )
    payment: Json = {
        "currency": currency,
        "total_amount": checkout.amount,
        "invoice_payload": payload,
        "telegram_payment_charge_id": telegram_id,
        "provider_payment_charge_id": provider_id,
    }
    return payment | ({"order_info": checkout.order_info} if checkout.order_info else {})


def _time_out(world: World, query_id: str) -> None:
    _publish(world, world.checkouts.pop(query_id), "timed_out")


def _publish(world: World, checkout: Checkout, state: str, error: str | None = None) -> None:
    data: Json = {
        "query_id": checkout.id,
        "user_id": checkout.user_id,
        "chat_id": checkout.chat_id,
        "message_id": checkout.message_id,
        "state": state,
    }
    world.changes.publish("payment", data | ({"error": error} if error else {}))
