"""Owners, couriers and operators: they act on what their chat shows, whoever restarts meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui.translator import order_code
from tests.chaos.acts import COURIERS, OPERATORS, OWNERS
from tests.chaos.presser import Presser

if TYPE_CHECKING:
    import asyncio

_NEWEST = 30


class Staff(Presser):
    """Somebody at work, who types a command now and then."""

    commands: tuple[str, ...] = ()
    types_often = 0.0
    """How likely it is each time that somebody looks, about five times a second."""

    async def begin(self) -> None:
        """Start the bot, as Telegram demands before it may write to anybody."""
        await self.act("start", self.says("/start"), lambda message: message)

    async def work(self, closing: asyncio.Event) -> None:
        """Work until the town closes."""
        while not closing.is_set():
            await self.hesitates(0.05, 0.25)
            is_busy = await self.look()
            is_idle = not is_busy and not self.town.is_late.is_set()
            if is_idle and self.chance.random() < self.types_often:
                await self._type_command()

    async def _type_command(self) -> None:
        command = self.chance.choice(self.commands)
        if "{code}" in command:
            newest = list(self.diary.placed)[-_NEWEST:]
            if not newest:
                return
            command = command.format(code=order_code(self.chance.choice(newest)))
        self.town.pressed[f"{self.role}: {command.split(maxsplit=1)[0]}"] += 1
        await self.types(command)


class Owner(Staff):
    """Answers, cooks, decides, or says nothing at all."""

    acts, role = OWNERS, "owner"
    commands, types_often = ("/tickets",), 0.002


class Courier(Staff):
    """Takes deliveries, often in a race with others, and brings them, or does not."""

    acts, role = COURIERS, "courier"
    commands, types_often = ("/shift", "/deliveries"), 0.003


class Operator(Staff):
    """Looks at orders, and ends, refunds, writes, pauses and bans."""

    acts, role = OPERATORS, "operator"
    commands = ("/order {code}",) * 8 + ("/ban {code}", "/pause")
    types_often = 0.08
