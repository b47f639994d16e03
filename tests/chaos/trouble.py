"""What goes wrong between the kills: the database, the clock, and Telegram."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections import Counter
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.persistence.database.postgresql import LEASE
from bot.simulator import Fault
from tests.chaos.bot_log import ENGINE, TELEGRAM, Window
from tests.chaos.engines import Engines
from tests.chaos.plan import SQLITE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.simulator import Simulator
    from tests.chaos.clock import Clock
    from tests.chaos.engine_script import EngineScript
    from tests.chaos.full_disk import Disk
    from tests.chaos.plan import Plan

FULL_DISK, LOCK = "full disk", "foreign lock"
REFUSED, GARBAGE = "refused token", "garbage from Telegram"
BACK, FORTH = "clock back", "clock forth"
DEAD_SERVER, DEAD_BROKER = "dead database server", "dead broker"
FROZEN, CUT = "frozen process", "cut connections"
OUTAGES = frozenset({DEAD_SERVER, DEAD_BROKER, FROZEN, CUT})
# By which of these processes lose their locks to others: one of them, or all.
STRIKES = {FROZEN: True, CUT: True, DEAD_SERVER: False}
# Seconds from least to most, when the plan does not shorten them. All are longer than a handler's
# few tries, which take about a second; each lock is longer than the bot's 5 s of patience with one,
# some are longer than three times that.
_SECONDS = {
    FULL_DISK: (3.0, 7.0),
    LOCK: (6.0, 18.0),
    REFUSED: (4.0, 8.0),
    GARBAGE: (4.0, 8.0),
    # The clock stays where it is; for so long nobody kills the bot, because a new process would
    # not know that the clock was ever another.
    BACK: (10.0, 14.0),
    FORTH: (2.0, 4.0),
}
# Of a file alone: a server has other ways to fail, and is killed instead.
_OF_A_FILE = {FULL_DISK, LOCK}
# From least to most. A server comes back when its log is replayed, which takes a while in addition;
# a frozen process wakes up when the server has given its locks away; a cut is over at once.
_OUTAGE_SECONDS = {
    DEAD_SERVER: (0.5, 5.0),
    DEAD_BROKER: (0.5, 5.0),
    FROZEN: (LEASE + 1, LEASE + 6),
    CUT: (0.0, 0.1),
}
_WHOSE = {
    FULL_DISK: ENGINE,
    LOCK: ENGINE,
    **dict.fromkeys(OUTAGES, ENGINE),
    REFUSED: TELEGRAM,
    GARBAGE: TELEGRAM,
}
# What ends with the bot's death while it still lasts; the next life has to find what was left.
_DEADLY = 0.3
# The methods that Telegram refuses or garbles; None is all of them, as in the first round.
_METHODS = (None, None, None, "getUpdates", "sendMessage", "editMessageText", "sendInvoice")
_HOURS = (1.0, 5.0)
_LOCK_PAUSE = 0.01
_BLIP = 1.5
_LOOKS, _LOOK_EVERY = 50, 0.1


class Victim(Protocol):
    """Whom trouble meets: the bot, or one of its processes."""

    name: str
    database: Path

    @property
    def pid(self) -> int:
        """Its process. Raises ProcessLookupError when it does not run."""


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of trouble.

    Args:
        kind: What goes wrong.
        at: It comes after so many kills.
        seconds: How long it lasts.
        deadly: Whether the bot is killed before it is over.
        limited: Whether a full disk says "I/O error" even where it could say "full".
        method: The only method of Telegram that fails, or None.
        hours: How far the clock jumps.
    """

    kind: str
    at: int
    seconds: float
    deadly: bool = False
    limited: bool = False
    method: str | None = None
    hours: float = 0.0


def events_of(plan: Plan) -> list[Event]:
    """What goes wrong in a run: each kind once in every round of kills, in an order of its own.

    The clock goes back and then forth by more. So it ends ahead of every time that it ever
    showed, and each deadline comes true, whenever it was set; it only comes early, or late by as
    long as the clock was behind.
    """
    chance = plan.chance("trouble")
    events = _outages_of(plan)
    kinds = [kind for kind in _SECONDS if plan.engine == SQLITE or kind not in _OF_A_FILE]
    for number in range(plan.rounds_of_trouble):
        chance.shuffle(kinds)
        back, forth = sorted((kinds.index(BACK), kinds.index(FORTH)))
        kinds[back], kinds[forth] = BACK, FORTH
        hours = chance.uniform(*_HOURS)
        for place, kind in enumerate(kinds):
            part = (number + (place + 0.5) / len(kinds)) / plan.rounds_of_trouble
            is_narrow = kind in {REFUSED, GARBAGE} and number > 0
            events.append(
                Event(
                    kind,
                    round(part * plan.kills),
                    chance.uniform(*_SECONDS[kind]) * plan.trouble,
                    deadly=kind not in {BACK, FORTH} and chance.random() < _DEADLY,
                    limited=kind == FULL_DISK and chance.random() < 0.5,
                    method=chance.choice(_METHODS) if is_narrow else None,
                    hours={BACK: -hours, FORTH: hours + 0.5}.get(kind, 0.0),
                )
            )
    return sorted(events, key=lambda event: event.at)


def _outages_of(plan: Plan) -> list[Event]:
    wanted = {
        DEAD_SERVER: plan.server_kills,
        DEAD_BROKER: plan.broker_kills,
        FROZEN: plan.freezes,
        CUT: plan.cuts,
    }
    events = []
    for kind, times in wanted.items():
        # The first of these was there first: so it has made the same choices with the same seed.
        chance = plan.chance("server" if kind == DEAD_SERVER else kind)
        # Whoever is frozen for less than its locks live is only slow.
        part = 1.0 if kind == FROZEN else plan.trouble
        events += [
            Event(
                kind,
                round((number + 0.5) / times * plan.kills),
                chance.uniform(*_OUTAGE_SECONDS[kind]) * part,
                deadly=chance.random() < _DEADLY,
            )
            for number in range(times)
        ]
    return events


class Trouble:
    """Makes trouble, and knows when there was some."""

    def __init__(self, plan: Plan, simulator: Simulator, clock: Clock) -> None:
        """Make what the plan has, in this Telegram, on this clock, and to the ``engines`` that are set."""
        self.events = events_of(plan)
        self.played: Counter[str] = Counter()
        self.windows: list[Window] = []
        self.broken: list[str] = []
        self.is_on = False
        self.engines = Engines()
        self._simulator, self._clock = simulator, clock

    def next_after(self, kills: int) -> Event | None:
        """What is due after so many kills, and is played once; None for nothing (more)."""
        if self.events and self.events[0].at <= kills:
            return self.events.pop(0)
        return None

    @asynccontextmanager
    async def during(self, event: Event, bot: Victim, disk: Disk) -> AsyncIterator[None]:
        """Let it go wrong for as long as this lasts. Raises ProcessLookupError: there is no bot."""
        ways: dict[str, Callable[[], AbstractAsyncContextManager[None]]] = {
            FULL_DISK: lambda: disk.full(bot.pid, limited=event.limited),
            LOCK: lambda: _locked(bot.database),
            DEAD_SERVER: lambda: _dead(self.engines.database),
            DEAD_BROKER: lambda: _dead(self.engines.broker),
            FROZEN: lambda: _frozen(bot),
            CUT: lambda: self._cut(bot),
            REFUSED: lambda: self._telegram(Fault(kind="unauthorized", method=event.method)),
            GARBAGE: lambda: self._telegram(Fault(kind="garbage", method=event.method)),
            BACK: lambda: self._jump(event.hours),
            FORTH: lambda: self._jump(event.hours),
        }
        begun = datetime.now(UTC)
        self.is_on = event.kind in _WHOSE
        try:
            async with ways[event.kind]():
                self.played[event.kind] += 1
                yield
        finally:
            self.is_on = False
            if whose := _WHOSE.get(event.kind):
                self.windows.append(Window(whose, begun, datetime.now(UTC)))

    @asynccontextmanager
    async def _cut(self, bot: Victim) -> AsyncIterator[None]:
        if self.engines.database is None:
            raise ValueError("there is no connection to cut")
        for _ in range(_LOOKS):
            if await asyncio.to_thread(self.engines.database.cut, bot.name):
                yield
                return
            # It may have been started just now.
            await asyncio.sleep(_LOOK_EVERY)
        raise ProcessLookupError

    @asynccontextmanager
    async def _telegram(self, fault: Fault) -> AsyncIterator[None]:
        faults = self._simulator.faults
        faults.set(fault)
        try:
            yield
        finally:
            faults.set()

    @asynccontextmanager
    async def _jump(self, hours: float) -> AsyncIterator[None]:
        # Some messages wait for another try just then, until a time that is far off all at once.
        async with self._telegram(Fault(kind="error", method="sendMessage")):
            await asyncio.sleep(_BLIP)
        self._clock.jump(timedelta(hours=hours))
        yield
        # Or the clock that jumped would be none of the bot's, and all this would try nothing.
        for _ in range(_LOOKS):
            if self._clock.is_seen:
                return
            await asyncio.sleep(_LOOK_EVERY)
        self.broken.append(f"the clock jumped by {hours:.1f} h; the bot did not look at it")


@asynccontextmanager
async def _dead(server: EngineScript | None) -> AsyncIterator[None]:
    if server is None:
        raise ValueError("there is no server to kill")
    await server.kill()
    try:
        yield
    finally:
        await server.start()


@asynccontextmanager
async def _frozen(bot: Victim) -> AsyncIterator[None]:
    """Let a process do nothing, and keep its connections."""
    os.kill(bot.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        # It may have been killed meanwhile.
        with suppress(ProcessLookupError):
            os.kill(bot.pid, signal.SIGCONT)


@asynccontextmanager
async def _locked(database: Path) -> AsyncIterator[None]:
    """Hold the write lock of the bot's database, as a tool of the operator might."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as other:
        while True:
            try:
                other.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                await asyncio.sleep(_LOCK_PAUSE)
        try:
            yield
        finally:
            other.execute("ROLLBACK")
