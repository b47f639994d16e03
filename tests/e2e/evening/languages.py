"""Everybody reads the bot in their own language: no word of the other one, ever."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.demo import STORES
from bot.stores.store_file import read_stores
from tests.e2e.evening.stage import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.simulator import Json
    from tests.e2e.evening.stage import Evening

# A command, an order's code, a currency: the same in every language.
_NEUTRAL = re.compile(r"/[a-z]+|#[0-9A-F]{5}|US\$")
_FOREIGN = {"en": re.compile(r"[가-힣]+"), "ko": re.compile(r"[A-Za-z]{2,}")}


def foreign_words(evening: Evening) -> Iterator[str]:
    """Each text that the bot has shown to somebody with a word that is not of their language.

    Names, menus, and what people typed themselves are in whatever language they are.
    """
    own = sorted(_names(evening) | evening.typed, key=len, reverse=True)
    names = re.compile("|".join(re.escape(it) for it in own))
    for person_id in EVERYBODY:
        profile = evening.town.people.world.people[person_id]
        foreign = _FOREIGN[str(profile["language_code"])]
        answers = evening.town.people.world.answers.get(person_id, [])
        texts = {text for it in evening.shown.get(person_id, []) for text in _texts(it)}
        for text in sorted(texts | {it.get("text") or "" for it in answers}):
            if words := foreign.findall(_NEUTRAL.sub("", names.sub("", text))):
                yield f"chat {person_id}: {words} in {text!r}"


def _names(evening: Evening) -> set[str]:
    """What is called so in every language."""
    found = {"Azer Delivery"}
    for store in read_stores(STORES):
        found |= {store.name, store.address}
        for category in store.categories:
            found.add(category.name)
            for dish in category.dishes:
                found |= {dish.name, dish.description}
    for person in evening.town.people.world.people.values():
        found |= {str(person.get(it) or "") for it in ("first_name", "last_name", "username")}
    return found - {""}


def _texts(message: Json) -> Iterator[str]:
    """Everything there is to read in a message."""
    yield message.get("text") or message.get("caption") or ""
    invoice = message.get("invoice", {})
    yield from (invoice.get("title", ""), invoice.get("description", ""))
    markup = message.get("reply_markup", {})
    for rows in (markup.get("inline_keyboard", []), markup.get("keyboard", [])):
        yield from (it if isinstance(it, str) else it["text"] for row in rows for it in row)
