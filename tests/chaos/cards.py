"""Everybody's cards must show the end of each of their orders."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.simulator import text_of
from handlers.ui.translator import order_code
from tests.chaos.books import ENDED
from tests.chaos.texts import ANY, data_of, is_card, pattern, step_of, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.chaos.books import Books, Row
    from tests.chaos.chats import Chats


def check_cards(books: Books, chats: Chats) -> None:
    """Note every card that is missing, behind, or there without a crash to explain its copy."""
    known = _known(books)
    titles: dict[tuple[int, str], int] = defaultdict(int)
    for person, audience, order_id, title, wanted in _wanted(books, chats):
        code = order_code(order_id)
        titles[person, title] += 1
        what = f"chat {person}: the {audience} card of {code}"
        number = known.get((person, audience, order_id))
        message = chats.messages[person].get(number or 0)
        if message is None:
            chats.broken.append(f"{what} is missing")
            continue
        lines = text_of(message).split("\n")
        if not is_card(message, title):
            chats.broken.append(f"{what} is another message: {lines[0]}")
        for line in wanted:
            if line not in lines and not any(_matches(chats, person, line, it) for it in lines):
                chats.broken.append(f"{what} does not say {line!r} but {lines[0]!r}")
        # Operators may write, and give back, also when all is over.
        if data_of(message) and audience != "operator":
            chats.broken.append(f"{what} has buttons still: {data_of(message)}")
    for (person, title), wanted_number in titles.items():
        code = title.split("#")[1][:5]
        found = [it for it in chats.about(person, f"#{code}") if is_card(it, title)]
        chats.count(person, "cards", title, found, wanted_number)
    _check_trips(books, chats)
    for courier, order_id, order in _gone(books):
        code, language = order_code(order_id), chats.languages[courier]
        title = text(language, "delivery-title", code=code, store=order["store_name"])
        found = [it for it in chats.about(courier, f"#{code}") if is_card(it, title)]
        chats.count(courier, "cards", title, found, 0)


def _check_trips(books: Books, chats: Chats) -> None:
    """Owners read how a trip ended on their tickets: its card is gone."""
    known = _known(books)
    for order_id, order in books.orders.items():
        if order["state"] not in ENDED:
            continue
        code = order_code(order_id)
        for owner in books.owners[order["store_id"]]:
            if number := known.get((owner, "trip", order_id)):
                chats.broken.append(f"chat {owner}: the trip card of {code} is {number} still")
            line = text(chats.languages[owner], "trip-store", store=order["store_name"])
            about = chats.about(owner, f"#{code}")
            found = [it for it in about if line in text_of(it).split("\n")]
            chats.count(owner, "cards", f"trip {code}", found, 0)


def _matches(chats: Chats, person: int, line: str, shown: str) -> bool:
    if line.startswith("step:"):
        return shown.endswith(line.removeprefix("step:"))
    if not line.startswith("payment:"):
        return False
    values = (("payment", line.removeprefix("payment:")), ("total", ANY))
    return pattern(chats.languages[person], "card-total", values).fullmatch(shown) is not None


def _known(books: Books) -> dict[tuple[int, str, str], int]:
    """Which message of a chat is the card of what; 0 for none any more."""
    return {
        (row["chat_id"], row["audience"], row["subject"]): row["message_id"] for row in books.cards
    }


def _wanted(books: Books, chats: Chats) -> Iterator[tuple[int, str, str, str, list[str]]]:
    """Who must have which card, how it begins, and the lines that it must have."""
    for order_id, order in books.orders.items():
        if order["state"] not in ENDED or order_id not in books.views:
            continue  # that is a broken rule already
        code, customer = order_code(order_id), order["customer_id"]
        language = chats.languages[customer]
        yield (
            customer,
            "customer",
            order_id,
            text(language, "card-title", code=code, store=order["store_name"]),
            [
                f"step:{step_of(language, order['state'])}",
                f"payment:{books.views[order_id]['content']['payment']}",
            ],
        )
        if ticket := books.tickets.get(order_id):
            for owner in books.owners[order["store_id"]]:
                language = chats.languages[owner]
                name = ticket["customer_name"]
                is_cancelled, reason = ticket["state"] == "cancelled", ticket["reason"]
                state = "called-off" if is_cancelled and reason else ticket["state"]
                shown = text(language, "ticket-state", state=state)
                if is_cancelled and not reason:
                    # It begins with what the customer did.
                    shown = text(language, "notice-ticket-cancelled", code=code).split("\n")[0]
                if state == "failed":
                    shown = text(language, "notice-failed-store", code=code)
                yield (
                    owner,
                    "store",
                    order_id,
                    text(language, "ticket-title", code=code, customer=name),
                    [shown],
                )
        if delivery := books.deliveries.get(order_id):
            yield from _of_delivery(order, delivery, books, chats)


def _gone(books: Books) -> Iterator[tuple[int, str, Row]]:
    """The couriers who may have been offered what they can no longer take, and never had."""
    for order_id, order in books.orders.items():
        delivery = books.deliveries.get(order_id)
        if delivery is None or order["state"] not in ENDED:
            continue
        for courier in books.couriers[order["store_id"]]:
            if not _concerns(courier, delivery):
                yield courier, order_id, order


def _concerns(courier: int, delivery: Row) -> bool:
    return courier == delivery["courier_id"] or courier in _declined(delivery)


def _declined(delivery: Row) -> set[int]:
    return set(map(int, re.findall(r"\d+", delivery["declined"])))


def _of_delivery(
    order: Row, delivery: Row, books: Books, chats: Chats
) -> Iterator[tuple[int, str, str, str, list[str]]]:
    """The cards of couriers."""
    order_id, state, name = order["id"], delivery["state"], delivery["courier_name"]
    code = order_code(order_id)
    offered = any(it.name == "DeliveryOffered" for it in books.events.get(order_id, []))
    for courier in books.couriers[order["store_id"]]:
        if not offered or not _concerns(courier, delivery):
            continue
        language = chats.languages[courier]
        is_over = state in {"cancelled", "failed"}
        is_taken = delivery["courier_id"] not in {None, courier} and not is_over
        shown = text(language, "delivery-state", state=state)
        head = text(language, "delivery-head", what="gone", code=code)
        title = text(language, "delivery-title", code=code, store=order["store_name"])
        yield (
            courier,
            "delivery",
            order_id,
            head if is_taken else title,
            [title, text(language, "delivery-taken", name=name) if is_taken else shown],
        )
