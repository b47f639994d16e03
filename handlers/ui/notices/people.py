"""How people are called who are spoken of."""

from __future__ import annotations

from collections.abc import Callable

from domain.shared.typed import seen


def person(user_id: int, name_of: Callable[[int], str]) -> str:
    """What somebody is called whom ``name_of`` may know, with their id."""
    return called(user_id, name_of(user_id))


def called(user_id: int, name: str) -> str:
    """What somebody with such a name is called, with their id."""
    return f"{name} ({user_id})" if seen(name) and name != str(user_id) else str(user_id)
