"""What the bot wrote into its log: a crash must not make it complain, and trouble only a little."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ENGINE, TELEGRAM = "engine", "Telegram"
_NUMBERS = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+")
# What libraries complain of, such as an error in the handler of errors, comes past the log's form.
# It has no time, so no trouble explains it.
_LOUD = re.compile(r"(ERROR|CRITICAL):|Traceback ")
# Whatever happens, nobody is sent away with an apology and nothing is given up: these count even
# as a warning, and in the middle of trouble.
_NEVER = re.compile(r"incident|give[ns]? up|gave up|(set|put) aside|dropped|refused for good")
# What the bot may call an error while there is trouble: the very error that the trouble makes,
# said once more at each try. Anything else it says then is as wrong as at any other time.
_EXPECTED = {
    ENGINE: re.compile(
        r"disk I/O error|database or disk is full|No space left|File too large|"
        r"database is locked|unable to open database file"
    ),
    TELEGRAM: re.compile(r"InvalidToken|Unauthorized|401|BOT_TOKEN|Invalid server response"),
}
# What was tried while there was trouble is logged in the same moment, or after the 5 s for which
# the bot waits for a lock, or for an answer.
_LATER = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when (UTC) the database or Telegram was in trouble."""

    whose: str
    begun: datetime
    ended: datetime

    def explains(self, entry: dict[str, Any]) -> bool:
        """Whether a line of the log is about this trouble, and of that time."""
        try:
            at = datetime.fromisoformat(entry["timestamp"])
        except (KeyError, ValueError):
            return False
        said = " ".join(str(entry.get(part, "")) for part in ("event", "error", "exception"))
        return self.covers(at) and _EXPECTED[self.whose].search(said) is not None

    def covers(self, at: datetime) -> bool:
        """Whether something that happened then (UTC) may be of this trouble."""
        return self.begun <= at <= self.ended + _LATER


def read_log(
    path: Path, token: str, windows: Sequence[Window] = ()
) -> tuple[list[str], Counter[str]]:
    """The errors that were logged, each kind once, and how often anything else was.

    What one of the ``windows`` explains is no error, unless something was given up for it.
    """
    whole = path.read_text("utf-8", errors="replace")
    errors: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for line in whole.splitlines():
        entry = _entry(line)
        if entry is None and _LOUD.match(line):
            errors[_NUMBERS.sub("…", line)[:200]] += 1
        elif entry is None:
            others[f"unstructured: {_NUMBERS.sub('…', line)[:100]}"] += 1
        elif _is_wrong(entry, windows):
            # SQLAlchemy adds the statement and a link below what happened.
            lines = str(entry.get("exception", "")).strip().splitlines()
            last = [line for line in lines if not line.startswith(("(", "["))][-1:]
            errors[_NUMBERS.sub("…", " ".join([str(entry["event"]), *last]))[:200]] += 1
        else:
            others[f"{entry.get('level')}: {entry.get('event')}"] += 1
    found = [f"logged {number} ×: {what}" for what, number in errors.most_common()]
    if token in whole:
        found.append("the bot's token is in its log")
    return found, others


def read_logs(
    paths: Sequence[Path], token: str, windows: Sequence[Window] = ()
) -> tuple[list[str], Counter[str]]:
    """What is in the logs of several processes; see ``read_log``."""
    errors: list[str] = []
    others: Counter[str] = Counter()
    for path in paths:
        found, more = read_log(path, token, windows)
        errors += [f"{path.parent.name} {it}" for it in found]
        others += more
    return errors, others


def _is_wrong(entry: dict[str, Any], windows: Sequence[Window]) -> bool:
    if _NEVER.search(str(entry["event"])) or entry.get("dead"):
        return True
    is_error = entry.get("level") in {"error", "critical"}
    return is_error and not any(window.explains(entry) for window in windows)


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "event" in entry else None
