"""What all tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
import structlog

from tests.support.engines import LEFT_OUT, drop_template
from tests.support.made_before import made_before

# As the program itself: the default shows the local variables of every frame, a second for each.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)


@pytest.fixture(scope="session", autouse=True)
def beginnings() -> Iterator[None]:
    """Tests do not make again and again what they all begin with."""
    with made_before():
        yield


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command that sets up its logs in a test, such as quiet ones, leaves the next test its own."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def pytest_collection_finish() -> None:
    """The tests themselves are no garbage, and are not looked at again with every test's."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With NO_SKIPS set, as in CI, a test that was skipped or left out fails the run."""
    drop_template()
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NO_SKIPS") and reporter and (reporter.stats.get("skipped") or LEFT_OUT):
        reporter.write_line("tests were skipped or left out although NO_SKIPS is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once what was not tried, and how to try it."""
    for line in LEFT_OUT:
        terminalreporter.write_line(line)
