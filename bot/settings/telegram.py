"""Settings of the bot at Telegram."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from bot.settings.group import Group


class TelegramSettings(Group):
    """Which bot it is, by which server, how fast it writes, and who runs it."""

    bot_token: SecretStr = SecretStr("")
    telegram_url: str = "https://api.telegram.org"
    messages_per_second: float = Field(29.5, ge=0, le=1_000)
    operators: Annotated[frozenset[int], NoDecode] = frozenset()

    @field_validator("operators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part for part in value.replace(",", " ").split() if part]
        return value
