"""The messages that must come: each event's notices, the receipts, the word that it is placed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.simulator import text_of
from handlers.ui.translator import order_code
from tests.chaos.texts import ANY, is_text, pattern

if TYPE_CHECKING:
    from bot.simulator import Json
    from tests.chaos.books import Books
    from tests.chaos.chats import Chats

_CUSTOMERS = {
    "OrderAccepted": ("notice-accepted", {"minutes": ANY, "time": ANY}),
    "OrderRejected": ("notice-rejected", {}),
    "OrderCalledOff": ("notice-called-off", {}),
    "OrderPutOff": ("notice-put-off", {"time": ANY}),
    "OrderExpired": ("notice-expired", {}),
    "DeliveryStarted": ("notice-on-the-way", {"name": ANY}),
    "Delivered": ("notice-delivered", {}),
    "RefundRequested": ("notice-refunding", {"amount": ANY}),
    "PaymentRefunded": ("notice-refunded", {"amount": ANY}),
}
_OWNERS = {
    "TicketCancelled": ("notice-ticket-cancelled", {}),
    "StoreReminded": ("notice-reminder", {"time": ANY}),
    "CourierAssigned": ("notice-courier", {"name": ANY}),
    "Delivered": ("notice-delivered-store", {}),
}
# Its second line, the reason, is looked at by other tests.
_WITH_MORE = {"notice-rejected", "notice-called-off"}
Notice = tuple[int, str, tuple[tuple[str, str], ...]]


def check_notices(books: Books, chats: Chats) -> None:
    """Note every notice that is missing, or repeated without a crash to explain it."""
    wanted: Counter[Notice] = Counter()
    for order_id, order in books.orders.items():
        for event in books.events.get(order_id, []):
            for people, table in (
                ([order["customer_id"]], _CUSTOMERS),
                (books.owners[order["store_id"]], _OWNERS),
            ):
                if event.name not in table:
                    continue
                key, values = table[event.name]
                if key == "notice-refunding":
                    values = values | {"reason": event.payload["reason"].replace("_", "-")}
                exact = tuple(sorted((values | {"code": order_code(order_id)}).items()))
                for person in people:
                    wanted[person, key, exact] += 1
    for (person, key, exact), number in wanted.items():
        code = dict(exact)["code"]
        looked_for = pattern(chats.languages[person], key, exact)
        found = [
            message
            for message in chats.about(person, code)
            if looked_for.fullmatch(_relevant(message, key))
        ]
        chats.count(person, "notices", f"{key} of {code}", found, number)


def _relevant(message: Json, key: str) -> str:
    whole = text_of(message)
    return whole.split("\n")[0] if key in _WITH_MORE else whole


def check_replies(books: Books, chats: Chats, charges: list[Json], placed: dict[str, int]) -> None:
    """Note orders that no chat calls placed, and charges without a receipt; and the reverse."""
    for order_id in placed.keys() - books.orders.keys():
        chats.broken.append(
            f"{order_code(order_id)} was placed for {placed[order_id]}, but is gone"
        )
    taken = Counter(charge["payload"] for charge in charges)
    said = 0
    for order_id, order in books.orders.items():
        person, code = order["customer_id"], order_code(order_id)
        language, about = chats.languages[person], chats.about(person, code)
        translate = [it for it in about if is_text(it, language, "placed", code=code, store=ANY)]
        said += bool(translate)
        chats.count(person, "replies", f"the word that {code} is placed", translate, 1)
        receipts = [
            message
            for message in about
            if is_text(message, language, "payment-received", code=code, amount=ANY)
            or is_text(message, language, "payment-unneeded", code=code, amount=ANY)
        ]
        chats.count(person, "replies", f"the receipts of {code}", receipts, taken[order_id])
    everywhere = sum(
        is_text(message, chats.languages[person], "placed", code=ANY, store=ANY)
        for person, messages in chats.messages.items()
        for message in messages.values()
    )
    if said != len(books.orders) or everywhere < len(books.orders):
        chats.broken.append(f"{len(books.orders)} orders, but {said} were called placed")


def check_apologies(chats: Chats) -> None:
    """Nobody may have been told that something went wrong: nothing but kills went wrong."""
    for person, messages in chats.messages.items():
        for message in messages.values():
            if is_text(message, chats.languages[person], "error-incident", incident=ANY):
                chats.broken.append(f"chat {person}: {text_of(message)}")
