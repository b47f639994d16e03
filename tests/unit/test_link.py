"""The line to Telegram: who is told what, and when it is well again."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.telegram.link import CONFLICT_LASTS, LOG_EVERY, Link, LinkState


class Told:
    """What a line told, with a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.states: list[LinkState] = []
        self.failures: list[LinkState] = []
        self.link = Link(
            lambda state, _problem: self.states.append(state),
            self.failures.append,
            clock=lambda: self.now,
        )


@pytest.mark.parametrize("error", [NetworkError("down"), TelegramError("Invalid response")])
def test_failed_by_the_network_says_nothing_about_the_token(error: TelegramError) -> None:
    told = Told()
    told.link.failed(error)
    assert told.link.state is LinkState.WORKING
    assert told.states == told.failures == []


def test_unauthorized_is_told_once_counted_each_time_and_over_with_the_next_answer() -> None:
    told = Told()
    for _ in range(3):
        told.link.failed(InvalidToken("Unauthorized"))
    assert told.link.state.value == "unauthorized"
    assert (told.states, len(told.failures)) == ([LinkState.UNAUTHORIZED], 3)
    told.link.works()
    assert told.link.state.value == "working"


def test_unauthorized_names_the_setting_in_the_log_once_a_minute() -> None:
    told = Told()
    with capture_logs() as logs:
        for second in range(0, int(2 * LOG_EVERY), 5):
            told.now = float(second)
            told.link.failed(InvalidToken("Unauthorized"))
    assert [log["log_level"] for log in logs] == ["error", "error"]
    assert "BOT_TOKEN" in logs[0]["event"]


def test_conflict_lasts_until_a_while_has_passed_without_one() -> None:
    told = Told()
    told.link.failed(Conflict("terminated by other getUpdates request"))
    told.now += CONFLICT_LASTS / 2
    told.link.works()
    assert told.link.state is LinkState.CONFLICT
    told.link.failed(Conflict("terminated by other getUpdates request"))
    told.now += CONFLICT_LASTS - 1
    told.link.works()
    assert told.states == [LinkState.CONFLICT]
    told.now += 1
    told.link.works()
    assert told.states == [LinkState.CONFLICT, LinkState.WORKING]


@pytest.mark.parametrize(
    ("words", "explained"),
    [
        ("terminated by other getUpdates request", "somebody else fetches updates"),
        ("terminated by setWebhook request", "somebody set a webhook"),
        ("can't use getUpdates method while webhook is active; use", "somebody set a webhook"),
    ],
)
def test_conflict_is_explained_by_what_is_in_the_way(words: str, explained: str) -> None:
    told = Told()
    with capture_logs() as logs:
        told.link.failed(Conflict(words))
    assert told.states == [LinkState.CONFLICT]
    assert logs[0]["event"].startswith(f"BOT_TOKEN: {explained}")


def test_state_of_whoever_was_relieved_is_its_successors_to_say() -> None:
    leads = True
    link = Link(is_fetching=lambda: leads)
    link.failed(InvalidToken("Unauthorized"))
    assert link.state.value == "unauthorized"
    leads = False
    assert link.state.value == "working"


def test_conflict_with_ones_own_successor_is_told_to_nobody() -> None:
    told = Told()
    link = Link(
        lambda state, _problem: told.states.append(state),
        told.failures.append,
        is_fetching=lambda: False,
    )
    link.failed(Conflict("terminated by other getUpdates request"))
    assert link.state is LinkState.WORKING
    assert told.states == told.failures == []
