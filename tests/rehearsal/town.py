"""What the tills need in the town: a store of their own, and tokens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from sqlalchemy import create_engine

from bot.demo import OPERATOR, STORES
from bot.http.tokens import digest_of, new_id, new_secret
from bot.persistence.repositories.api_tokens import ApiToken, Scope, SqlApiTokens
from tests.rehearsal.tills import STORE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import URL


def store_folder(folder: Path) -> Path:
    """A folder with the store, which nobody closes and whose dishes nobody takes off the menu."""
    store = YAML(typ="safe", pure=True).load(STORES / "hanok.yaml")
    store |= {"id": STORE, "owners": [OPERATOR], "couriers": [OPERATOR]}
    stores = folder / "stores"
    stores.mkdir()
    (stores / f"{STORE}.yaml").write_text(json.dumps(store), "utf-8")
    return stores


def tokens_for(customers: Iterable[int], database: URL) -> dict[int, str]:
    """Make a token for each customer; answers the secrets."""
    secrets = {customer: new_secret() for customer in customers}
    engine = create_engine(database)
    with engine.begin() as connection:
        tokens = SqlApiTokens(connection)
        for customer, secret in secrets.items():
            token = ApiToken(
                new_id(), Scope.CUSTOMER, customer, None, "rehearsal", datetime.now(UTC)
            )
            tokens.add(token, digest_of(secret))
    engine.dispose()
    return secrets
