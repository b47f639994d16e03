"""Lists of commands."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import Json, Key, bad_request, read_command, scope_key
from bot.simulator.world import World


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
    key = scope_key(params.scope, params.language_code)
    if key[1] and key[1] not in world.chats:
        raise bad_request("chat not found")
    return key


@method("setMyCommands", SetMyCommands)
def set_my_commands(world: World, params: SetMyCommands) -> bool:
    """Set the list of a scope and language."""
    if len(params.commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [read_command(command) for command in params.commands]
    world.commands.put(_key(world, params), commands)
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
