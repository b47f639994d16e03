"""The monitor of payment providers: tells of those that went down, and finds them back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.worker import Wakeup
from domain.payment import (
    NoteProviderState,
    ProviderCameBack,
    ProviderUnavailable,
    ProviderWentDown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.command_bus import CommandBus
    from bot.payments.resilience.guarded import GuardedProvider
    from bot.persistence.unit_of_work import Database, UnitOfWork

SAFETY_POLL = 1.0


class ProviderMonitor:
    """Notes whether providers work, and asks the one that does not until it does.

    Without it a breaker would close only when somebody pays, and nobody pays while it is open.
    What is noted is compared with what was noted last, so a provider that fails its trial is
    not told of again. The event store remembers it, so whoever was told that a provider is down is
    told that it is back even when the process was started anew meanwhile. Only the leader can ask
    it here, and what follows on one entry is written once.
    """

    def __init__(
        self, database: Database, bus: CommandBus, providers: Mapping[str, GuardedProvider]
    ) -> None:
        """Watch over ``providers``, by the name that charges are recorded with.

        ``database`` is asked before anything is noted.
        """
        self._database, self._bus, self._providers = database, bus, providers
        self._noted = dict.fromkeys(providers, True)
        self.wakeup = Wakeup(SAFETY_POLL)

    async def restore(self, database: Database | None = None) -> None:
        """Take up what was noted last, before any provider is called; not the leader's ``database``."""
        for name, provider in self._providers.items():
            is_down, _ = await (database or self._database).read(partial(_noted, name))
            self._noted[name] = not is_down
            if is_down:
                provider.suspect()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self.watch_once()
            await self.wakeup.wait()

    async def watch_once(self) -> None:
        """Note what changed and ask whoever does not work, if their rest is over."""
        self.wakeup.clear()
        await asyncio.gather(*(self._look_after(it) for it in self._providers.values()))

    async def _look_after(self, provider: GuardedProvider) -> None:
        await self._note(provider)
        if not provider.is_working:
            with suppress(ProviderUnavailable):
                await provider.check()
            await self._note(provider)

    async def _note(self, provider: GuardedProvider) -> None:
        is_working = provider.is_working
        if is_working == self._noted[provider.name]:
            return
        was_down, number = await self._database.read(partial(_noted, provider.name))
        if was_down == is_working:
            # Another process may note it at this very moment.
            once = self._bus.within(f"provider:{provider.name}:{number}")
            await once.execute(NoteProviderState(provider.name, is_working))
        self._noted[provider.name] = is_working


def _noted(name: str, uow: UnitOfWork) -> tuple[bool, int]:
    """Whether it is noted that a provider is down, and the number of that entry."""
    about = ProviderWentDown(provider=name).subject
    newest, number = uow.event_store.newest_of(about, (ProviderWentDown, ProviderCameBack))
    return newest == ProviderWentDown.__name__, number
