"""Money: what was paid is kept or given back, and the books and the provider say the same."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.simulator import Json
    from tests.chaos.books import Books, Event

_DISH, _OPERATOR = "dish_missing", "operator"


def broken_money(books: Books, charges: list[Json]) -> Iterator[str]:
    """Every rule about money that does not hold, one line each."""
    taken = {charge["provider_payment_charge_id"]: charge for charge in charges}
    for charge_id in taken.keys() - books.charges.keys():
        yield f"charge {charge_id[:12]} of {taken[charge_id]['payload'][:5]} is in no book"
    for charge_id in books.charges.keys() - taken.keys():
        yield f"charge {charge_id[:12]} is booked, but was never taken"
    kept: Counter[str] = Counter()
    for charge_id in books.charges.keys() & taken.keys():
        booked, real = books.charges[charge_id], taken[charge_id]
        amount, given_back = real["amount"], real.get("refunded", 0)
        if given_back > amount:
            yield f"charge {charge_id[:12]}: {given_back} of {amount} given back"
        if given_back != booked["refunded"]:
            what = f"{booked['state']} with {booked['refunded']} given back"
            yield f"charge {charge_id[:12]} is {what}, but {given_back} was given back"
        if (given_back == amount) != (booked["state"] == "refunded"):
            yield f"charge {charge_id[:12]} is {booked['state']}: {given_back} of {amount} back"
        kept[booked["order_id"]] += amount - given_back
    for order_id in books.orders:
        least, most = _to_keep(order_id, books)
        if not least <= kept[order_id] <= most:
            yield f"{order_id[:5]}: {kept[order_id]} kept, {least} to {most} should be"
        yield from _broken_lines(order_id, books)
        yield from _broken_cash(order_id, books)
    yield from _broken_refunds(books)


def _to_keep(order_id: str, books: Books) -> tuple[int, int]:
    """The least and the most that is kept of what was paid by card.

    They differ only where an operator gave a part back while an order was called off of which the
    store keeps a part: which of both came first, the events do not say.
    """
    events = books.events.get(order_id, [])
    payment = books.payments.get(order_id, {})
    approved = next((it for it in events if it.name == "PaymentApproved"), None)
    if payment.get("method") != "card" or approved is None:
        return 0, 0
    paid = _amount(approved, "amount") + _amount(approved, "tip") - _left_out(order_id, books)
    parts = _asked_back(events, _OPERATOR)
    if books.orders[order_id]["state"] == "delivered":
        return max(0, paid - parts), max(0, paid - parts)
    failed = next((it for it in events if it.name == "OrderFailed"), None)
    if failed is not None:
        return _kept_of_failed(failed, paid, parts)
    wanted = sum(_amount(it, "kept") for it in events if it.name == "OrderCalledOff")
    return max(0, min(wanted, paid) - parts), min(wanted, max(0, paid - parts))


def _kept_of_failed(failed: Event, paid: int, parts: int) -> tuple[int, int]:
    """What somebody decided; an operator may have given a part back before that, or after it."""
    failure = failed.payload["failure"]
    if failure["settlement"] == "all":
        return 0, 0
    back = int(failure["amount"]["amount"]) if failure["amount"] else 0
    kept = max(0, paid - parts - back)
    return kept, kept


def _broken_lines(order_id: str, books: Books) -> Iterator[str]:
    """Each dish that was left out goes back once, and never more than it cost."""
    back = _asked_back(books.events.get(order_id, []), _DISH)
    if back > _left_out(order_id, books):
        yield f"{order_id[:5]}: {back} back for dishes of {_left_out(order_id, books)}"


def _broken_cash(order_id: str, books: Books) -> Iterator[str]:
    """Cash is for food that arrived, and as much as it costs."""
    events = books.events.get(order_id, [])
    arrived = any(it.name == "Delivered" for it in events)
    set_out = any(it.name in {"DeliveryStarted", "Delivered"} for it in events)
    for event in events:
        if event.name != "CashCollected":
            continue
        due = books.payments[order_id]["amount"] - _left_out(order_id, books)
        if _amount(event, "amount") != due:
            yield f"{order_id[:5]}: {_amount(event, 'amount')} collected, {due} due"
        if not arrived:
            yield f"{order_id[:5]}: cash was collected, but nothing arrived"
        if not set_out and any(it.name == "OrderCalledOff" for it in events):
            yield f"{order_id[:5]}: cash was collected, but it was called off before the pick-up"


def _broken_refunds(books: Books) -> Iterator[str]:
    made: Counter[str] = Counter()
    asked: Counter[tuple[str, int]] = Counter()
    failed = 0
    for event in (it for events in books.events.values() for it in events):
        if event.name == "PaymentRefunded":
            made[event.payload["charge_id"]] += _amount(event, "amount")
        if event.name == "RefundRequested":
            asked[event.payload["charge_id"], event.payload["number"]] += 1
        failed += event.name == "RefundFailed"
    for charge_id, charge in books.charges.items():
        if made[charge_id] != charge["refunded"]:
            yield f"charge {charge_id[:12]}: {made[charge_id]} told, {charge['refunded']} booked"
    for (charge_id, number), times in asked.items():
        if times > 1:
            yield f"refund {number} of charge {charge_id[:12]} was asked for {times} times"
    if failed:
        yield f"{failed} refunds were refused by the provider, which means they were asked twice"


def _left_out(order_id: str, books: Books) -> int:
    ticket = books.tickets.get(order_id)
    if ticket is None:
        return 0
    lines = json.loads(ticket["lines"])
    return sum(lines[place]["amount"]["amount"] for place in json.loads(ticket["left_out"]))


def _asked_back(events: list[Event], reason: str) -> int:
    asked = (it for it in events if it.name == "RefundRequested")
    return sum(_amount(it, "amount") for it in asked if it.payload["reason"] == reason)


def _amount(event: Event, field: str) -> int:
    money = event.payload.get(field)
    return int(money["amount"]) if money else 0
