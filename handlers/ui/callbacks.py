"""Callback data: a verb and its arguments, within Telegram's 64 bytes.

A modified client can send any data at all, so nothing here grants anything: services decide by
who pressed.
"""

from __future__ import annotations

from telegram import Update

MAX_BYTES = 64


def pack(verb: str, *arguments: str | int) -> str:
    """Make callback data. Raises ValueError over 64 bytes (Bot API limit)."""
    data = ":".join((verb, *map(str, arguments)))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data over {MAX_BYTES} bytes: {data!r}")
    return data


def unpack(data: str, count: int) -> list[str]:
    """The arguments of callback data; missing ones are empty, surplus ones are dropped."""
    found = data.split(":")[1 : count + 1]
    return found + [""] * (count - len(found))


def tapped(update: Update, count: int) -> list[str]:
    """The arguments of the button that was tapped; empty ones without a tap."""
    query = update.callback_query
    return unpack((query.data or "") if query else "", count)


def pattern(*verbs: str) -> str:
    """A pattern for CallbackQueryHandler that matches data with one of these verbs."""
    return rf"^(?:{'|'.join(verbs)})(?::|$)"
