"""What can go wrong with a store."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.errors import DomainError


@dataclass(eq=False)
class StorePaused(DomainError):
    """An operator has paused the store: only they let it take orders again.

    Args:
        store_id: The store.
        store_name: What it is called.
    """

    store_id: str
    store_name: str
