"""What must be true when the evening is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening


def faults(evening: Evening) -> list[str]:
    """Everything that is not as it must be, one line each."""
    return []
