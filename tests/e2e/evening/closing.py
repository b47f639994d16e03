"""What must be true when the evening is over."""

from __future__ import annotations

import re
from datetime import UTC
from html import unescape
from typing import TYPE_CHECKING

from bot.notifications.rendering import render
from bot.persistence.queues.cards import NO_MESSAGE
from bot.simulator import text_of
from domain.shared.audience import Audience
from domain.shared.money import Money
from handlers.ui import callbacks
from handlers.ui.translator import Translator
from tests.e2e.evening.languages import foreign_words
from tests.e2e.evening.stage import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.persistence.unit_of_work import UnitOfWork
    from tests.e2e.evening.stage import Evening, Order

# What an operator can still do about an order that is over, and a customer: look at it.
_STILL_POSSIBLE = (callbacks.AskMessage, callbacks.ExplainRefund, callbacks.ShowOrder)
_TAG, _TIME = re.compile(r"<[^>]+>"), re.compile(r"\d:\d\d")
_UNFINISHED = {
    "deadlines": "select count(*) from deadlines",
    "events set aside": "select count(*) from outbox",
    "updates set aside": "select count(*) from updates where error is not null",
    "people out of reach": "select count(*) from people where not reachable",
}


async def faults(evening: Evening) -> list[str]:
    """Everything that is not as it must be, one line each."""
    found = [*_unfinished(evening), *_money(evening), *_live_buttons(evening)]
    found += [it async for it in _cards(evening)]
    return [*found, *foreign_words(evening)]


def _unfinished(evening: Evening) -> Iterator[str]:
    for what, query in _UNFINISHED.items():
        if number := evening.town.rows(query)[0][0]:
            yield f"{number} {what}"
    states = {str(row[0]): row[1] for row in evening.town.rows("select id, state from orders")}
    if states.keys() != {order.id for order in evening.orders}:
        yield f"{len(states)} orders instead of {len(evening.orders)}"
    for order in evening.orders:
        if states.get(order.id) != order.state:
            yield f"{order.code} is {states.get(order.id)}, not {order.state}"


def _money(evening: Evening) -> Iterator[str]:
    """Paid = kept + given back: at the provider, in the ledger, and on the customer's card."""
    for order in evening.orders:
        charges = [it for it in evening.town.charges() if it["payload"] == order.id]
        paid = sum(_number(it["amount"]) for it in charges)
        back = sum(_number(it.get("refunded", 0)) for it in charges)
        if (paid, back) != (order.paid, order.paid - order.kept if order.paid else 0):
            yield f"{order.code}: {back} of {paid} given back, {order.kept} to be kept"
        movements = f"select movement, amount from ledger where order_id = '{order.id}'"
        signs = {"charged": 1, "collected": 1, "refunded": -1}
        kept = sum(
            signs.get(str(it), 0) * _number(sum_) for it, sum_ in evening.town.rows(movements)
        )
        if kept != order.kept:
            yield f"{order.code}: the ledger keeps {kept}, not {order.kept}"
        if 0 < order.kept < order.paid and not _says(evening, order, order.paid - order.kept):
            yield f"{order.code}: its customer does not read what was given back"


def _number(value: object) -> int:
    return int(str(value))


def _says(evening: Evening, order: Order, amount: int) -> bool:
    currency = "USD" if order.store_id == "golden-gate" else "KRW"
    translate = Translator(_language(evening, order.customer), UTC)
    line = _plain(translate("card-given-back", amount=Money(amount, currency)))
    return line in evening.reads_about(order.customer, order).splitlines()


def _language(evening: Evening, person_id: int) -> str:
    return str(evening.town.people.world.people[person_id]["language_code"])


def _live_buttons(evening: Evening) -> Iterator[str]:
    """Buttons of orders that are over, though they would do nothing any more."""
    codes = {order.id: order.code for order in evening.orders}
    for person_id in EVERYBODY:
        for number, button in evening.buttons(person_id):
            code = codes.get(getattr(button, "order_id", ""))
            if code and not isinstance(button, _STILL_POSSIBLE):
                message = evening.town.people.world.chat(person_id).messages[number]
                yield f"chat {person_id}: {button.pack()} in {text_of(message)!r}"


async def _cards(evening: Evening) -> AsyncIterator[str]:
    """Everybody's card of each order says how it ended, once, and as one would read it now."""
    states = {order.id: order.state for order in evening.orders}
    cards = evening.town.rows("select chat_id, audience, subject, message_id from cards")
    for chat_id, audience, subject, number in cards:
        if subject not in states:
            continue
        person_id = _number(chat_id)
        language = _language(evening, person_id)
        what = f"chat {person_id}: the {audience} card of {str(subject)[:5]}"
        if number == NO_MESSAGE:
            # What a courier was offered and cannot take any more is gone, and what an owner decided.
            shows = _SHOWS.get(Audience(str(audience)))
            if shows is None or shows(evening, person_id, str(subject)):
                yield f"{what} is not gone, or should not be"
            continue
        if audience == Audience.TRIP:
            yield f"{what} is there, though the ticket says how it ended"
            continue
        message = evening.town.people.world.chat(person_id).messages.get(_number(number))
        if message is None:
            yield f"{what} is missing"
            continue
        lines = text_of(message).split("\n")
        now = await _now(evening, person_id, str(audience), str(subject), language)
        for line in now:
            if line not in lines:
                yield f"{what} does not say {line!r} but {lines[:3]}"
        code = f"#{str(subject)[:5].upper()}"
        ended = _ends(str(audience), code, states[subject], language)
        if ended and not any(line in lines or lines[-1].endswith(line) for line in ended):
            yield f"{what} does not say {ended} but {lines[:3]}"
        title = next((it for it in lines if code in it), "")
        copies = sum(title in it.split("\n") for it in evening.reads(person_id))
        if copies != 1:
            yield f"{what} is there {copies} times: {title!r}"


def _shows_trip(evening: Evening, person_id: int, order_id: str) -> bool:
    code = f"#{order_id[:5].upper()}"
    order = next(it for it in evening.orders if it.id == order_id)
    store = evening.town.rows(f"select name from stores where id = '{order.store_id}'")[0][0]
    line = Translator(_language(evening, person_id), UTC)("trip-store", store=store)
    return any(code in it and _plain(line) in it.split("\n") for it in evening.reads(person_id))


def _shows_delivery(evening: Evening, person_id: int, order_id: str) -> bool:
    code = f"#{order_id[:5].upper()}"
    title = Translator(_language(evening, person_id), UTC)("delivery-title", code=code, store="")
    begins = _plain(title).partition("·")[0]
    return any(
        line.startswith(begins) for it in evening.reads(person_id) for line in it.split("\n")
    )


# Whose cards are gone once they say nothing more, and whether a chat shows one all the same.
_SHOWS = {Audience.COURIER: _shows_delivery, Audience.TRIP: _shows_trip}


async def _now(
    evening: Evening, person_id: int, audience: str, subject: str, language: str
) -> list[str]:
    """The lines of a card as it would be sent now, but for those that tell a time."""
    runtime = evening.town.running.runtime

    def look(uow: UnitOfWork) -> str:
        # As if it were to be edited now: it begins with what it began with.
        uow.messages.card(person_id, audience, subject)
        (promised,) = uow.messages.pending(1)
        uow.messages.sent_card(promised)
        card = render(promised, UTC, uow)
        return card.text if card else ""

    shown = _plain(await runtime.database.write(look))
    return [line for line in shown.split("\n") if not _TIME.search(line)]


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _ends(audience: str, code: str, state: str, language: str) -> list[str]:
    """How a card says that its order has ended; an owner's or courier's may say it in two ways."""
    translate = Translator(language, UTC)
    match audience:
        case Audience.CUSTOMER:
            # It may begin with news; its last line tells its steps.
            step = translate("card-step", state=state.replace("_", "-"), time="")
            return [_plain(step).strip()]
        case Audience.OPERATOR:
            keys = [("card-state", state)]
        case Audience.STORE:
            if state == "failed":
                return [_plain(translate("notice-failed-store", code=code))]
            keys = [("ticket-state", state)]
            if state == "cancelled":
                keys.append(("ticket-state", "called-off"))
        case Audience.COURIER if state in {"cancelled", "failed"}:
            keys = [("delivery-state", state)]
        case _:
            return []
    return [_plain(translate(key, state=value)) for key, value in keys]
