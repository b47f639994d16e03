"""What a look at one thing found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it is."""

    OK = "ok"
    LOOK = "look"
    """It works; somebody should know of it."""
    BAD = "bad"
    """It does not work, or will not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing of a set-up, how it is, and what to do about it."""

    what: str
    verdict: Verdict
    seen: str
    to_do: str = ""


def ok(what: str, seen: str) -> Finding:
    """All is well."""
    return Finding(what, Verdict.OK, seen)


def look(what: str, seen: str, to_do: str) -> Finding:
    """It works, and somebody should know of it."""
    return Finding(what, Verdict.LOOK, seen, to_do)


def bad(what: str, seen: str, to_do: str) -> Finding:
    """It does not work."""
    return Finding(what, Verdict.BAD, seen, to_do)
