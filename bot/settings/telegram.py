"""Settings of the bot at Telegram."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from bot.settings.group import Group, WebAddress

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")
# Bot API, User: an id has at most 52 significant bits.
UserId = Annotated[int, Field(gt=0, lt=2**52)]


class TelegramSettings(Group):
    """Which bot it is, by which server, how fast it writes, and who runs it."""

    bot_token: SecretStr = SecretStr("")
    telegram_url: WebAddress = "https://api.telegram.org"
    messages_per_second: float = Field(29.5, ge=0, le=1_000, allow_inf_nan=False)
    operators: Annotated[frozenset[UserId], NoDecode] = frozenset()

    @field_validator("bot_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not _TOKEN.fullmatch(token):
            raise ValueError("write the whole token from @BotFather, such as 123456:ABC-def")
        return SecretStr(token)

    @field_validator("operators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part for part in value.replace(",", " ").split() if part]
        return value
