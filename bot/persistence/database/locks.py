"""The locks of processes on one server: what their numbers mean."""

from __future__ import annotations

from hashlib import blake2b

# A number that nobody else takes on this database, "azer" in ASCII; with another, what it is for.
AZER = 0x617A6572
MIGRATING, RUNNING, LEADING = 1, 2, 3


def lock_key(name: str) -> int:
    """The number of a lock that has a name, such as a person's queue: 64 bits, with a sign."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
