"""Logs tell what broke, and no secret that happened to be at hand."""

from __future__ import annotations

import sys

import pytest
import structlog
from structlog.testing import capture_logs

from bot.logs import set_up_logs


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_log_of_an_exception_shows_no_local_variable(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(log_format)

    def break_with_secrets() -> None:
        token = "7000000001:" + "very-secret"
        raise ValueError(f"broken after {len(token)} characters")

    try:
        break_with_secrets()
    except ValueError as error:
        structlog.get_logger().error("incident", incident="abc", exc_info=error)
    told = capsys.readouterr().out
    assert "broken after 22 characters" in told
    assert "break_with_secrets" in told
    assert "7000000001:very-secret" not in told


@pytest.mark.parametrize(
    ("is_terminal", "environment", "is_coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": "0"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"TERM": "xterm-256color"}, False),
    ],
)
def test_log_line_is_coloured_on_a_terminal_only(
    is_terminal: bool,
    environment: dict[str, str],
    is_coloured: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "TERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    set_up_logs("console")
    structlog.get_logger().warning("the link changed", state="conflict")
    told = capsys.readouterr().out
    assert "the link changed" in told
    assert ("\x1b" in told) is is_coloured


@pytest.mark.parametrize("which", ["first", "next"])
def test_log_of_a_test_is_its_own_whatever_the_one_before_set_up(which: str) -> None:
    with capture_logs() as logs:
        structlog.get_logger().info("it goes on", which=which)
    assert [it["which"] for it in logs] == [which]
    set_up_logs("console", "warning")
