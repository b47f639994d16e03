"""Settings of the bot at Telegram."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from bot.settings.group import Group, WebAddress, web_address

_PUBLIC = "https://api.telegram.org"
# Where the public server brings updates (Bot API, setWebhook).
_PORTS = {None, 443, 80, 88, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# It is a route of ours, too, and must not be taken for a pattern.
_PATH = re.compile(r"[A-Za-z0-9/._~-]*")
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")
# Bot API, User: an id has at most 52 significant bits.
UserId = Annotated[int, Field(gt=0, lt=2**52)]


class TelegramSettings(Group):
    """Which bot it is, by which server, how it gets updates, how fast it writes, and who runs it."""

    bot_token: SecretStr = SecretStr("")
    telegram_url: WebAddress = _PUBLIC
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    messages_per_second: float = Field(29.5, ge=0, le=1_000, allow_inf_nan=False)
    operators: Annotated[frozenset[UserId], NoDecode] = frozenset()

    @field_validator("bot_token")
    @classmethod
    def _is_a_token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not _TOKEN.fullmatch(token):
            raise ValueError("write the whole token from @BotFather, such as 123456:ABC-def")
        return SecretStr(token)

    @field_validator("webhook_url")
    @classmethod
    def _can_be_served(cls, value: str) -> str:
        if value and not _PATH.fullmatch(urlsplit(web_address(value)).path):
            raise ValueError("its path may have letters, digits and / . _ ~ - only")
        return web_address(value) if value else ""

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value().strip()
        if secret and not _SECRET.fullmatch(secret):
            raise ValueError("write 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return SecretStr(secret)

    @model_validator(mode="after")
    def _telegram_can_call(self) -> TelegramSettings:
        if not self.webhook_url:
            return self
        if not self.webhook_secret.get_secret_value():
            raise ValueError(
                "WEBHOOK_SECRET: needed with WEBHOOK_URL, or anybody could write updates"
            )
        # A server of one's own takes plain HTTP and any port.
        address = urlsplit(self.webhook_url)
        if self.telegram_url == _PUBLIC and address.scheme != "https":
            raise ValueError("WEBHOOK_URL: must begin with https://")
        if self.telegram_url == _PUBLIC and address.port not in _PORTS:
            raise ValueError("WEBHOOK_URL: Telegram calls the ports 443, 80, 88 and 8443 only")
        return self

    @property
    def webhook_path(self) -> str:
        """Where the webhook is served, behind whatever ends TLS."""
        return urlsplit(self.webhook_url).path or "/"

    @field_validator("operators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part for part in value.replace(",", " ").split() if part]
        return value
