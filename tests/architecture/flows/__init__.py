"""Writes docs/flows from what the program is made of: ``make docs``.

Nothing here is written by hand, so the pages cannot say anything else than the code does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.architecture.flows.conversations import conversations
from tests.architecture.flows.policies import policies
from tests.architecture.flows.transitions import transitions

FOLDER = Path(__file__).parents[3] / "docs/flows"
PAGES: dict[str, Callable[[], str]] = {
    "conversations.md": conversations,
    "policies.md": policies,
    "transitions.md": transitions,
}
