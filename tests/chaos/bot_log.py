"""What the bot wrote into its log: a crash must not make it complain."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_NUMBERS = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+")


def read_log(path: Path, token: str) -> tuple[list[str], Counter[str]]:
    """The errors that were logged, each kind once, and how often anything else was."""
    whole = path.read_text("utf-8", errors="replace")
    errors: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for line in whole.splitlines():
        entry = _entry(line)
        if entry is None:
            others[f"unstructured: {_NUMBERS.sub('…', line)[:100]}"] += 1
        elif entry.get("level") in {"error", "critical"}:
            last = str(entry.get("exception", "")).strip().splitlines()[-1:]
            errors[_NUMBERS.sub("…", " ".join([str(entry["event"]), *last]))[:200]] += 1
        else:
            others[f"{entry.get('level')}: {entry.get('event')}"] += 1
    found = [f"logged {number} ×: {what}" for what, number in errors.most_common()]
    if token in whole:
        found.append("the bot's token is in its log")
    return found, others


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "event" in entry else None
