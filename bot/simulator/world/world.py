"""The simulated world: one bot, its people, its chats, and what goes on between them."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.simulator.model import (
    Chat,
    ColumnEntry,
    Commands,
    Person,
    PersonEntry,
    Profile,
    Roster,
    SimError,
)
from bot.simulator.world.changes import Changes
from bot.simulator.world.faults import Faults
from bot.simulator.world.files import Files
from bot.simulator.world.queries import Checkout, Tap
from bot.simulator.world.rates import Limiter, Rates
from bot.simulator.world.updates import Updates
from bot.simulator.world.webhook import Webhook

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One Bot API call and its answer, or one update as the bot received it."""

    kind: str
    method: str
    params: Json
    status: int
    payload: Json
    port: int = 0
    """At which port it was called, if it is a call over HTTP."""


@dataclass(slots=True)
class Column:
    """A column of the page and who stands in it."""

    entry: ColumnEntry
    shown: list[int] = field(default_factory=list)

    @property
    def waiting(self) -> list[PersonEntry]:
        """Return the listed people that are not on the page yet."""
        return [person for person in self.entry.people if person.id not in self.shown]

    def view(self) -> Json:
        """Return what pages see."""
        return {
            "key": self.entry.key,
            "title": self.entry.title,
            "people": list(self.shown),
            "can_add": self.entry.newcomers or bool(self.waiting),
        }


def _utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    """Holds everything in memory; the methods and /sim work on it."""

    def __init__(
        self,
        roster: Roster,
        *,
        clock: Callable[[], datetime] = _utc_now,
        feed_url: str | None = None,
        strict: bool = False,
        rates: Rates | None = None,
        pre_checkout_seconds: float = 10.0,
        callback_seconds: float = 150.0,
        history: int = 20_000,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.roster = roster
        self.clock = clock
        self.feed_url = feed_url
        self.strict = strict
        self.pre_checkout_seconds = pre_checkout_seconds
        self.callback_seconds = callback_seconds
        self.observers: list[Callable[[Exchange], None]] = []
        self.changes = Changes(history)
        self.faults = Faults(self.changes)
        self.updates = Updates(clock, self.faults)
        self.pause = pause
        self.webhook = Webhook(self.updates, clock, pause)
        self.limiter = Limiter((rates or Rates()) if strict else None, clock)
        self.files = Files()
        self.commands = Commands()
        self.profile = Profile(roster.bot.first_name)
        self.menu_button: Json | None = None
        self.webhook_set_at: float | None = None
        self.taps: dict[str, Tap] = {}
        self.checkouts: dict[str, Checkout] = {}
        self.charges: list[Json] = []
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.newcomer_numbers = itertools.count(1)
        self.columns = [Column(entry) for entry in roster.columns]
        self._populate()

    @property
    def token(self) -> str:
        """Return the only token that is known here."""
        return self.roster.bot.token

    @property
    def bot(self) -> Json:
        """Return the bot's User object."""
        entry = self.roster.bot
        name = self.profile.value("name", "")
        return {"id": entry.id, "is_bot": True, "first_name": name, "username": entry.username}

    def now(self) -> int:
        """Return the time as the Bot API writes it."""
        return int(self.clock().timestamp())

    def observe(self, exchange: Exchange) -> None:
        """Tell the observers what was exchanged."""
        for observer in self.observers:
            observer(exchange)

    def person(self, person_id: object) -> Person:
        """Find a person for /sim."""
        person = self.people.get(person_id) if isinstance(person_id, int) else None
        if person is None:
            raise SimError(404, f"There is no person {person_id}.")
        return person

    def chat(self, chat_id: int) -> Chat:
        """Find a chat for /sim."""
        if chat_id not in self.chats:
            raise SimError(404, f"There is no chat {chat_id}.")
        return self.chats[chat_id]

    def add_person(self, person: Person) -> None:
        """Let a person exist and have a chat with the bot."""
        self.people[person.id] = person
        chat = Chat(person.id, "private", person=person)
        self.chats[person.id] = chat
        chat.commands = self.commands.seen_in(chat)

    def refresh_commands(self) -> None:
        """Work out anew which commands each chat shows."""
        for chat in self.chats.values():
            commands = self.commands.seen_in(chat)
            if commands != chat.commands:
                chat.commands = commands
                self.changes.publish("commands", {"chat_id": chat.id, "commands": commands})

    def state(self) -> Json:
        """Return everything a page needs to begin."""
        now = self.clock()
        return {
            "seq": self.changes.seq,
            "feed_url": self.feed_url,
            "bot": self.bot,
            "faults": self.faults.view(),
            "columns": [column.view() for column in self.columns],
            "people": {str(person.id): person.view() for person in self.people.values()},
            "chats": {str(chat.id): chat.view(now) for chat in self.chats.values()},
        }

    def close(self) -> None:
        """Stop every timer."""
        for checkout in self.checkouts.values():
            checkout.timer.cancel()
        self.checkouts.clear()
        self.faults.close()

    def _populate(self) -> None:
        for column in self.columns:
            for entry in column.entry.people:
                self.add_person(Person.from_entry(entry))
            column.shown = [entry.id for entry in column.entry.people[:1]]
        for group in self.roster.groups:
            chat = Chat(
                group.id,
                group.type,
                title=group.title,
                members=list(group.members),
            )
            if not group.bot_is_member:
                chat.bot_status = "left"
            elif group.bot_is_administrator:
                chat.bot_status = "administrator"
            self.chats[chat.id] = chat
