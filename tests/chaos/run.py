"""One run: the town, the people, the kills, the rest, and the reckoning."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from bot.demo import PEOPLE
from bot.simulator import People, Simulator, load_roster, serve
from tests.chaos.books import read_books, unsettled
from tests.chaos.bot_log import read_logs
from tests.chaos.cards import check_cards
from tests.chaos.chats import Chats
from tests.chaos.clock import Clock
from tests.chaos.clocks import Clocks
from tests.chaos.customers import Customer
from tests.chaos.engines import engines
from tests.chaos.fleet import Fleet, maker_of
from tests.chaos.full_disk import Disk
from tests.chaos.killer import Killer
from tests.chaos.money_and_states import broken_in_the_books
from tests.chaos.notices import check_apologies, check_notices, check_replies
from tests.chaos.plan import SQLITE
from tests.chaos.player import Diary
from tests.chaos.presser import Town
from tests.chaos.report import Result, listed, spread
from tests.chaos.staff import Courier, Operator, Owner
from tests.chaos.trouble import Trouble
from tests.chaos.waiting import Waiting
from tests.chaos.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import URL

    from tests.chaos.plan import Plan

_OWNERS, _COURIERS = (2001, 2002), (3001, 3002, 3003, 3004, 3005, 3006)
_OPERATORS = (9001,)


class Run:
    """Everything that one run needs at hand."""

    def __init__(self, plan: Plan, folder: Path, say: Callable[[str], None]) -> None:
        """Keep database and log in ``folder``; ``say`` hears of the progress."""
        self.plan, self.folder, self.say = plan, folder, say
        roster = load_roster(PEOPLE)
        self.simulator = Simulator(roster, history=200_000)
        self.witness = Witness(self.simulator)
        self.clock = Clock(folder / "clock")
        self.trouble = Trouble(plan, self.simulator, self.clock)
        self.waiting = Waiting(
            lambda: self.witness.up.is_set() and not self.trouble.is_on,
            20.0 * plan.trouble,
            plan.patience,
        )
        self.clocks = Clocks()
        self.diary = Diary(lambda: self.simulator.changes.seq, plan.patience)
        self.closing = asyncio.Event()
        self.stopping = asyncio.Event()
        self.town = Town(plan.chance("town"), self.stopping)
        self.broken: list[str] = []
        self.apart: URL | None = None
        self._orders_from = 0.0
        self._begun = 0

    async def go(self) -> Result:
        """Play the run to its end."""
        began = time.monotonic()
        async with AsyncExitStack() as stack:
            serving = serve(self.simulator, doors=self.plan.processes)
            address = await stack.enter_async_context(serving)
            people = await stack.enter_async_context(People(address))
            roster, disk = self.simulator.roster, Disk(self.folder)
            running = await stack.enter_async_context(engines(self.plan, self.folder))
            self.trouble.engines, self.apart = running, running.deliveries
            if self.plan.engine == SQLITE:
                await stack.enter_async_context(disk.mounted())
            bot = self.fleet(
                token=roster.bot.token,
                addresses=self.simulator.doors,
                provider_token=roster.provider_tokens[0],
                disk=disk.folder,
                url=running.url,
                more={"CLOCK": str(self.clock.path), **running.environment},
            )
            stack.push_async_callback(bot.stop)
            self.killer = Killer(self.plan, bot, self.witness, self.trouble, disk)
            self.witness.struck()  # so that the first start is timed too
            await bot.start()
            try:
                async with asyncio.timeout(self.plan.time_limit):
                    await self._play(people, bot)
            except TimeoutError:
                self.broken.append(f"not finished within {self.plan.time_limit:.0f} s")
            self.broken += await bot.stop(self.trouble.windows)
            await self._see_everything(people)
            return self._reckon(people, bot, time.monotonic() - began)

    def fleet(self, **about: Any) -> Fleet:
        """All processes of the bot; what they have to know is ``maker_of``'s."""
        return Fleet(maker_of(self.plan, self.folder, **about), self.plan.processes)

    async def strike(self, _bot: Fleet) -> None:
        """Do what this run is about, while people order."""
        await self.killer.work(self._progress)

    async def _play(self, people: People, bot: Fleet) -> None:
        async with asyncio.TaskGroup() as group:
            watches = [
                group.create_task(bot.watch()),
                group.create_task(self.waiting.watch(bot.url)),
                group.create_task(self.clocks.watch(bot.url, self.apart)),
            ]
            staff = await self._open(people, group)
            self._orders_from = time.monotonic()
            customers = [
                group.create_task(self._live(await self._customer(people)))
                for _ in range(self.plan.customers)
            ]
            await self.strike(bot)
            await self._ordered(self.plan.orders)
            await asyncio.sleep(self.plan.load)
            self.stopping.set()
            self.say("the load stops; what was begun is finished")
            await asyncio.gather(*customers)
            await self._settle(bot.url)
            self.closing.set()
            await asyncio.gather(*staff)
            # Somebody may have tapped once more while they were leaving.
            await self._settle(bot.url)
            for watch in watches:
                watch.cancel()

    async def _open(self, people: People, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Let the staff begin; Telegram lets no bot write to whoever has not started it."""
        staff = []
        for kind, ids in ((Operator, _OPERATORS), (Owner, _OWNERS), (Courier, _COURIERS)):
            for person_id in ids:
                player = kind(
                    await people.person(person_id), self.diary, self.plan.chance(person_id)
                )
                player.town = self.town
                await player.begin()
                staff.append(group.create_task(player.work(self.closing)))
        return staff

    async def _customer(self, people: People) -> Customer:
        client = await people.newcomer("customer")
        customer = Customer(client, self.diary, self.plan.chance(client.id))
        customer.pay_within = self.plan.pay_within
        customer.town = self.town
        return customer

    async def _live(self, customer: Customer) -> None:
        """Order whenever it is one's turn, look around otherwise, until the load stops."""
        await customer.hesitates(0.0, 2.0)
        while not self.stopping.is_set():
            due = (time.monotonic() - self._orders_from) * self.plan.orders_per_second
            if self._begun <= due:
                self._begun += 1
                await customer.order()
            else:
                await customer.browse()
            await customer.hesitates(0.1, 1.5)

    async def _settle(self, database: URL) -> None:
        """Wait until nothing is on its way any more; what is still there then is broken."""
        until = time.monotonic() + self.plan.settle
        told = 0.0
        while time.monotonic() < until:
            left = unsettled(database, self.apart)
            if waiting := len(self.simulator.updates.live()):
                left["updates not fetched"] = waiting
            if not left:
                return
            if time.monotonic() - told > 10:
                told = time.monotonic()
                self.say(f"still on its way: {listed(Counter(left))}")
            await asyncio.sleep(0.3)

    async def _see_everything(self, people: People) -> None:
        for _ in range(200):
            if people.world.seq == self.simulator.changes.seq:
                return
            await asyncio.sleep(0.05)
        self.broken.append("the people did not catch up with the simulator")

    async def _progress(self, kills: int) -> None:
        if kills % 10 == 0:
            placed, answered = len(self.diary.placed), len(self.witness.handed_out)
            self.say(f"{kills} kills, {placed} orders, {answered} updates")
        await self._ordered(self.plan.orders * kills // max(1, self.plan.kills))

    async def _ordered(self, wanted: int) -> None:
        """Wait for so many orders, so that the kills are spread over all of them."""
        await self.diary.reached(wanted)

    def _reckon(self, people: People, bot: Fleet, seconds: float) -> Result:
        books, chats = read_books(bot.url, self.apart), Chats(people, self.witness)
        charges = self.simulator.charges
        check_cards(books, chats)
        check_notices(books, chats)
        check_replies(books, chats, self.diary.placed)
        check_apologies(chats)
        answered = {it["query_id"] for each in people.world.answers.values() for it in each}
        unanswered = [tap for tap in self.diary.taps if tap.query_id not in answered]
        never_fetched = len(self.simulator.updates.live())
        self.broken += [f"never answered: {tap.data} of {tap.person}" for tap in unanswered]
        if never_fetched:
            self.broken.append(f"{never_fetched} updates were never fetched")
        self.broken += broken_in_the_books(books, charges)
        self.broken += [*chats.broken, *chats.repeated_too_often()]
        self.broken += self.diary.complaints
        errors, logged = read_logs(bot.logs, self.simulator.token, self.trouble.windows)
        self.broken += [*errors, *self.trouble.broken, *self.waiting.broken]
        self.broken += self.clocks.broken
        handed_out, killer = self.witness.handed_out, self.killer
        unhandled = handed_out.keys() - books.handled
        self.broken += [f"update {number} was never handled" for number in sorted(unhandled)]
        outcomes = self.diary.outcomes
        figures = {
            "kills": f"{killer.kills} ({listed(Counter(killer.kinds))})",
            "trouble": listed(self.trouble.played),
            "engines": self.plan.engine,
            "processes": str(self.plan.processes)
            + (", deliveries on a database of their own" if self.apart else ""),
            "seed": str(self.plan.seed),
            "starts of the bot": str(bot.starts),
            "people": str(self.plan.customers + len(_OWNERS + _COURIERS + _OPERATORS)),
            "orders": str(len(books.orders)),
            "orders by end": listed(Counter(row["state"] for row in books.orders.values())),
            "plays": listed(self.diary.plays),
            "what people found in their chats": f"{len(self.town.pressed)} kinds of buttons and "
            f"commands, used {self.town.pressed.total()} times",
            "charges taken": str(len(charges)),
            "charges given back": str(sum(bool(it.get("refunded")) for it in charges)),
            "payments as people saw them": listed(
                Counter(
                    {name[8:]: n for name, n in outcomes.items() if name.startswith("payment ")}
                )
            ),
            "updates": f"{len(handed_out)}, {sum(n > 1 for n in handed_out.values())} of them "
            "handed out more than once",
            "taps": f"{len(self.diary.taps)}, {len(unanswered)} without an answer",
            "complaints of people who waited in vain": str(len(self.diary.complaints)),
            "messages seen twice": listed(chats.repeated),
            "longest wait of a message while nothing was wrong": f"{self.waiting.longest:.0f} s",
            "from a kill to the next sign of life": spread(self.witness.outages[1:]),
            "looks for a wait without a deadline": str(self.clocks.looks),
            "wall time": f"{seconds:.0f} s",
            "broken invariants": str(len(self.broken)),
        }
        notes = [f"{name}: {n}" for name, n in sorted(outcomes.items())]
        notes.append(f"found in chats: {listed(self.town.pressed)}")
        notes += [f"refused: {name}: {n}" for name, n in self.witness.refused.most_common()]
        notes += [f"logged: {n} × {what}" for what, n in logged.most_common()]
        notes.append(f"calls: {listed(self.witness.calls)}")
        return Result(figures, self.broken, notes)
