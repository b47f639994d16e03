"""Lists of commands."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.core import Simulator
from bot.simulator.errors import bad_request
from bot.simulator.methods.registry import method
from bot.simulator.params import Json
from bot.simulator.profile import Key, read_command, scope_key


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


def _key(sim: Simulator, params: CommandScope | SetMyCommands) -> Key:
    key = scope_key(params.scope, params.language_code)
    if key[1] and key[1] not in sim.chats:
        raise bad_request("chat not found")
    return key


@method("setMyCommands", SetMyCommands)
def set_my_commands(sim: Simulator, params: SetMyCommands) -> bool:
    """Set the list of a scope and language."""
    if len(params.commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [read_command(command) for command in params.commands]
    sim.commands.put(_key(sim, params), commands)
    sim.refresh_commands()
    return True


@method("getMyCommands", CommandScope)
def get_my_commands(sim: Simulator, params: CommandScope) -> list[Json]:
    """Return the list of a scope and language."""
    return sim.commands.get(_key(sim, params))


@method("deleteMyCommands", CommandScope)
def delete_my_commands(sim: Simulator, params: CommandScope) -> bool:
    """Remove the list of a scope and language."""
    sim.commands.put(_key(sim, params), [])
    sim.refresh_commands()
    return True
