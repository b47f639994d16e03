"""People, chats and the messages in them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.simulator.model.roster import PersonEntry

Json = dict[str, Any]


@dataclass(slots=True)
class Person:
    """Somebody who may talk to the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"
    phone: str | None = None
    location: Json | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @classmethod
    def from_entry(cls, entry: PersonEntry) -> "Person":
        """Build a person from the roster."""
        return cls(**entry.model_dump())

    @property
    def name(self) -> str:
        """Return the name others see."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def profile(self) -> Json:
        """Return the parts a chat with this person shows."""
        parts = {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
        }
        return {key: value for key, value in parts.items() if value is not None}

    def user(self) -> Json:
        """Return the Bot API's User object."""
        return {
            "id": self.id,
            "is_bot": False,
            **self.profile(),
            "language_code": self.language_code,
        }

    def view(self) -> Json:
        """Return what pages and clients see."""
        view = {"id": self.id, **self.profile(), "language_code": self.language_code}
        if self.phone is not None:
            view["phone"] = self.phone
        if self.location is not None:
            view["location"] = self.location
        return view | {
            "started": self.started,
            "blocked": self.blocked,
            "deactivated": self.deactivated,
        }


@dataclass(slots=True)
class Stored:
    """A message as people see it, and what only the simulator adds."""

    message: Json
    by_bot: bool
    sim: Json = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Return the message's number in its chat."""
        return int(self.message["message_id"])

    def for_bot(self) -> Json:
        """Return the message as the Bot API gives it: inline keyboards only."""
        markup = self.message.get("reply_markup")
        if markup is None or "inline_keyboard" in markup:
            return self.message
        return {key: value for key, value in self.message.items() if key != "reply_markup"}

    def for_people(self) -> Json:
        """Return the message as pages and clients get it."""
        return {**self.message, "sim": self.sim}


@dataclass(slots=True)
class Chat:
    """A private chat with a person, or a group."""

    id: int
    type: str
    title: str | None = None
    person: Person | None = None
    members: list[int] = field(default_factory=list)
    bot_status: str = "member"
    migrated_to: int | None = None
    messages: dict[int, Stored] = field(default_factory=dict)
    last_message_id: int = 0
    pinned: list[int] = field(default_factory=list)
    read: dict[int, int] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    force_reply: Json | None = None
    typing_until: datetime | None = None
    commands: list[Json] = field(default_factory=list)
    menu_button: Json | None = None

    @property
    def is_private(self) -> bool:
        """Tell whether this is a chat with one person."""
        return self.person is not None

    def ref(self) -> Json:
        """Return the Bot API's Chat object."""
        if self.person is not None:
            return {"id": self.id, "type": self.type, **self.person.profile()}
        return {"id": self.id, "type": self.type, "title": self.title}

    def view(self, now: datetime) -> Json:
        """Return what pages and clients see."""
        view: Json = {"id": self.id, "type": self.type}
        if self.title is not None:
            view |= {"title": self.title, "members": self.members}
        if self.force_reply is not None:
            view["force_reply"] = self.force_reply
        return view | {
            "commands": self.commands,
            "reply_keyboard": self.reply_keyboard,
            "messages": [stored.for_people() for stored in self.messages.values()],
            "read": {str(person): message for person, message in self.read.items()},
            "typing": self.typing_until is not None and self.typing_until > now,
        }
