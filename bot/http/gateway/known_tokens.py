"""Whose token it is: looked up every few seconds, not with every request."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.http.tokens import digest_of

if TYPE_CHECKING:
    from bot.persistence.repositories.api_tokens import ApiToken
    from bot.persistence.unit_of_work import Database

# Seconds for which a token that was valid is believed to be: a revoked one opens nothing after that.
BELIEVED_FOR = 5.0
_MOST = 10_000


class KnownTokens:
    """The valid tokens of the last moment; what is none is looked up each time."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """Look up in a database; the clock never goes back, in seconds."""
        self._database, self._clock = database, clock
        self._known: dict[str, tuple[ApiToken, float]] = {}

    async def find(self, secret: str) -> ApiToken | None:
        """The token with a secret, unless it was revoked. Raises DatabaseUnavailable."""
        digest, now = digest_of(secret), self._clock()
        token, until = self._known.get(digest, (None, 0.0))
        if token is not None and now < until:
            return token
        token = await self._database.read(lambda uow: uow.api_tokens.find(digest))
        if token is None:
            self._known.pop(digest, None)
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        # From before it was looked up: it may have been revoked meanwhile.
        self._known[digest] = token, now + BELIEVED_FOR
        return token
