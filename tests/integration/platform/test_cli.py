"""The command line, as a person uses it: real processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.demo import STORES

ROOT = Path(__file__).parents[3]


def environment(path: Path, **more: str) -> dict[str, str]:
    plain = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return plain | {
        "DATABASE": str(path / "azer.db"),
        "PORT": "0",
        "SIMULATOR_PORT": "0",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def azer(path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=path,
        env=environment(path, **more),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_import_stores_adds_then_updates(tmp_path: Path) -> None:
    first = azer(tmp_path, "stores", "import", str(STORES))
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
    result = azer(tmp_path, "stores", "import", "bad.yaml")
    assert result.returncode == 2
    assert result.stderr.startswith("azer: bad.yaml: name: Field required")
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "azer.db").exists()


def test_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    result = azer(tmp_path, "run", PORT="eighty")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "PORT" in result.stderr


def test_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    import socket  # noqa: PLC0415 - only this test needs one

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = azer(tmp_path, "run", SIMULATOR_PORT=str(taken.getsockname()[1]))
    assert result.returncode == 2
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
        begun = time.monotonic()
        process.send_signal(wanted)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert time.monotonic() - begun < 2
    assert "Traceback" not in errors


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
    assert found.stdout == "unknown_order: p c: 9 KRW taken for the unknown o\n"


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
