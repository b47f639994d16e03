"""What all groups of settings share."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ENV_FILE = ".env"
_SPACE_OR_UNSEEN = re.compile(r"[^!-~]")


def web_address(value: str) -> str:
    """Take the address of a server, with or without a slash at its end. Raises ValueError."""
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or _SPACE_OR_UNSEEN.search(value) or "?" in value or "#" in value:
        raise ValueError("write an address such as https://example.org")
    return value.rstrip("/")


def plain(value: str) -> str:
    """Take what programs have made: printable ASCII without spaces, which a paste may bring."""
    if _SPACE_OR_UNSEEN.search(value):
        raise ValueError("has a space or another character that cannot be in it")
    return value


Seconds = Annotated[int, Field(ge=1, le=86_400)]
WebAddress = Annotated[str, AfterValidator(web_address)]
Plain = Annotated[str, AfterValidator(plain)]


class Group(BaseSettings):
    """Settings that belong together, from the environment and ``.env``."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        # Some editors begin a file with a mark, which would become a part of the first name.
        env_file_encoding="utf-8-sig",
        extra="ignore",
        # Or a value that is wrong would be told, and it may be a secret.
        hide_input_in_errors=True,
    )
