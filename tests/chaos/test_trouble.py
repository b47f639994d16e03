"""The trouble itself: it comes when it shall, it is really there, and it is over afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.persistence.database.migrate import migrate
from bot.persistence.database.postgresql import LEASE
from bot.persistence.queues.promises import Priority
from tests.chaos.bot_log import TELEGRAM
from tests.chaos.clock import Clock
from tests.chaos.full_disk import Disk
from tests.chaos.plan import POSTGRESQL, WITH_KAFKA, Plan, with_outages
from tests.chaos.reading import at_file, reading
from tests.chaos.trouble import (
    BACK,
    CUT,
    DEAD_BROKER,
    DEAD_SERVER,
    FORTH,
    FROZEN,
    FULL_DISK,
    GARBAGE,
    LOCK,
    REFUSED,
    Event,
    Trouble,
    events_of,
)
from tests.chaos.waiting import Waiting, promised_in
from tests.support.simulated import MINA, SimulatedWorld, simulated

_KINDS = {FULL_DISK, LOCK, REFUSED, GARBAGE, BACK, FORTH}
# A process that writes, and says what SQLite made of it.
_WRITER = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
base.execute("PRAGMA journal_mode=WAL")
base.execute("CREATE TABLE words (word)")
print("ready", flush=True)
for _ in sys.stdin:
    try:
        base.execute("INSERT INTO words VALUES (?)", ("x" * 20_000,))
        print("written", flush=True)
    except sqlite3.OperationalError as error:
        print(error, flush=True)
"""


@dataclass
class Writer:
    """A process with a database; the trouble takes it for the bot."""

    database: Path
    process: Process
    name: str = "writer"

    @property
    def pid(self) -> int:
        if self.process.returncode is not None:
            raise ProcessLookupError
        return self.process.pid

    async def tries(self) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        return await self.says()

    async def says(self) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            return (await self.process.stdout.readline()).decode().strip()


@asynccontextmanager
async def writing(folder: Path) -> AsyncIterator[Writer]:
    database = folder / "azer.db"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WRITER, str(database), stdin=PIPE, stdout=PIPE
    )
    writer = Writer(database, process)
    try:
        assert await writer.says() == "ready"
        yield writer
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
async def world() -> AsyncIterator[SimulatedWorld]:
    async with simulated() as built:
        yield built


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2][0]


async def until_state(pid: int, wanted: str) -> None:
    """Wait for it: a signal is on its way for a moment."""
    async with asyncio.timeout(10):
        while await asyncio.to_thread(state_of, pid) != wanted:
            pass


def trouble_of(plan: Plan, folder: Path, world: SimulatedWorld) -> Trouble:
    return Trouble(plan, world.simulator, Clock(folder / "clock"))


@pytest.mark.parametrize("kills", [10, 66, 100])
def test_plan_of_trouble_has_each_kind_in_each_round_and_a_clock_that_ends_ahead(
    kills: int,
) -> None:
    plan = Plan(kills, 1)
    events, size = events_of(plan), len(_KINDS)
    rounds = [events[start : start + size] for start in range(0, len(events), size)]
    assert len(rounds) == max(1, kills // 33)
    assert all({event.kind for event in found} == _KINDS for found in rounds)
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events[-1].at < kills
    ahead, most = 0.0, 0.0
    for event in events:
        ahead += event.hours
        assert (event.hours < 0) == (event.kind == BACK)
        most = max(most, ahead)
    assert ahead == most > 0
    assert events_of(plan) == events
    assert events_of(Plan(kills, 2)) != events


def test_plan_on_a_server_kills_it_and_leaves_out_what_is_of_a_file() -> None:
    events = events_of(Plan(30, 1, engine=POSTGRESQL, server_kills=10))
    played = Counter(event.kind for event in events)
    assert played == {REFUSED: 1, GARBAGE: 1, BACK: 1, FORTH: 1, DEAD_SERVER: 10}
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert {event.deadly for event in events if event.kind == DEAD_SERVER} == {True, False}


def test_plan_of_several_processes_freezes_and_cuts_them_and_kills_both_servers() -> None:
    plan = with_outages(Plan(50, 1, engine=WITH_KAFKA, processes=4))
    events = events_of(plan)
    played = Counter(event.kind for event in events)
    assert {played[it] for it in (DEAD_SERVER, DEAD_BROKER, FROZEN, CUT)} == {8}
    assert min(event.seconds for event in events if event.kind == FROZEN) > LEASE
    assert plan.orders == 1_000
    assert plan.contexts == ["", "", "store", "delivery"]


def test_plan_without_kills_has_no_trouble() -> None:
    assert events_of(Plan(0, 1)) == []
    assert with_outages(Plan(0, 1, engine=WITH_KAFKA, processes=4)).orders == 0


async def test_process_that_is_frozen_does_nothing_until_it_is_over(
    tmp_path: Path, world: SimulatedWorld
) -> None:
    trouble = trouble_of(Plan(1, 1), tmp_path, world)
    async with writing(tmp_path) as writer:
        async with trouble.during(Event(FROZEN, 0, 1.0), writer, Disk(tmp_path)):
            await until_state(writer.pid, "T")
        assert await writer.tries() == "written"
        assert state_of(writer.pid) != "T"


async def test_process_that_is_killed_while_it_is_frozen_is_no_problem(
    tmp_path: Path, world: SimulatedWorld
) -> None:
    trouble = trouble_of(Plan(1, 1), tmp_path, world)
    async with (
        writing(tmp_path) as writer,
        trouble.during(Event(FROZEN, 0, 1.0), writer, Disk(tmp_path)),
    ):
        writer.process.kill()
        await writer.process.wait()
    assert trouble.played == {FROZEN: 1}


@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("of_its_own", [False, True])
async def test_full_disk_takes_nothing_and_everything_when_it_is_over(
    tmp_path: Path, world: SimulatedWorld, of_its_own: bool, limited: bool
) -> None:
    disk = Disk(tmp_path)
    trouble = trouble_of(Plan(1, 1), tmp_path, world)
    async with disk.mounted() if of_its_own else nullcontext():
        # Without the right to mount one it is the folder's own, and only a limit can fill it.
        is_full = disk.is_real and not limited
        refused = "database or disk is full" if is_full else "disk I/O error"
        async with writing(disk.folder) as writer:
            assert await writer.tries() == "written"
            event = Event(FULL_DISK, 0, 1.0, limited=limited)
            async with trouble.during(event, writer, disk):
                assert await writer.tries() == refused
                assert await writer.tries() == refused
            assert await writer.tries() == "written"
    assert trouble.played == {FULL_DISK: 1}
    with reading(at_file(tmp_path / "azer.db")) as books:
        assert books.exec_driver_sql("select count(*) from words").scalar_one() == 2


async def test_foreign_lock_keeps_a_writer_out_until_it_is_over(
    tmp_path: Path, world: SimulatedWorld
) -> None:
    trouble = trouble_of(Plan(1, 1), tmp_path, world)
    async with writing(tmp_path) as writer:
        async with trouble.during(Event(LOCK, 0, 1.0), writer, Disk(tmp_path)):
            assert await writer.tries() == "database is locked"
        assert await writer.tries() == "written"


@pytest.mark.parametrize("method", [None, "sendMessage"])
@pytest.mark.parametrize(("kind", "status"), [(REFUSED, 401), (GARBAGE, 200)])
async def test_trouble_with_telegram_meets_its_methods_and_ends(
    tmp_path: Path, world: SimulatedWorld, kind: str, status: int, method: str | None
) -> None:
    trouble = trouble_of(Plan(1, 1), tmp_path, world)
    event = Event(kind, 0, 1.0, method=method)

    async def called(name: str) -> tuple[int, str]:
        body = {"chat_id": MINA, "text": "Hello"}
        async with world.session.post(world.api.url(name), json=body) as response:
            return response.status, response.content_type

    await world.started()
    kind_of_answer = "text/html" if kind == GARBAGE else "application/json"
    async with writing(tmp_path) as writer:
        async with trouble.during(event, writer, Disk(tmp_path)):
            assert await called("sendMessage") == (status, kind_of_answer)
            spared = (status, kind_of_answer) if method is None else (200, "application/json")
            assert await called("getMe") == spared
        assert await called("sendMessage") == (200, "application/json")
    [window] = trouble.windows
    assert (window.whose, window.begun < window.ended) == (TELEGRAM, True)


async def test_clock_that_jumps_unseen_is_a_broken_run(
    tmp_path: Path, world: SimulatedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.chaos.trouble._BLIP", 0.0)
    monkeypatch.setattr("tests.chaos.trouble._LOOK_EVERY", 0.0)
    trouble = trouble_of(Plan(1, 1), tmp_path, world)
    bots = Clock(tmp_path / "clock")
    before = bots.now()
    async with writing(tmp_path) as writer:
        async with trouble.during(Event(BACK, 0, 1.0, hours=-2.0), writer, Disk(tmp_path)):
            assert timedelta(hours=-2) <= bots.now() - before < timedelta(hours=-1)
        assert trouble.broken == []
        async with trouble.during(Event(FORTH, 0, 1.0, hours=3.0), writer, Disk(tmp_path)):
            pass
    assert trouble.broken == ["the clock jumped by 3.0 h; the bot did not look at it"]


def test_message_that_waits_in_good_times_is_found_once() -> None:
    waiting = Waiting(lambda: True, 20.0, 60.0)
    waits = {(1, 0): (1001, Priority.ORDER_STEP), (2, 0): (1001, Priority.QUIET)}
    for _ in range(60):
        waiting.look(waits, 0.5)
    waiting.look(None, 0.5)
    waiting.look(waits, 0.5)
    assert waiting.broken == ["chat 1001: a message waited for 20 s of good times"]


def test_message_that_waits_while_its_chat_gets_others_may_wait_for_longer_but_not_for_ever() -> (
    None
):
    waiting = Waiting(lambda: True, 20.0, 60.0)

    def look_for(seconds: int, first: int) -> None:
        for number in range(first, first + 2 * seconds):
            others = {(number, 0): (1001, Priority.ORDER_STEP)}
            waiting.look({(1, 0): (1001, Priority.ORDER_STEP)} | others, 0.5)

    look_for(59, 100)
    assert waiting.broken == []
    look_for(10, 1000)
    assert waiting.broken == ["chat 1001: a message waited for 60 s of good times"]


def test_message_that_waits_in_a_chat_that_gets_nothing_any_more_is_found() -> None:
    waiting = Waiting(lambda: True, 20.0, 60.0)
    waits = {(1, 0): (1001, Priority.ORDER_STEP)}
    waiting.look(waits | {(2, 0): (1001, Priority.ORDER_STEP)}, 0.5)
    for _ in range(50):
        waiting.look(waits, 0.5)
    assert waiting.broken == ["chat 1001: a message waited for 20 s of good times"]


def test_message_is_promised_by_its_id_and_its_revision(tmp_path: Path) -> None:
    path = tmp_path / "azer.db"
    migrate(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "insert into messages (id, chat_id, kind, audience, subject, priority, revision, "
            "created_at) values (7, 1001, 'card', 'customer', 'a1', 1, 3, '2024-05-01')"
        )
    assert promised_in(at_file(path)) == {(7, 3): (1001, 1)}


def test_database_without_messages_stops_the_run_and_one_that_is_away_does_not(
    tmp_path: Path,
) -> None:
    assert promised_in(at_file(tmp_path / "azer.db")) is None
    with closing(sqlite3.connect(tmp_path / "azer.db")) as database:
        database.execute("create table letters (id)")
    with pytest.raises(OperationalError, match="no such table"):
        promised_in(at_file(tmp_path / "azer.db"))


def test_card_that_changes_again_and_again_waits_for_nothing() -> None:
    waiting = Waiting(lambda: True, 20.0, 60.0)
    for number in range(60):
        waiting.look({(1, number): (1001, Priority.ORDER_STEP)}, 0.5)
    assert waiting.broken == []
    assert waiting.longest == 0.0
