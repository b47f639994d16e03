"""The tokens by which programs speak HTTP; what is kept of a token does not open anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from bot.persistence.database.token_tables import api_tokens

_INSERT = insert(api_tokens)
_ALL = select(api_tokens).order_by(api_tokens.c.made_at, api_tokens.c.id)
_FIND = select(api_tokens).where(
    api_tokens.c.digest == bindparam("given"), api_tokens.c.revoked_at.is_(None)
)
_IS_VALID = select(api_tokens.c.id).where(
    api_tokens.c.id == bindparam("meant"), api_tokens.c.revoked_at.is_(None)
)
_REVOKE = (
    update(api_tokens)
    .where(api_tokens.c.id == bindparam("meant"), api_tokens.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
)


class Scope(StrEnum):
    """As whom a token acts."""

    CUSTOMER = "customer"
    STORE = "store"
    """As one of a store's owners, and in that store only."""

    COURIER = "courier"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is known of a token.

    Args:
        id: By which people speak of it.
        scope: As whom it acts.
        user_id: The person (a Telegram user id) as whom it acts; of a store, one of its owners.
        store_id: The store that it is bound to; None but for ``Scope.STORE``.
        name: What the operator calls it.
        made_at: When it was made (UTC).
        revoked_at: When it was revoked (UTC), if it was.
    """

    id: str
    scope: Scope
    user_id: int
    store_id: str | None
    name: str
    made_at: datetime
    revoked_at: datetime | None = None


class SqlApiTokens:
    """The tokens, each with the SHA-256 of its secret."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def add(self, token: ApiToken, digest: str) -> None:
        """Keep a new one, by the digest of its secret."""
        row = {
            "id": token.id,
            "digest": digest,
            "scope": token.scope.value,
            "user_id": token.user_id,
            "store_id": token.store_id,
            "name": token.name,
            "made_at": token.made_at,
            "revoked_at": None,
        }
        self._connection.execute(_INSERT, row)

    def find(self, digest: str) -> ApiToken | None:
        """The token with such a secret, unless it is revoked."""
        row = self._connection.execute(_FIND, {"given": digest}).mappings().first()
        return _token(row) if row is not None else None

    def is_valid(self, id: str) -> bool:
        """Whether there is such a token, and nobody has revoked it."""
        return self._connection.scalar(_IS_VALID, {"meant": id}) is not None

    def all(self) -> list[ApiToken]:
        """Every token there ever was, oldest first."""
        return [_token(row) for row in self._connection.execute(_ALL).mappings()]

    def revoke(self, id: str, at: datetime) -> bool:
        """Let a token open nothing from a time (UTC) on; answers whether there was one."""
        return self._connection.execute(_REVOKE, {"meant": id, "at": at}).rowcount == 1


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(
        id=row["id"],
        scope=Scope(row["scope"]),
        user_id=row["user_id"],
        store_id=row["store_id"],
        name=row["name"],
        made_at=row["made_at"],
        revoked_at=row["revoked_at"],
    )
