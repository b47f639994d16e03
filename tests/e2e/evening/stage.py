"""What people do this evening, and who must read of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bot.simulator import text_of
from handlers.ui.callback_data import Button
from handlers.ui.translator import order_code
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, TAEMIN, YURI
from tests.support.arrived import arrived
from tests.support.buttons import button_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.simulator import Exchange, Json
    from tests.e2e.journey import TestTown

B = TypeVar("B", bound=Button)

SAM = 1003
LEO, ANA, MINJUN, BO = 3003, 3004, 3005, 3006
"""Couriers who stay at home this evening; Minjun is an operator besides, and reads Korean."""
OWNERS, OPERATORS, COURIERS = (SORA, TAEMIN), (OLGA, MINJUN), (DAN, YURI)
EVERYBODY = (MINA, JUNHO, SAM, *OWNERS, OLGA, DAN, YURI, LEO, ANA, MINJUN, BO)
HANOK, GOLDEN_GATE, NOODLES = "hanok", "golden-gate", "seoul-noodle"

_WAITING = (
    "select (select count(*) from updates where done_at is null)"
    " + (select count(*) from outbox where dead_at is null)"
    # Whoever cannot be reached keeps theirs for the return.
    " + (select count(*) from messages where chat_id not in"
    "    (select user_id from people where not reachable))"
    " + (select count(*) from cards where old_messages is not null)"
    " + (select count(*) from charges where state = 'refunding')"
)


@dataclass
class Order:
    """An order of this evening, and how it must have ended.

    Args:
        total: What it comes to, in minor units, as ``paid`` and ``kept`` are.
        paid: What was taken by card.
        kept: What of that stays with the store, or what was collected in cash.
    """

    id: str
    customer: int
    store_id: str
    total: int
    paid: int = 0
    state: str = ""
    kept: int = 0

    @property
    def code(self) -> str:
        """What people call it."""
        return order_code(self.id)

    def ends(self, state: str, *, kept: int = 0) -> None:
        """Say what must be true of it when the evening is over."""
        self.state, self.kept = state, kept


@dataclass
class Evening:
    """The town with everybody in it, and what happened so far."""

    town: TestTown
    orders: list[Order] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    shown: dict[int, list[Json]] = field(default_factory=dict)

    def overhear(self, exchange: Exchange) -> None:
        """Keep every message and edit that the bot sends, also those that are replaced later."""
        sent = exchange.method.startswith(("send", "editMessage"))
        if exchange.kind == "call" and sent and isinstance(exchange.payload.get("result"), dict):
            message = exchange.payload["result"]
            self.shown.setdefault(message["chat"]["id"], []).append(message)

    async def still(self) -> None:
        """Wait until everything is handled, sent, and seen by everybody."""
        runtime, simulator = self.town.running.runtime, self.town.running.simulator
        world, waiting = self.town.people.world, 1
        while waiting:
            before = arrived(runtime.event_bus)
            on_the_way = len(simulator.updates.live())
            # As a write, which waits for the disk: a read would give the platform no turn.
            waiting = on_the_way + await runtime.database.write(
                lambda uow: uow._connection.exec_driver_sql(_WAITING).scalar_one()
            )
            waiting += simulator.changes.seq - world.seq
            waiting += before is None or arrived(runtime.event_bus) != before

    def buttons(self, person_id: int) -> Iterator[tuple[int, Button]]:
        """Every button in somebody's chat with its message's number, newest first."""
        chat = self.town.people.world.chat(person_id)
        for number in reversed(chat.messages):
            markup = chat.messages[number].get("reply_markup", {})
            for row in markup.get("inline_keyboard", []):
                for raw in row:
                    if button := button_of(raw.get("callback_data", "")):
                        yield number, button

    def find(self, person_id: int, kind: type[B], /, **fields: object) -> tuple[int, B]:
        """The newest button of a kind with these fields."""
        for number, button in self.buttons(person_id):
            if isinstance(button, kind) and all(
                getattr(button, name) == value for name, value in fields.items()
            ):
                return number, button
        chat = self.town.people.world.chat(person_id).transcript()
        raise AssertionError(f"no {kind.__name__} with {fields}\n{chat}")

    def has(self, person_id: int, kind: type[Button], order: Order) -> bool:
        """Whether somebody has such a button for an order."""
        return any(
            isinstance(it, kind) and getattr(it, "order_id", "") == order.id
            for _, it in self.buttons(person_id)
        )

    async def press(
        self,
        person_id: int,
        kind: type[Button],
        order: Order | None = None,
        /,
        *,
        tells: tuple[int, ...] = (),
        **fields: object,
    ) -> None:
        """Press a button in one's own language; the bot answers, and ``tells`` read of it.

        Whoever pressed sees the outcome in the chat, always.
        """
        if order is not None:
            fields["order_id"] = order.id
        number, button = self.find(person_id, kind, **fields)
        seq = self.town.people.world.seq
        person = await self.town.person(person_id)
        tap = await person.taps(data=button.pack(), message=number)
        await tap.answer()
        await self.still()
        self.has_read(person_id, seq, None, button.pack())
        for reader in tells:
            self.has_read(reader, seq, order, button.pack())

    async def says(
        self,
        person_id: int,
        words: str,
        order: Order | None = None,
        *,
        tells: tuple[int, ...] = (),
    ) -> None:
        """Type something; the bot says something to that, and ``tells`` read of it."""
        self.typed.add(words)
        seq = self.town.people.world.seq
        await (await self.town.person(person_id)).says(words)
        await self.still()
        for reader in {person_id, *tells}:
            self.has_read(reader, seq, order if reader in tells else None, words)

    async def passes(self, minutes: float, order: Order, *, tells: tuple[int, ...] = ()) -> None:
        """Let time pass in which nobody does anything."""
        seq = self.town.people.world.seq
        await self.town.pass_time(minutes=minutes)
        await self.still()
        for reader in tells:
            self.has_read(reader, seq, order, f"{minutes} minutes")

    def has_read(self, person_id: int, seq: int, order: Order | None, what: str) -> None:
        """Make sure that something (of an order) came into somebody's chat after ``seq``."""
        chat = self.town.people.world.chat(person_id)
        code = order.code if order else ""
        assert any(
            chat.touched[number] > seq and code in text_of(message)
            for number, message in chat.messages.items()
            if message["from"]["id"] != person_id
        ), f"{what}: {person_id} reads nothing of {code}\n{chat.transcript()}"

    def reads(self, person_id: int) -> list[str]:
        """What the bot has written in somebody's chat, as it is there now."""
        chat = self.town.people.world.chat(person_id)
        return [text_of(it) for it in chat.messages.values() if it["from"]["id"] != person_id]

    def reads_about(self, person_id: int, order: Order) -> str:
        """The same, of one order."""
        return "\n".join(it for it in self.reads(person_id) if order.code in it)
