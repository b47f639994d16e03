"""Logging: structured, and without secrets.

Each line that is written while an update, a command, an event or a message is in hand carries its ids
(``about``): ``update_id``, ``order``, ``event_seq``. So one order can be followed from a tap to the messages.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import orjson
import structlog
from structlog.contextvars import bind_contextvars, reset_contextvars


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Let every line of this task carry ids while it lasts."""
    before = bind_contextvars(**ids)
    try:
        yield
    finally:
        reset_contextvars(**before)


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=_shows_colours(),
        # A prettier traceback would print local variables: tokens and phone numbers among them.
        exception_formatter=structlog.dev.plain_traceback,
    )


def _shows_colours() -> bool:
    # NO_COLOR counts when it is set to anything (no-color.org).
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return is_wanted and sys.stdout.isatty()


def _line(entry: MutableMapping[str, Any], default: Callable[[Any], Any]) -> bytes:
    """A line of JSON; half the time of the standard library's, which takes what orjson does not."""
    try:
        return orjson.dumps(entry, default)
    except TypeError:
        # A number of more than 64 bits, or half a character.
        return json.dumps(entry, default=default).encode()


def set_up_logs(log_format: str, level: str = "") -> None:
    """Log to the standard output.

    Args:
        log_format: As ``json`` lines, or as ``console`` ones in colour on a terminal.
        level: Lines below it are left out: ``debug``, which has each command, event and message,
            ``info``, ``warning`` or ``error``; empty for all that programs read, and ``info`` for people.
    """
    as_json = log_format == "json"
    level = level or ("debug" if as_json else "info")
    last = (
        (structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_line))
        if as_json
        else (_console(),)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory()
        if as_json
        else structlog.PrintLoggerFactory(),
    )
    logging.basicConfig(level=logging.WARNING)
    # Its request lines carry URLs, and Telegram's URLs carry the bot's token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
