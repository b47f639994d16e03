"""The command line, as a person uses it: real processes."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.demo import STORES
from bot.persistence.database.only_process import AlreadyRunningError, only_process
from tests.support.command_line import ROOT, azer, azer_apart, environment

# It is promised to stop within two seconds; a busy machine may need more, and a hang never ends.
STOPS_WITHIN = 10


def test_import_stores_adds_then_updates(tmp_path: Path) -> None:
    first = azer_apart(tmp_path, "stores", "import", str(STORES))
    assert first.stdout.splitlines() == [
        "golden-gate: added",
        "hanok: added",
        "seoul-noodle: added",
    ]
    second = azer(tmp_path, "stores", "import", str(STORES / "hanok.yaml"))
    assert second.stdout == "hanok: updated\n"
    with sqlite3.connect(tmp_path / "azer.db") as database:
        assert database.execute("select count(*) from stores").fetchone() == (3,)


def test_import_a_bad_store_says_so_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: x\n", "utf-8")
    result = azer_apart(tmp_path, "stores", "import", "bad.yaml")
    assert result.returncode == 2
    assert result.stderr.startswith("azer: bad.yaml: name: Field required")
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "azer.db").exists()


def test_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    result = azer_apart(tmp_path, "run", PORT="eighty")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "PORT" in result.stderr


def test_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = azer_apart(tmp_path, "run", SIMULATOR_PORT=str(taken.getsockname()[1]))
    assert result.returncode == 2
    assert result.stderr.startswith("azer: SIMULATOR_PORT: cannot serve at 127.0.0.1:")
    assert "address already in use" in result.stderr.lower()
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_the_run_cleanly_within_two_seconds(
    tmp_path: Path, wanted: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "run"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(wanted)
        _, errors = process.communicate(timeout=STOPS_WITHIN)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_demo_begins_afresh_each_time_and_leaves_the_database_alone(tmp_path: Path) -> None:
    used = {"TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    for _ in range(2):
        with started(tmp_path, **used) as process:
            assert process.stdout is not None
            address = next(it for it in process.stdout.readline().split() if it.startswith("http"))
            assert process.stdout.readline() == "It is a demo, and begins afresh each time.\n"
            (folder,) = (tmp_path / "tmp").glob("azer-demo-*")
            with sqlite3.connect(folder / "azer.db") as database:
                assert (
                    database.execute("select 1 from people where user_id = 1001").fetchall() == []
                )
            ask("POST", f"{address}/sim/chats/1001/messages", **{"from": 1001, "text": "/start"})
            while not ask("GET", f"{address}/sim/state")["chats"]["1001"]["messages"][1:]:
                assert process.poll() is None
            stop_and_check(process, signal.SIGTERM)
    assert [it.name for it in tmp_path.iterdir()] == ["tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_several_migrating_at_once_all_succeed(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "migrate"],
            cwd=tmp_path,
            env=environment(tmp_path),
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, errors


def test_reconcile_prints_differences_and_fails_only_if_there_are_any(tmp_path: Path) -> None:
    clean = azer(tmp_path, "payments", "reconcile")
    assert (clean.returncode, clean.stdout) == (0, "no differences\n")
    with sqlite3.connect(tmp_path / "azer.db") as database:
        database.execute(
            "insert into ledger (provider, charge_id, movement, number, order_id, amount,"
            " currency, reason, at) values"
            " ('p', 'c', 'charged', 1, 'o', 9, 'KRW', '', '2026-01-01 00:00:00')"
        )
    found = azer(tmp_path, "payments", "reconcile")
    assert found.returncode == 1
    assert found.stdout == "stray: p c: 9 KRW taken for o and kept by no order\n"


def test_dead_letters_are_listed_replayed_and_dropped(tmp_path: Path) -> None:
    assert azer(tmp_path, "outbox", "list").stdout == "no dead letters\n"
    with sqlite3.connect(tmp_path / "azer.db") as database:
        database.execute(
            "insert into events (seq, event_id, subject, name, payload, at) values "
            "(1, 'e1', 'o1', 'OrderPaid', '{}', '2026-01-01 00:00:00')"
        )
        database.executemany(
            "insert into outbox (id, consumer, seq, subject, bucket, attempts, dead_at, error) "
            "values (?, 'store', 1, 'o1', 0, 8, '2026-01-01 00:00:00', 'broken')",
            [(1,), (2,)],
        )
    listed = azer(tmp_path, "outbox", "list").stdout.splitlines()
    assert listed[0] == "1  2026-01-01 00:00Z  store × OrderPaid  o1  after 8 tries: broken"
    assert azer(tmp_path, "outbox", "replay", "1").returncode == 0
    assert azer(tmp_path, "outbox", "drop", "2").returncode == 0
    assert azer(tmp_path, "outbox", "list").stdout == "no dead letters\n"
    again = azer(tmp_path, "outbox", "drop", "2")
    assert (again.returncode, "there is no dead letter 2" in again.stderr) == (2, True)
    with sqlite3.connect(tmp_path / "azer.db") as database:
        assert database.execute("select id, attempts from outbox").fetchall() == [(1, 0)]


def test_updates_that_were_set_aside_are_listed_shown_replayed_and_dropped(tmp_path: Path) -> None:
    assert azer(tmp_path, "updates", "list").stdout == "no updates were set aside\n"
    with sqlite3.connect(tmp_path / "azer.db") as database:
        database.executemany(
            "insert into updates (update_id, user_queue, payload, received_at, dead_at, error) values"
            " (?, 'user-1', '{\"update_id\":1}', '2026-01-01 00:00:00', '2026-01-01 00:01:00', 'x')",
            [(1,), (2,)],
        )
    listed = azer(tmp_path, "updates", "list").stdout.splitlines()
    assert listed == [f"{number}  2026-01-01 00:01Z  user-1  x" for number in (1, 2)]
    assert azer(tmp_path, "updates", "show", "1").stdout == '{"update_id":1}\n'
    assert azer(tmp_path, "updates", "replay", "1").returncode == 0
    assert azer(tmp_path, "updates", "drop", "2").returncode == 0
    assert azer(tmp_path, "updates", "list").stdout == "no updates were set aside\n"
    for command in ("show", "replay", "drop"):
        again = azer(tmp_path, "updates", command, "2")
        assert (again.returncode, "2 was not set aside" in again.stderr) == (2, True)
    with sqlite3.connect(tmp_path / "azer.db") as database:
        rows = database.execute(
            "select update_id, payload, done_at is null, dead_at is null from updates"
        ).fetchall()
    assert rows == [(1, '{"update_id":1}', 1, 1), (2, "", 0, 0)]


@contextmanager
def started(path: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """``main.py run`` as a process that is gone in the end."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "run"],
        cwd=path,
        env=environment(path, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_second_run_on_a_database_is_refused_and_other_commands_work_beside_the_first(
    tmp_path: Path,
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with started(tmp_path, TELEGRAM_URL=nobody, **LIVE) as first:
            wait_for_line(first, "Telegram does not answer")
            check_others_beside_the_first(tmp_path)
    assert azer(tmp_path, "outbox", "list").returncode == 0


def check_others_beside_the_first(tmp_path: Path) -> None:
    second = azer_apart(tmp_path, "run", **LIVE)
    assert second.returncode == 2
    assert second.stderr == f"azer: another process runs on {tmp_path / 'azer.db'} already\n"
    for arguments in (
        ("stores", "import", str(STORES)),
        ("outbox", "list"),
        ("updates", "list"),
        ("payments", "reconcile"),
    ):
        result = azer(tmp_path, *arguments)
        assert (result.returncode, result.stderr) == (0, ""), arguments


def wait_for_line(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if wanted in line:
            return
    raise AssertionError(f"it ended without {wanted!r}")


def stop_and_check(process: subprocess.Popen[str], wanted: signal.Signals) -> None:
    process.send_signal(wanted)
    _, errors = process.communicate(timeout=STOPS_WITHIN)
    assert (process.returncode, errors) == (0, "")


LIVE: dict[str, str] = {"BOT_TOKEN": "7000000001:AAExampleTokenForTheLocalSimulator00"}


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM])
def test_signal_while_telegram_cannot_be_reached_at_the_start_ends_it(
    tmp_path: Path, wanted: signal.Signals
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with started(tmp_path, TELEGRAM_URL=nobody, **LIVE) as process:
            wait_for_line(process, "Telegram does not answer")
            stop_and_check(process, wanted)


def test_signal_while_telegram_is_silent_at_the_start_ends_it(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with started(tmp_path, TELEGRAM_URL=address, **LIVE) as process:
            connection, _ = silent.accept()
            with connection:
                stop_and_check(process, signal.SIGTERM)


def test_signal_while_the_database_is_locked_at_the_start_ends_it(tmp_path: Path) -> None:
    azer(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "azer.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with started(tmp_path, **LIVE) as process:
            wait_for_line(process, "database is locked")
            stop_and_check(process, signal.SIGINT)


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM])
def test_signal_at_the_very_beginning_ends_it_without_a_traceback(
    tmp_path: Path, wanted: signal.Signals
) -> None:
    code = (
        "import os, sys; sys.argv = ['main.py', 'run'];"
        "sys.meta_path.insert(0, type('Hook', (), {'find_spec': lambda *a:"
        f" os.kill(os.getpid(), {int(wanted)}) if a[1] == 'bot.cli' else None}})());"
        "import runpy; runpy.run_path('" + str(ROOT / "main.py") + "', run_name='__main__')"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert (result.returncode, result.stderr) == (-wanted, "")


def test_second_run_by_another_name_of_the_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").mkdir()
    azer(tmp_path, "migrate")
    (tmp_path / "link" / "other.db").symlink_to(tmp_path / "azer.db")
    same = only_process(tmp_path / "link" / "other.db")
    with only_process(tmp_path / "azer.db"), pytest.raises(AlreadyRunningError):
        same.__enter__()


def ask(way: str, url: str, **body: object) -> Any:
    """Call the simulator's own interface."""
    request = urllib.request.Request(
        url, json.dumps(body).encode() if body else None, {"Content-Type": "application/json"}
    )
    request.method = way
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read())


def test_signal_while_answers_hang_ends_it_within_two_seconds(tmp_path: Path) -> None:
    with started(tmp_path) as process:
        assert process.stdout is not None
        address = next(it for it in process.stdout.readline().split() if it.startswith("http"))
        ask("PUT", f"{address}/sim/faults", faults=[{"kind": "time_out"}])
        ask("POST", f"{address}/sim/chats/1001/messages", **{"from": 1001, "text": "/start"})
        while not ask("GET", f"{address}/sim/faults")["fired"]:
            assert process.poll() is None
        stop_and_check(process, signal.SIGTERM)
