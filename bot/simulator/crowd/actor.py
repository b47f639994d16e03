"""One of the crowd: follows a script, step by step."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.simulator.crowd.sight import find_button, find_invoice, find_text, is_asked_for
from bot.simulator.crowd.tally import Tally
from bot.simulator.model import Json, Person, Script, SimError, Step
from bot.simulator.people import acting, pay, tap, write
from bot.simulator.world import World

T = TypeVar("T")


class Actor:
    """A person and how far they are; woken by whatever changes in their chat.

    Args:
        world: The world they act in.
        person: Who.
        script: What they do.
        patience: Seconds that a step waits unless it says otherwise.
        tally: Is told of every tap and payment.
        hesitate: Waits for a moment, before every act.
    """

    def __init__(
        self,
        world: World,
        person: Person,
        script: Script,
        *,
        patience: float,
        tally: Tally,
        hesitate: Callable[[], Awaitable[None]],
    ) -> None:
        self.person, self.script = person, script
        self.state = "coming"
        self.problem = ""
        self.repeats = 0
        self.step_began = 0.0
        self._world, self._chat = world, world.chats[person.id]
        self._patience, self._tally, self._hesitate = patience, tally, hesitate
        self._woken = asyncio.Event()
        self._fresh: set[int] = set()
        self._payments: dict[str, str] = {}

    def hear(self, kind: str, data: Json) -> None:
        """Take note of a change in the person's chat."""
        if kind in {"message", "edit"}:
            self._fresh.add(data["message"]["message_id"])
        elif kind == "payment" and data["state"] != "checking":
            self._payments[data["query_id"]] = data["state"]
            self._tally.payments[data["state"]] += 1
        self._woken.set()

    async def play(self) -> None:
        """Go through the script; afterwards `state` is done or failed."""
        self.state = "begun"
        failures: Counter[int] = Counter()
        at = 0
        while at < len(self.script.steps):
            step = self.script.steps[at]
            if await self._comes_about(step) or step.optional:
                at += 1
                continue
            failures[at] += 1
            if step.again_from is None or failures[at] >= step.tries:
                self.state, self.problem = "failed", self.problem or f"gave up: {step.what}"
                return
            self.repeats += 1
            at = self.script.place(step.again_from)
        self.state = "done"

    async def _comes_about(self, step: Step) -> bool:
        """Carry out a step; False when it came to nothing in time or was not possible."""
        self.step_began = asyncio.get_running_loop().time()
        self.problem = ""
        try:
            async with asyncio.timeout(step.patience or self._patience):
                return await self._carry_out(step)
        except TimeoutError:
            return False
        except SimError as error:
            self.problem = f"{step.what}: {error.sentence}"
            return False

    async def _carry_out(self, step: Step) -> bool:
        chat, person = self._chat, self.person
        among = self._fresh if step.fresh else None
        if step.wait_for is not None:
            text = step.wait_for
            await self._until(lambda: find_text(chat, text, among))
        elif step.say is not None:
            await self._write({"text": step.say})
        elif step.tap is not None:
            wanted = step.tap
            number, data = await self._until(lambda: find_button(chat, wanted, among))
            await self._hesitate()
            self._begin_act()
            self._tally.tapped(tap(self._world, chat, person, number, data))
        elif step.share is not None:
            kind = step.share
            await self._until(lambda: is_asked_for(chat, kind))
            await self._write({kind: self._contact() if kind == "contact" else person.location})
        else:
            invoice = await self._until(lambda: find_invoice(chat, among))
            await self._hesitate()
            self._begin_act()
            query_id = pay(self._world, chat, person, invoice, 0)
            outcome = await self._until(lambda: self._payments.pop(query_id, None))
            self.problem = "" if outcome == "paid" else f"payment {outcome}"
            return outcome == "paid"
        return True

    def _begin_act(self) -> None:
        """Refuse who cannot act (any more); whatever comes from now on is fresh."""
        acting(self._world, self._chat.id, self.person.id)
        self._fresh.clear()

    async def _write(self, content: Json) -> None:
        await self._hesitate()
        self._begin_act()
        write(self._world, self._chat, self.person, content)

    def _contact(self) -> Json:
        person = self.person
        return {
            "phone_number": person.phone,
            "first_name": person.first_name,
            "user_id": person.id,
        }

    async def _until(self, look: Callable[[], T | None]) -> T:
        """Look, and look again after every change, until there is something."""
        while (found := look()) is None:
            self._woken.clear()
            await self._woken.wait()
        return found
