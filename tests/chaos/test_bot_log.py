"""Reading the bot's log: trouble explains its own errors, and nothing explains giving up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.chaos.bot_log import ENGINE, TELEGRAM, Window, read_log

if TYPE_CHECKING:
    from pathlib import Path

_NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
_FULL = "OperationalError: (sqlite) database or disk is full"
_WINDOWS = (
    Window(ENGINE, _NOON, _NOON + timedelta(seconds=10)),
    Window(TELEGRAM, _NOON + timedelta(minutes=1), _NOON + timedelta(seconds=70)),
)


def found(folder: Path, after: float, event: str, level: str = "error", **more: object) -> str:
    at = (_NOON + timedelta(seconds=after)).isoformat().replace("+00:00", "Z")
    entry = {"event": event, "level": level, "timestamp": at, **more}
    (folder / "bot.log").write_text(json.dumps(entry) + "\n", "utf-8")
    return "\n".join(read_log(folder / "bot.log", "12:token", _WINDOWS)[0])


@pytest.mark.parametrize(
    ("after", "error"),
    [
        (0, _FULL),
        (9, "disk I/O error"),
        (15.9, "OperationalError: database is locked"),
        (61, "telegram.error.InvalidToken: Unauthorized"),
        (75, "telegram.error.TelegramError: Invalid server response"),
    ],
)
def test_error_that_trouble_explains_is_none(tmp_path: Path, after: float, error: str) -> None:
    assert found(tmp_path, after, "update not handled", exception=f"Trace\n{error}") == ""
    assert found(tmp_path, after, "inbox not read", error=error) == ""


@pytest.mark.parametrize(
    ("after", "error"),
    [
        (-1, _FULL),
        (17, _FULL),
        (61, _FULL),
        (5, "KeyError: 'order'"),
        (5, "IntegrityError: UNIQUE constraint failed"),
        (5, "telegram.error.InvalidToken: Unauthorized"),
        (65, "telegram.error.BadRequest: Chat not found"),
    ],
)
def test_error_of_another_kind_or_time_is_found(tmp_path: Path, after: float, error: str) -> None:
    broken = found(tmp_path, after, "update not handled", exception=f"Trace\n{error}")
    assert broken == f"logged 1 ×: update not handled {error}"


@pytest.mark.parametrize(
    ("event", "level", "more"),
    [
        ("incident", "error", {}),
        ("incident", "warning", {}),
        ("update not given up", "error", {}),
        ("update set aside", "warning", {}),
        ("message given up", "info", {}),
        ("event not handled", "error", {"dead": True}),
    ],
)
def test_giving_up_is_found_in_the_middle_of_trouble(
    tmp_path: Path, event: str, level: str, more: dict[str, object]
) -> None:
    broken = found(tmp_path, 5, event, level, exception=_FULL, **more)
    assert broken.startswith(f"logged 1 ×: {event} OperationalError")


def test_link_below_an_error_is_not_what_the_error_says(tmp_path: Path) -> None:
    link = f"Trace\n{_FULL}\n[SQL: COMMIT]\n(Background on this error at: https://example.org)"
    assert found(tmp_path, 30, "it broke", exception=link) == f"logged 1 ×: it broke {_FULL}"


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("ERROR:telegram.ext.Application:An error was raised", True),
        ("CRITICAL:asyncio:It ends", True),
        ("Traceback (most recent call last):", True),
        ("WARNING:asyncio:It is slow", False),
        ("Stopping …", False),
    ],
)
def test_complaint_past_the_log_is_found(tmp_path: Path, line: str, broken: bool) -> None:
    (tmp_path / "bot.log").write_text(f"{line}\n", "utf-8")
    errors, others = read_log(tmp_path / "bot.log", "12:token", _WINDOWS)
    assert errors == ([f"logged 1 ×: {line}"] if broken else [])
    assert len(others) == (not broken)


def test_token_in_the_log_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, 5, "GET /bot12:token/getMe", "info") == (
        "the bot's token is in its log"
    )
