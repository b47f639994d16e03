"""Lists of commands."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import (
    Json,
    Key,
    bad_request,
    chat_ref,
    checked_language,
    read_command,
    read_scope,
)
from bot.simulator.world import World, find_chat


@dataclass(frozen=True, slots=True)
class CommandScope:
    """Parameters of getMyCommands and deleteMyCommands."""

    scope: Json | None = None
    language_code: str = ""


@dataclass(frozen=True, slots=True)
class SetMyCommands:
    """Parameters of setMyCommands."""

    commands: list[Any] = field(default_factory=list)
    scope: Json | None = None
    language_code: str = ""


def _key(world: World, params: CommandScope | SetMyCommands) -> Key:
    scope = read_scope(params.scope)
    if not scope.chat_id:
        return scope.kind, 0, 0, checked_language(params.language_code)
    chat = find_chat(world, chat_ref(scope.chat_id))
    if scope.user_id and scope.user_id not in world.people:
        raise bad_request("user not found")
    if chat.is_private and scope.kind != "chat":
        raise bad_request("can't use specified scope in private chats")
    return scope.kind, chat.id, scope.user_id, checked_language(params.language_code)


@method("setMyCommands", SetMyCommands)
def set_my_commands(world: World, params: SetMyCommands) -> bool:
    """Set the list of a scope and language."""
    commands = [read_command(command) for command in params.commands]
    key = _key(world, params)
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands.put(key, commands)
    world.refresh_commands()
    return True


@method("getMyCommands", CommandScope)
def get_my_commands(world: World, params: CommandScope) -> list[Json]:
    """Return the list of a scope and language."""
    return world.commands.get(_key(world, params))


@method("deleteMyCommands", CommandScope)
def delete_my_commands(world: World, params: CommandScope) -> bool:
    """Remove the list of a scope and language."""
    world.commands.put(_key(world, params), [])
    world.refresh_commands()
    return True
