"""Every class of button, and which of them sent some callback data."""

from __future__ import annotations

from collections.abc import Iterator

import handlers.ui.callbacks  # noqa: F401 - makes the classes known
from handlers.ui.callback_data import Button


def _named(kind: type[Button]) -> Iterator[type[Button]]:
    if hasattr(kind, "prefix"):
        yield kind
    for child in kind.__subclasses__():
        yield from _named(child)


BUTTONS = tuple(_named(Button))
BY_PREFIX = {kind.prefix: kind for kind in BUTTONS}


def button_of(data: str) -> Button | None:
    """The button that sends these data; None when there is none."""
    kind = BY_PREFIX.get(data.partition(":")[0])
    return kind.unpack(data) if kind else None


def order_of(data: str) -> str:
    """The id of the order that a button is about; empty for none."""
    return str(getattr(button_of(data), "order_id", ""))
