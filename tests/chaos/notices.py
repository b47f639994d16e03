"""The messages that must come: each event's notices, the receipts, the word that it is placed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.simulator import text_of
from handlers.ui.translator import order_code
from tests.chaos.texts import ANY, is_text, pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.simulator import Json
    from tests.chaos.books import Books, Row
    from tests.chaos.chats import Chats

# What an event is told by: the text's key and what it says; None for nothing, or another way.
Told = tuple[str, dict[str, str]] | None


def _plain(key: str, **values: str) -> Callable[[Row], Told]:
    return lambda _payload: (key, values)


def _called_off(payload: Row) -> Told:
    keys = {
        "customer_asked": "notice-agreed",
        "dish_missing": "notice-not-without",
        "by_operator": "notice-cancelled",
    }
    return keys.get(payload["reason"], "notice-called-off"), {}


def _refunding(payload: Row) -> Told:
    reason = payload["reason"].replace("_", "-")
    return "notice-refunding", {"amount": ANY, "reason": reason}


def _if(field: str, yes: Told, no: Told = None) -> Callable[[Row], Told]:
    return lambda payload: yes if payload.get(field) else no


_CUSTOMERS: dict[str, Callable[[Row], Told]] = {
    "OrderAccepted": _plain("notice-accepted", minutes=ANY, time=ANY),
    "OrderRejected": _plain("notice-rejected"),
    "OrderCalledOff": _called_off,
    "OrderPutOff": _plain("notice-put-off", time=ANY),
    "OrderExpired": _plain("notice-expired"),
    "OrderCancelled": _if("by", ("notice-cancelled", {})),
    "CookingOverdue": _plain("notice-late"),
    "CancellationRefused": _plain("notice-request-refused"),
    "CancellationUnanswered": _plain("notice-request-unanswered"),
    "CancellationOvertaken": _plain("notice-request-overtaken"),
    "DishesLeftOut": _plain("notice-left-out", dish=ANY, total=ANY),
    "DeliveryCollectable": _plain("notice-collect", store=ANY, address=ANY, phone=ANY),
    "StoreBringsIt": _if("was_collectable", ("notice-store-brings", {"name": ANY})),
    "DeliveryTakenAway": _if("had_food", ("notice-another-courier", {})),
    "ProblemReported": _plain("notice-problem", why=ANY, phone=ANY),
    "AnotherTripDecided": _plain("notice-another-trip"),
    "OrderFailed": _plain("notice-failed"),
    "DeliveryStarted": _plain("notice-on-the-way", name=ANY),
    "Delivered": _if("was_collected", ("notice-collected", {}), ("notice-delivered", {})),
    "RefundRequested": _refunding,
    "PaymentRefunded": _plain("notice-refunded", amount=ANY),
    "OperatorWrote": _plain("notice-operator-wrote", words=ANY),
}
_OWNERS: dict[str, Callable[[Row], Told]] = {
    "TicketCancelled": _plain("notice-ticket-cancelled"),
    "StoreReminded": _plain("notice-reminder", time=ANY),
    "CancellationUnanswered": _plain("notice-request-lapsed"),
    "DishesLeftOut": _plain("notice-left-out-store", dish=ANY),
    "CourierAssigned": _plain("notice-courier", name=ANY),
    "Delivered": _plain("notice-delivered-store"),
}
# Words of others follow the first line; what they are is looked at by other tests.
_WITH_WORDS = {
    "notice-rejected",
    "notice-called-off",
    "notice-agreed",
    "notice-cancelled",
    "notice-put-off",
    "notice-failed",
}
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
                if event.name not in table or (told := table[event.name](event.payload)) is None:
                    continue
                key, values = told
                exact = tuple(sorted((values | {"code": order_code(order_id)}).items()))
                for person in people:
                    wanted[person, key, exact] += 1
    for (person, key, exact), number in wanted.items():
        code = dict(exact)["code"]
        looked_for = pattern(chats.languages[person], key, exact, follows=key in _WITH_WORDS)
        found = [
            message
            for message in chats.about(person, code)
            if looked_for.fullmatch(text_of(message))
        ]
        chats.count(person, "notices", f"{key} of {code}", found, number)


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
