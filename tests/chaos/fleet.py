"""All processes of the bot: one, or several side by side on one database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.chaos.bot_process import BotProcess, ClockedBot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import URL

    from tests.chaos.plan import Plan


class Fleet:
    """Starts, watches and stops processes; ``BotProcess`` strikes one."""

    def __init__(self, members: Sequence[BotProcess]) -> None:
        """Take processes that do not run yet."""
        self.members = list(members)

    @property
    def url(self) -> URL:
        """Where their database is."""
        return self.members[0].url

    @property
    def logs(self) -> list[Path]:
        """What each prints."""
        return [it.log for it in self.members]

    @property
    def starts(self) -> int:
        """How often one of them was started."""
        return sum(it.starts for it in self.members)

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

    async def stop(self) -> list[str]:
        """Ask all to end; answers what is wrong with how they did, or with how one ended before."""
        codes = await asyncio.gather(*(it.stop() for it in self.members))
        ended = zip(self.members, codes, strict=True)
        broken = [f"asked to stop, {it.name} ended with {code}" for it, code in ended if code != 0]
        for it in self.members:
            broken += [f"{it.name} ended by itself with {code}" for code in it.died_alone]
        return broken


def fleet_of(
    plan: Plan,
    folder: Path,
    *,
    token: str,
    addresses: Sequence[str],
    provider_token: str,
    disk: Path,
    url: URL | None,
    more: dict[str, str],
) -> Fleet:
    """The processes that a plan has, each with an address of its own and a log in its own folder."""
    members = []
    for number, contexts in enumerate(plan.contexts):
        own = folder / (f"{contexts or 'worker'}-{number + 1}")
        own.mkdir()
        members.append(
            ClockedBot(
                own,
                plan,
                token=token,
                address=addresses[number],
                provider_token=provider_token,
                disk=disk,
                url=url,
                more=more,
                contexts=contexts,
            )
        )
    return Fleet(members)
