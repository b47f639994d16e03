"""The Bot API methods by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.simulator.model import form
from bot.simulator.world import World

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Method:
    """How a method reads its parameters and what it does; the result may be awaitable."""

    name: str
    read: Callable[[Mapping[str, Any]], Any]
    run: Callable[[World, Any], Any]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No parameters."""


METHODS: dict[str, Method] = {}


def method(
    name: str, params: type[T]
) -> Callable[[Callable[[World, T], Any]], Callable[[World, T], Any]]:
    """Register a function as a Bot API method."""

    def register(run: Callable[[World, T], Any]) -> Callable[[World, T], Any]:
        METHODS[name.lower()] = Method(name, form(params, takes_empty=False), run)
        return run

    return register
