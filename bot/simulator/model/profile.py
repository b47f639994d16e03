"""What a bot tells about itself: commands, name and descriptions."""

from typing import Any

from bot.simulator.model.chats import Chat
from bot.simulator.model.errors import bad_request

Json = dict[str, Any]
Key = tuple[str, int, int, str]

_PRIVATE = "all_private_chats"
_GROUPS = "all_group_chats"
_SCOPES = frozenset(
    {
        "default",
        _PRIVATE,
        _GROUPS,
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


def scope_key(scope: Json | None, language_code: str) -> Key:
    """Return what a list of commands is kept under."""
    scope = scope or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    try:
        chat_id = int(scope.get("chat_id", 0))
        user_id = int(scope.get("user_id", 0))
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None
    return kind, chat_id, user_id, language_code


def read_command(raw: Any) -> Json:
    """Check one command of a list."""
    if not isinstance(raw, dict):
        raise bad_request("expected an Object as BotCommand")
    command = str(raw.get("command", "")).strip().removeprefix("/")
    description = str(raw.get("description", "")).strip()
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
