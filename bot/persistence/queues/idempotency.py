"""Commands that one update gives have their effect once, however often it is handled.

A crash between a command's commit and the update's done-mark lets the update be handled again.
Its commands then carry the same key and get the result that they got before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, get_args

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.persistence.database.prepared import Prepared, Question
from bot.persistence.database.tables import idempotency_keys
from bot.persistence.database.types import from_json, to_json
from domain.shared.messages import Command

Key = tuple[int, str, int]
_handling: ContextVar[tuple[int, Counter[str]] | None] = ContextVar("handling", default=None)


@contextmanager
def handling(update_id: int) -> Iterator[None]:
    """Let every command that is given inside belong to an update."""
    token = _handling.set((update_id, Counter()))
    try:
        yield
    finally:
        _handling.reset(token)


def key_of(command: Command[Any]) -> Key | None:
    """The idempotency key of a command: the update, the kind, and the how-manieth of it."""
    current = _handling.get()
    if current is None:
        return None
    update_id, given = current
    kind = type(command).__name__
    given[kind] += 1
    return update_id, kind, given[kind]


_KEY = ("update_id", "command", "number")
_KNOWN = Question(
    select(idempotency_keys.c.result).where(
        *(idempotency_keys.c[name] == bindparam(name) for name in _KEY)
    )
)
_KEEP = Prepared(insert(idempotency_keys), *_KEY, "result")
_FORGET = Prepared(
    delete(idempotency_keys).where(idempotency_keys.c.update_id == bindparam("done"))
)


class IdempotencyKeys:
    """The results of commands whose update is not done yet."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def once(self, key: Key, command: Command[Any], carry_out: Callable[[], Any]) -> Any:
        """Carry a command out, or answer what it answered the first time."""
        columns = dict(zip(_KEY, key, strict=True))
        known = _KNOWN.value(self._connection, **columns)
        kind = _result_type(type(command))
        if known is not None:
            return from_json(kind, known)
        result = carry_out()
        _KEEP.run(self._connection, columns | {"result": to_json(kind, result)})
        return result

    def forget(self, update_id: int) -> None:
        """Forget the results for an update that is done."""
        _FORGET.run(self._connection, {"done": update_id})


def _result_type(command: type[Command[Any]]) -> Any:
    (base,) = command.__orig_bases__  # type: ignore[attr-defined]
    (result,) = get_args(base)
    return result
