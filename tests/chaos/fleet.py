"""All processes of the bot: one, or several side by side on one database."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.chaos.bot_log import TELEGRAM
from tests.chaos.bot_process import BotProcess, ClockedBot
from tests.support.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from sqlalchemy import URL

    from tests.chaos.bot_log import Window
    from tests.chaos.plan import Plan

# What a command ends with whose settings are wrong, such as the token.
_MISUSED = 2


class Fleet:
    """Starts, watches and stops processes; ``BotProcess`` strikes one."""

    def __init__(self, make: Callable[[int], BotProcess], size: int) -> None:
        """Have ``size`` processes that do not run yet; ``make`` makes one by its number."""
        self._make = make
        self.members = [make(number) for number in range(size)]
        self._replaced: list[BotProcess] = []
        self._codes: dict[BotProcess, int | None] = {}

    @property
    def url(self) -> URL:
        """Where their database is."""
        return self.members[0].url

    @property
    def logs(self) -> list[Path]:
        """What each prints."""
        return list(dict.fromkeys(it.log for it in (*self.members, *self._replaced)))

    @property
    def starts(self) -> int:
        """How often one of them was started."""
        return sum(it.starts for it in (*self.members, *self._replaced))

    @property
    def doors(self) -> list[int]:
        """By which the simulator knows them."""
        return [it.door for it in self.members]

    async def start(self) -> None:
        """Load the stores, and start all, without waiting until they answer."""
        await self.members[0].import_stores()
        for it in self.members:
            await it.start()

    async def watch(self) -> None:
        """Start whoever ends by itself again, until cancelled."""
        await asyncio.gather(*(it.watch() for it in self.members))

    def another(self, number: int) -> BotProcess:
        """One that may take somebody's place, and does not run yet."""
        return self._make(number)

    async def replace(
        self,
        number: int,
        ready: Callable[[BotProcess], Awaitable[None]],
        new: BotProcess | None = None,
    ) -> float:
        """Start another in somebody's place and, when it is ready, end the old one.

        Answers the seconds that the old one took to end.
        """
        old, new = self.members[number], new or self._make(number)
        self._replaced.append(old)
        self.members[number] = new
        await new.start()
        await ready(new)
        began = time.monotonic()
        self._codes[old] = await old.stop()
        return time.monotonic() - began

    async def end(self, number: int) -> None:
        """Ask one to end; another takes its place, and does not run yet."""
        old, self.members[number] = self.members[number], self._make(number)
        self._replaced.append(old)
        self._codes[old] = await old.stop()

    async def stop(self, windows: Sequence[Window] = ()) -> list[str]:
        """Ask all to end; answers what is wrong with how they did, or with how one ended before.

        Who begins while Telegram refuses the token (one of the ``windows``) says so and ends, and
        whoever looks after it starts it again.
        """
        running = [it for it in self.members if it.starts]
        codes = await asyncio.gather(*(it.stop() for it in running))
        ended = self._codes | dict(zip(running, codes, strict=True))
        broken = [
            f"asked to stop, {it.name} ended with {code}"
            for it, code in ended.items()
            if code != 0
        ]
        for it in ended:
            broken += [
                f"{it.name} ended by itself with {code}"
                for code, at in it.died_alone
                if code != _MISUSED
                or not any(w.whose == TELEGRAM and w.covers(at) for w in windows)
            ]
        return broken


def maker_of(
    plan: Plan,
    folder: Path,
    *,
    token: str,
    addresses: Sequence[str],
    provider_token: str,
    disk: Path,
    url: URL | None,
    more: dict[str, str],
    kinds: Sequence[type[BotProcess]] = (),
) -> Callable[[int], BotProcess]:
    """What makes a process by its number, with an address of its own and a log in its own folder.

    Those of ``kinds`` come in turn; without any, all are of this release.
    """

    def make(number: int) -> BotProcess:
        contexts = plan.contexts[number]
        own = folder / f"{contexts or 'worker'}-{number + 1}"
        own.mkdir(exist_ok=True)
        # A clock that nobody puts forward or back need not be another.
        plain = ClockedBot if plan.kills else BotProcess
        kind = kinds[number % len(kinds)] if kinds else plain
        return kind(
            own,
            plan,
            token=token,
            address=addresses[number],
            provider_token=provider_token,
            disk=disk,
            url=url,
            more=more,
            contexts=contexts,
            http_port=free_port() if plan.processes > 1 else 0,
            gateway_port=free_port() if plan.has_gateway else 0,
        )

    return make
