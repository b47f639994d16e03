"""Commands with a key have their effect once, however often they are given.

A crash between a command's commit and the done-mark of its update lets the update be handled again.
Its commands then carry the same keys and get the results that they got before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import Connection, bindparam, delete, exists, insert, literal, select

from bot.persistence.database.batching import add
from bot.persistence.database.tables import idempotency_keys, updates
from bot.persistence.database.types import from_json, to_json
from domain.shared.messages import Command

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_KNOWN = select(idempotency_keys.c.result, idempotency_keys.c.fingerprint).where(
    idempotency_keys.c.key == bindparam("wanted")
)
_KEEP = insert(idempotency_keys)
_its_update = literal("update:").concat(updates.c.update_id) == idempotency_keys.c.scope
_PRUNE = delete(idempotency_keys).where(
    idempotency_keys.c.at < bindparam("before"), ~exists().where(_its_update)
)
_FORGET = delete(idempotency_keys).where(
    idempotency_keys.c.at < bindparam("before"), idempotency_keys.c.scope == bindparam("of")
)

CHOSEN = "http"
"""The scope of all keys that others choose: programs, by the header ``Idempotency-Key``."""


@dataclass(eq=False)
class KeyReused(Exception):
    """A key that was chosen for one request came with another; nothing was done."""

    key: str


def scope_of_update(update_id: int) -> str:
    """The scope of the commands that an update gives."""
    return f"update:{update_id}"


class IdempotencyKeys:
    """The results of commands, by their keys (such as ``update:17:PlaceOrder:1``)."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection, self._now = connection, now

    def carry_out_once(
        self,
        key: str,
        scope: str,
        kind: type[Command[Any]],
        carry_out: Callable[[], Any],
        *,
        is_first_try: bool = False,
        fingerprint: str | None = None,
    ) -> Any:
        """Carry a command of a kind out, or answer what it answered the first time.

        On the first try of all nobody looks whether there was one before. ``fingerprint`` says what
        was asked for, where the key does not.

        Raises:
            IntegrityError: There was; nothing is done twice, and the next try looks.
            KeyReused: Something else was asked for with this key.
        """
        known = None if is_first_try else self.find(key, fingerprint)
        answers = _result_type(kind)
        if known is not None:
            return from_json(answers, known)
        result = carry_out()
        row = {"key": key, "scope": scope, "result": to_json(answers, result), "at": self._now}
        add(self._connection, _KEEP, row | {"fingerprint": fingerprint})
        return result

    def find(self, key: str, fingerprint: str | None = None) -> str | None:
        """What was answered with a key, as JSON; None for nothing yet. Raises KeyReused."""
        known = self._connection.execute(_KNOWN, {"wanted": key}).first()
        if known is None:
            return None
        if known.fingerprint != fingerprint:
            raise KeyReused(key)
        result: str = known.result
        return result

    def forget_chosen(self, before: datetime) -> int:
        """Forget the keys of before a time (UTC) that others have chosen."""
        return self._connection.execute(_FORGET, {"before": before, "of": CHOSEN}).rowcount

    def prune(self, before: datetime) -> int:
        """Forget the keys of before a time (UTC) whose update is forgotten, too."""
        return self._connection.execute(_PRUNE, {"before": before}).rowcount


def _result_type(command: type[Command[Any]]) -> Any:
    (base,) = command.__orig_bases__  # type: ignore[attr-defined]
    (result,) = get_args(base)
    return result
