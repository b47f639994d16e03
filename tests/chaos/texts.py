"""What people read, for recognising it: the platform's own texts without their markup."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import TypeVar

from bot.simulator import Json, text_of
from domain.order.model import TRANSITIONS, OrderState
from handlers.ui.callback_data import Button
from handlers.ui.translator import Translator
from tests.support.buttons import button_of

B = TypeVar("B", bound=Button)

# Stands for a value that does not matter; nobody types it.
ANY = "\ue000"
_TAG = re.compile(r"<[^>]+>")

ENDS = tuple(it.value.replace("_", "-") for it in OrderState if it not in TRANSITIONS)


def text(language: str, key: str, **values: str) -> str:
    """A text as it is seen in a chat."""
    return unescape(_TAG.sub("", Translator(language, None)(key, **values)))


@cache
def pattern(
    language: str, key: str, values: tuple[tuple[str, str], ...], *, follows: bool = False
) -> re.Pattern[str]:
    """A pattern for a whole text, in which ``ANY`` matches anything; more lines may follow it."""
    escaped = re.escape(text(language, key, **dict(values)))
    more = "(\n.*)?" if follows else ""
    return re.compile(escaped.replace(ANY, ".*") + more, re.DOTALL)


def is_text(message: Json, language: str, key: str, **values: str) -> bool:
    """Whether a message is this text."""
    wanted = pattern(language, key, tuple(sorted(values.items())))
    return wanted.fullmatch(text_of(message)) is not None


def is_card(message: Json, title: str) -> bool:
    """Whether a message is the card with this title, which stands below what happened."""
    return any(line.startswith(title) for line in text_of(message).split("\n"))


def state_of_card(message: Json, language: str, title: str) -> str | None:
    """The end that a customer's card shows, or None when it is no such card or no end."""
    if not is_card(message, title):
        return None
    last = text_of(message).split("\n")[-1]
    return next((it for it in ENDS if last.endswith(step_of(language, it))), None)


def step_of(language: str, state: str) -> str:
    """What the last line of a customer's card says of a step, without its time."""
    return text(language, "card-step", state=state.replace("_", "-"), time="").strip()


def data_of(message: Json) -> list[str]:
    """The callback data of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def buttons_of(message: Json) -> list[Button]:
    """A message's buttons."""
    return [button for data in data_of(message) if (button := button_of(data))]


def button_with(message: Json, kind: type[B]) -> B | None:
    """The first button of this class in a message."""
    return next((it for it in buttons_of(message) if isinstance(it, kind)), None)
