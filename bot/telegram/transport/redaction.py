"""Keeping the bot token and a proxy's password out of errors."""

from __future__ import annotations

import re

_SECRETS = re.compile(r"\d+(?::|%3A)[\w-]{10,}|(?<=//)[^/\s@]+(?=@)", re.ASCII | re.IGNORECASE)


def described(error: Exception) -> str:
    """Name an error, without the secrets of the URL that its text may hold."""
    return f"{type(error).__name__}: {_SECRETS.sub('<secret>', str(error))}"


def redacted(answer: bytes) -> bytes:
    """Take the secrets out of an answer that goes into an exception."""
    text = answer.decode(errors="surrogateescape")
    return _SECRETS.sub("<secret>", text).encode(errors="surrogateescape")
