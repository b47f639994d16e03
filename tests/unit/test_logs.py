"""Logs tell what broke, and no secret that happened to be at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def plain_structlog() -> Iterator[None]:
    yield
    structlog.reset_defaults()


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
