"""The delivery context on a database of its own, in tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.engines import SERVER, fresh_url

# With TEST_DELIVERY_ON=sqlite or postgresql every town has its deliveries there.
DELIVERY_ON = os.environ.get("TEST_DELIVERY_ON", "")
# The main database's engine, then that of the delivery context.
COMBINATIONS = [("sqlite", "postgresql"), ("postgresql", "sqlite")]
if not SERVER:
    COMBINATIONS = []


@contextmanager
def delivery_url(engine: str, folder: Path) -> Iterator[str]:
    """The ``DELIVERY_DATABASE_URL`` of a database of the test's own; empty for no engine."""
    if engine == "postgresql":
        with fresh_url() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'delivery.db'}" if engine else ""


@contextmanager
def main_url(engine: str) -> Iterator[str]:
    """The ``DATABASE_URL`` of a database of the test's own; empty for the file beside it."""
    if engine == "sqlite":
        yield ""
    else:
        with fresh_url() as url:
            yield url


@contextmanager
def with_deliveries(folder: Path, changes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Settings with the deliveries where all tests shall have them, unless these say where."""
    if "delivery_database_url" in changes:
        yield changes
        return
    with delivery_url(DELIVERY_ON, folder) as url:
        yield {**changes, "delivery_database_url": url}
