"""The messages that must come beside the cards: notices, and words about money that was not wanted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bot.simulator import text_of
from handlers.ui.translator import order_code
from tests.chaos.texts import ANY, is_text, pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.books import Books, Row
    from tests.chaos.chats import Chats

# What an event is told by: the text's key and what it says; None for nothing, or another way.
Told = tuple[str, dict[str, str]] | None


# Money that comes back though the order goes on, or that was never wanted; what else comes back the
# card of its order says.
_OTHER_MONEY = {"late", "paid_twice", "wrong_amount", "operator"}
# What was never owed no card tells of, not even when it is back.
_STRAY_MONEY = {"paid_twice", "wrong_amount"}


def _refunding(payload: Row) -> Told:
    if payload["reason"] not in _OTHER_MONEY:
        return None
    reason = payload["reason"].replace("_", "-")
    return "notice-refunding", {"amount": ANY, "reason": reason}


def _refunded(payload: Row) -> Told:
    return ("notice-refunded", {"amount": ANY}) if payload["reason"] in _STRAY_MONEY else None


# All else is told by cards, which come anew for it.
_CUSTOMERS: dict[str, Callable[[Row], Told]] = {
    "RefundRequested": _refunding,
    "PaymentRefunded": _refunded,
    "OperatorWrote": lambda _payload: ("notice-operator-wrote", {"words": ANY}),
}
Notice = tuple[int, str, tuple[tuple[str, str], ...]]


def check_notices(books: Books, chats: Chats) -> None:
    """Note every notice that is missing, or repeated without a crash to explain it."""
    wanted: Counter[Notice] = Counter()
    for order_id, order in books.orders.items():
        for event in books.events.get(order_id, []):
            of = _CUSTOMERS.get(event.name)
            if of is None or (told := of(event.payload)) is None:
                continue
            key, values = told
            exact = tuple(sorted((values | {"code": order_code(order_id)}).items()))
            wanted[order["customer_id"], key, exact] += 1
    for (person, key, exact), number in wanted.items():
        code = dict(exact)["code"]
        looked_for = pattern(chats.languages[person], key, exact)
        found = [
            message
            for message in chats.about(person, code)
            if looked_for.fullmatch(text_of(message))
        ]
        chats.count(person, "notices", f"{key} of {code}", found, number)


def check_replies(books: Books, chats: Chats, placed: dict[str, int]) -> None:
    """Note orders that are gone, and charges that were not wanted without a word to who paid."""
    for order_id in placed.keys() - books.orders.keys():
        chats.broken.append(
            f"{order_code(order_id)} was placed for {placed[order_id]}, but is gone"
        )
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for charge in books.charges.values():
        reasons[charge["order_id"]][charge["reason"] or ""] += 1
    for order_id, order in books.orders.items():
        person, code = order["customer_id"], order_code(order_id)
        language = chats.languages[person]
        told = [
            message
            for message in chats.about(person, code)
            if is_text(message, language, "payment-unneeded", code=code, amount=ANY)
        ]
        found = reasons[order_id]
        # One that came too late may have been taken first, and sent back when the order knew of it.
        least = found["paid_twice"] + found["wrong_amount"]
        wanted = min(max(len(told), least), least + found["late"])
        chats.count(person, "replies", f"what was sent back of {code}", told, wanted)


def check_apologies(chats: Chats) -> None:
    """Nobody may have been told that something went wrong: nothing but kills went wrong."""
    for person, messages in chats.messages.items():
        for message in messages.values():
            if is_text(message, chats.languages[person], "error-incident", incident=ANY):
                chats.broken.append(f"chat {person}: {text_of(message)}")
