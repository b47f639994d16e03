"""Logging: structured, and without secrets."""

from __future__ import annotations

import logging
import os
import sys

import structlog


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


def set_up_logs(log_format: str) -> None:
    """Log to the standard output, as ``json`` lines, or as ``console`` ones in colour on a terminal."""
    as_json = log_format == "json"
    renderer = structlog.processors.JSONRenderer() if as_json else _console()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    logging.basicConfig(level=logging.WARNING)
    # Its request lines carry URLs, and Telegram's URLs carry the bot's token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
