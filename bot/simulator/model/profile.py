"""What a bot tells about itself: commands, name and descriptions."""

import re
from dataclasses import dataclass
from typing import Any

from bot.simulator.model.chats import Chat
from bot.simulator.model.cleaning import clean
from bot.simulator.model.errors import FieldError, bad_request
from bot.simulator.model.fields import parsed, required_long, required_text

Json = dict[str, Any]
Key = tuple[str, int, int, str]

_PRIVATE = "all_private_chats"
_GROUPS = "all_group_chats"
_EVERYWHERE = frozenset({"default", _PRIVATE, _GROUPS, "all_chat_administrators"})
_IN_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a list of commands is; a chat by its id or name, as the bot wrote it."""

    kind: str = "default"
    chat_id: str = ""
    user_id: int = 0


def read_scope(source: Json | None) -> Scope:
    """Read a BotCommandScope.

    Raises:
        BotApiError: a part is missing or of another type.
    """
    return Scope() if source is None else parsed("BotCommandScope", _scope, source)


def _scope(source: Json) -> Scope:
    kind = required_text(source, "type")
    if kind in _EVERYWHERE:
        return Scope(kind)
    if kind not in _IN_A_CHAT:
        raise FieldError("Unsupported type specified")
    chat_id = required_text(source, "chat_id")
    if not chat_id:
        raise FieldError("Empty chat_id specified")
    if kind != "chat_member":
        return Scope(kind, chat_id)
    user_id = required_long(source, "user_id")
    if user_id <= 0:
        raise FieldError("Invalid user_id specified")
    return Scope(kind, chat_id, user_id)


def checked_language(code: str) -> str:
    """Return the two letters of a language, or nothing for all of them."""
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def read_command(raw: Any) -> Json:
    """Check one command of a list."""
    command, description = parsed("BotCommand", _command, raw)
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > 32:
        raise bad_request("command length must not exceed 32")
    if not (command.isascii() and command.replace("_", "a").isalnum() and command.islower()):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("command description length must not exceed 256")
    return {"command": command, "description": description}


def _command(raw: Any) -> tuple[str, str]:
    if not isinstance(raw, dict):
        raise FieldError("expected an Object")
    command, description = required_text(raw, "command"), required_text(raw, "description")
    return clean(command).strip().removeprefix("/"), clean(description).strip()


class Commands:
    """Lists of commands by scope and language."""

    def __init__(self) -> None:
        self._lists: dict[Key, list[Json]] = {}

    def put(self, key: Key, commands: list[Json]) -> None:
        """Set a list; an empty one removes it."""
        if commands:
            self._lists[key] = commands
        else:
            self._lists.pop(key, None)

    def get(self, key: Key) -> list[Json]:
        """Return exactly what was set."""
        return self._lists.get(key, [])

    def seen_in(self, chat: Chat) -> list[Json]:
        """Return the list that the people of a chat see."""
        language = chat.person.language_code if chat.person else ""
        everywhere = _PRIVATE if chat.is_private else _GROUPS
        scopes = (("chat", chat.id), (everywhere, 0), ("default", 0))
        for kind, chat_id in scopes:
            for code in (language, ""):
                if found := self._lists.get((kind, chat_id, 0, code)):
                    return found
        return []


class Profile:
    """Texts by language, each with a default."""

    LIMITS = {"name": 64, "description": 512, "short_description": 120}  # noqa: RUF012

    def __init__(self, name: str) -> None:
        self._texts: dict[tuple[str, str], str] = {("name", ""): name}
        self._first_name = name

    def put(self, kind: str, language_code: str, text: str) -> None:
        """Set a text; an empty one removes it."""
        if len(text) > self.LIMITS[kind]:
            raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
        if not text and (kind, language_code) == ("name", ""):
            text = self._first_name
        self._texts[kind, language_code] = text

    def value(self, kind: str, language_code: str) -> str:
        """Return the text of a language, else the default."""
        return self._texts.get((kind, language_code)) or self._texts.get((kind, ""), "")
