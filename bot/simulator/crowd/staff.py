"""Standing people at work: whoever sees a button that is theirs presses it after a while."""

import asyncio
import zlib
from random import Random

from bot.simulator.crowd.sight import button_in
from bot.simulator.crowd.tally import Tally
from bot.simulator.model import Duty, SimError, Stored
from bot.simulator.people import acting, tap
from bot.simulator.world import World

_Shown = dict[int, int]  # by person, the message


class Staff:
    """Does the duties from `begin` to `end`.

    Args:
        world: The world they act in.
        duties: What they do.
        tally: Is told of every tap.
        seed: Decides how long each takes.
        speed: How many times faster than the duties say.
    """

    def __init__(
        self,
        world: World,
        duties: list[Duty],
        *,
        tally: Tally,
        seed: int,
        speed: float,
    ) -> None:
        self._world, self._duties, self._tally = world, duties, tally
        self._seed, self._speed = seed, speed
        self._shown: dict[tuple[int, str], _Shown] = {}
        self._presses: set[asyncio.Task[None]] = set()
        self._of: dict[int, list[tuple[int, Duty]]] = {}
        for number, duty in enumerate(duties):
            for person in duty.people:
                self._of.setdefault(person, []).append((number, duty))

    def begin(self) -> None:
        """Look at everything that stands in the chats already."""
        for person in self._of:
            for stored in list(self._world.chats[person].messages.values()):
                self._see(person, stored)

    def hear(self, kind: str, person: int, message_id: int) -> None:
        """Take note of a message that came or changed in somebody's chat."""
        if kind in {"message", "edit"} and person in self._of:
            self._see(person, self._world.chats[person].messages[message_id])

    def end(self) -> None:
        """Put everything down."""
        for press in self._presses:
            press.cancel()

    def _see(self, person: int, stored: Stored) -> None:
        if not stored.by_bot:
            return
        for number, duty in self._of[person]:
            data = button_in(stored, duty.tap)
            if data is None or not self._is_done(duty, f"{number}/{person}/{stored.id}/{data}"):
                continue
            shown = self._shown.setdefault((number, data), {})
            if not shown:
                press = asyncio.create_task(self._see_to_it(number, data))
                self._presses.add(press)
                press.add_done_callback(self._presses.discard)
            shown[person] = stored.id

    def _is_done(self, duty: Duty, button: str) -> bool:
        """Whether a duty that is only sometimes done is done this time; an edit changes nothing."""
        return Random(f"{self._seed}/{button}").random() < duty.share  # noqa: S311

    async def _see_to_it(self, number: int, data: str) -> None:
        """Press a button, again and again if need be, until it is gone."""
        duty, shown = self._duties[number], self._shown[number, data]
        # Whose turn it is follows from the button, so that the work is spread.
        turn = zlib.crc32(data.encode())
        seconds = Random(f"{self._seed}/{data}").uniform(*duty.after)  # noqa: S311
        await self._world.pause(seconds / self._speed)
        for _ in range(duty.tries):
            here = [
                person for person in shown if self._is_there(person, shown[person], duty, data)
            ]
            if not here:
                break
            self._press(here[turn % len(here)], shown, data)
            turn += 1
            await self._world.pause(duty.again_after)
        del self._shown[number, data]

    def _is_there(self, person: int, message_id: int, duty: Duty, data: str) -> bool:
        stored = self._world.chats[person].messages.get(message_id)
        return stored is not None and button_in(stored, duty.tap) == data

    def _press(self, person: int, shown: _Shown, data: str) -> None:
        try:
            chat, who = acting(self._world, person, person)
            self._tally.tapped(tap(self._world, chat, who, shown[person], data))
        except SimError:
            # Blocked the bot or gone: next time it is somebody else's turn.
            del shown[person]
