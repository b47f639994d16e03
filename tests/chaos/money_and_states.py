"""What must be true in the database."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.chaos.books import ENDED
from tests.chaos.money import broken_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.simulator import Json
    from tests.chaos.books import Books, Row

# The payment that each end leaves: by card, in cash, or never paid.
_PAYMENTS: dict[str, dict[str | None, set[str]]] = {
    # An operator may have given it all back.
    "delivered": {"card": {"paid", "refunded"}, "cash": {"collected"}},
    "rejected": {"card": {"refunded"}, "cash": {"voided"}},
    # The store may keep a part of what was paid; cash is collected where food arrived in the
    # moment in which it was called off. How much of either is right is looked at with the money.
    "cancelled": {
        "card": {"refunded", "paid"},
        "cash": {"voided", "collected"},
        None: {"voided"},
    },
    # What somebody decided; how much of it is looked at with the money.
    "failed": {"card": {"refunded", "paid"}, "cash": {"waived"}},
    "expired": {"card": {"refunded"}, "cash": {"voided"}, None: {"voided"}},
}
_VIEWED = {
    "waived": "waived",
    "paid": "paid",
    "collected": "collected",
    "voided": "voided",
    "refunded": "refunded",
}
# It may have been collected, or somebody said that it arrived: nobody need have set out with it.
_DELIVERED = frozenset(
    {
        "OrderPlaced", "PaymentApproved", "OrderPaid", "TicketReceived", "OrderAccepted",
        "DeliveryScheduled", "OrderCooked", "DeliveryOffered", "Delivered",
    }
)  # fmt: skip
_ONCE = _DELIVERED | {
    "OrderCancelled", "OrderExpired", "OrderRejected", "PaymentVoided", "CashCollected",
    "TicketCancelled", "OrderCalledOff", "DeliveryCancelled", "DeliveryFailed", "OrderFailed",
    "CashWaived",
}  # fmt: skip


# What the platform tells its operators when it has failed somebody.
_ALARMS = ("MessageRefused", "BooksDisagree")


def broken_in_the_books(books: Books, charges: list[Json]) -> Iterator[str]:
    """Every rule of the database that does not hold, one line each."""
    for what, number in books.unsettled.items():
        yield f"{number} {what} at the end"
    for name, rows in (("payment", books.payments), ("view", books.views)):
        for order_id in books.orders.keys() ^ rows.keys():
            yield f"{order_id[:5]}: an order without a {name}, or a {name} without an order"
    for name, rows in (("ticket", books.tickets), ("delivery", books.deliveries)):
        for order_id in rows.keys() - books.orders.keys():
            yield f"{order_id[:5]}: a {name} without an order"
    for order_id in books.orders:
        for problem in _broken_order(order_id, books):
            yield f"{order_id[:5]}: {problem}"
    yield from broken_money(books, charges)
    told = Counter(event.name for events in books.events.values() for event in events)
    for name in _ALARMS:
        if told[name]:
            yield f"the operators were told {told[name]} times: {name}"


def _broken_order(order_id: str, books: Books) -> Iterator[str]:
    state = books.orders[order_id]["state"]
    if state not in ENDED:
        yield f"is still {state}"
        return
    payment = books.payments.get(order_id, {"method": None, "state": "missing"})
    allowed = _PAYMENTS[state].get(payment["method"], set())
    if payment["state"] not in allowed:
        yield f"{state}, but its payment ({payment['method']}) is {payment['state']}"
    yield from _broken_view(order_id, state, payment, books)
    yield from _broken_work(order_id, state, payment, books)
    counted = Counter(event.name for event in books.events.get(order_id, []))
    for name in sorted(_ONCE):
        if counted[name] > 1:
            yield f"{counted[name]} × {name}"
        if state == "delivered" and name in _DELIVERED and not counted[name]:
            yield f"delivered without {name}"


def _broken_view(order_id: str, state: str, payment: Row, books: Books) -> Iterator[str]:
    view = books.views.get(order_id)
    if view is None:
        return
    shown, steps = view["content"], [step["state"] for step in view["content"]["steps"]]
    if {view["state"], shown["state"], steps[-1]} != {state}:
        yield f"{state}, but its view says {view['state']}, {shown['state']}, {steps[-1]}"
    if len(set(steps)) != len(steps):
        yield f"its view took a step twice: {steps}"
    late = any(
        charge["order_id"] == order_id and charge["reason"] == "late"
        for charge in books.charges.values()
    )
    wanted = "refunded" if late else _VIEWED.get(payment["state"])
    if shown["payment"] != wanted:
        yield f"its payment is {wanted}, but its view says {shown['payment']}"


def _broken_work(order_id: str, state: str, payment: Row, books: Books) -> Iterator[str]:
    """Ticket and delivery go with the order."""
    paid = any(event.name == "OrderPaid" for event in books.events.get(order_id, []))
    same = {it: it for it in ("delivered", "rejected", "failed")}
    wanted_ticket = same.get(state, "cancelled" if paid else None)
    ticket = books.tickets.get(order_id, {"state": None})["state"]
    if ticket != wanted_ticket:
        yield f"{state}, but its ticket is {ticket}"
    delivery = books.deliveries.get(order_id, {"state": None})["state"]
    wanted = {state} if state in {"delivered", "failed"} else {None}
    for event in books.events.get(order_id, []):
        if event.name == "OrderCalledOff" and event.payload["was_accepted"]:
            # It had arrived, or failed, in the very moment in which it was called off, or it is over.
            wanted = {"delivered", "cancelled", "failed"}
    if delivery not in wanted:
        yield f"{state}, but its delivery is {delivery}"
    if state in {"delivered", "rejected"} and not paid:
        yield f"{state} without having been paid ({payment['state']})"
