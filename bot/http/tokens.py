"""The secrets of API tokens."""

from __future__ import annotations

import secrets
from hashlib import sha256

# Recognised by whoever looks for secrets in places where they do not belong.
_PREFIX = "azer_"
_BYTES = 32


def new_secret() -> str:
    """Return a secret of 256 random bits, to be shown once and kept by nobody here."""
    return f"{_PREFIX}{secrets.token_urlsafe(_BYTES)}"


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256, from which no search gets 256 bits back."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def new_id() -> str:
    """Return a name for a token, by which people speak of it; it opens nothing."""
    return secrets.token_hex(4)
