"""The bench measures what the platform does today, and the bots that it compares do the same."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from domain.shared.audience import Audience
from tests.bench.api.crowd import UPDATES_OF_ONE_ORDER
from tests.bench.bots.memory_queue import MemoryQueue
from tests.bench.parts import commands, edge
from tests.bench.processes import Pair

# Seconds: a bot that does not answer says so itself before that.
pytestmark = pytest.mark.timeout(120)
_TIME_OUT = 30.0
_PAGE = re.sub(r"\s+", " ", edge.__doc__ or "")
_CALLS = int(re.findall(r"(\d+) calls", _PAGE)[0])
# People give a busy machine time: updates that overtake each other are for the bench to measure.
_PACE = {"think": 0.15, "patience": 10.0, "quiet": 0.5}
Played = dict[str, Any]
Pattern = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def bots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[Played]]:
    """One order on each bot that can run here, side by side."""
    folder = tmp_path_factory.mktemp("bench")
    with ThreadPoolExecutor() as pool:
        return {
            name: pool.submit(_play, module, str(folder / f"{name}.db"), python)
            for name, (module, python) in edge.BOTS.items()
            if Path(python).exists()
        }


def _play(module: str, database: str, python: str) -> Played:
    with Pair(module, database, python=python) as pair:
        return pair.play(1, 1, _TIME_OUT, least_calls=_CALLS, **_PACE)


def test_play_one_order_on_our_bot_takes_what_the_page_says(
    bots: dict[str, Future[Played]],
) -> None:
    ours = bots["ours"].result()

    assert ours["restarts"] == 0
    assert ours["updates"] == UPDATES_OF_ONE_ORDER
    calls = ours["by_method"]
    assert f"{ours['updates']} updates of three people and {ours['calls']} calls" in _PAGE
    assert f"{calls['sendMessage'] + calls['editMessageText']} messages and edits" in _PAGE
    assert f"{calls['answerCallbackQuery']} answers to taps" in _PAGE
    assert f"{calls['deleteMessage']} deletions" in _PAGE


@pytest.mark.parametrize("name", [name for name in edge.BOTS if name != "ours"])
def test_play_one_order_on_another_bot_makes_the_same_calls(
    name: str, bots: dict[str, Future[Played]]
) -> None:
    if name not in bots:
        pytest.skip("aiogram is missing: `make .venv-bench/.ready` installs it")

    played, ours = bots[name].result(), bots["ours"].result()

    assert played["restarts"] == 0
    assert played["updates"] == ours["updates"]
    assert played["by_method"] == ours["by_method"]
    assert played["said"]["buttons"] == ours["said"]["buttons"]
    assert played["said"]["characters"] == pytest.approx(ours["said"]["characters"], rel=0.03)


def test_take_messages_without_storage_keeps_what_the_sender_asks_for_again() -> None:
    queue = MemoryQueue()
    for chat, order in ((1, "a"), (1, "b"), (2, "c")):
        queue.card(chat, Audience.STORE, order)

    def take() -> tuple[set[str], int]:
        taken, found = queue.take(20, ())
        return {it.subject for it in taken}, found

    # One chat has one message at a time.
    assert take() == ({"a", "c"}, 3)
    assert take() == ({"b"}, 1)
    assert take() == (set(), 0)


def test_measure_commands_with_few_orders_writes_the_rows_of_one_order_on_both_sides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commands, "ORDERS", 20)
    monkeypatch.setattr(commands, "ROUNDS", 1)
    patterns, insert = [], commands._insert

    def noted(connection: sqlite3.Connection, pattern: Pattern) -> float:
        patterns.append({table: len(rows) for table, rows in pattern.items()})
        return insert(connection, pattern)

    monkeypatch.setattr(commands, "_insert", noted)

    through, limit, _ = commands.measure()

    assert patterns == [dict.fromkeys(commands._TABLES, 1)]
    assert "six rows" in (commands.__doc__ or "")
    assert len(commands._TABLES) == 6
    assert through.value > 0
    assert limit.value > 0
