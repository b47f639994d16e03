"""Settings from the environment and ``.env``, read when asked and never at import."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from tzlocal import get_localzone

from domain.shared.limits import OperatingLimits
from domain.shared.methods import PaymentMethod
from handlers.ui.currencies import CARD_LIMITS

Seconds = Annotated[int, Field(ge=1, le=86_400)]


class Settings(BaseSettings):
    """Every setting of the platform; the README's table describes them for people."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    bot_token: SecretStr = SecretStr("")
    telegram_url: str = "https://api.telegram.org"
    provider_token: SecretStr = SecretStr("")
    provider_name: str = Field("manual", pattern="^[a-z0-9_]{1,40}$")
    stripe_key: SecretStr = SecretStr("")
    stripe_url: str = Field("https://api.stripe.com", pattern="^https?://")
    database: Path = Path("var/azer.db")
    operators: Annotated[frozenset[int], NoDecode] = frozenset()
    timezone: str = ""
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65_535)
    simulator_port: int = Field(8081, ge=0, le=65_535)
    pay_within: Seconds = 15 * 60
    remind_every: Seconds = 3 * 60
    answer_within: Seconds = 10 * 60
    hold_within: Seconds = 2 * 60 * 60
    orders_per_minute: int = Field(600, ge=0, le=1_000_000)
    most_waiting: int = Field(500, ge=0, le=1_000_000)
    rest_within: Seconds = 2 * 60 * 60
    messages_per_second: float = Field(29.5, ge=0, le=1_000)
    log_format: str = Field("console", pattern="^(console|json)$")

    @field_validator("operators", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [part for part in value.replace(",", " ").split() if part]
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value or "UTC")
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("not a time zone; for example Asia/Seoul") from error
        return value

    @model_validator(mode="after")
    def _somebody_refunds(self) -> Settings:
        if self.provider_token.get_secret_value() and not self.operators:
            raise ValueError("OPERATORS: name somebody, because refunds are made by hand")
        return self

    @model_validator(mode="after")
    def _stripe_is_used(self) -> Settings:
        if self.stripe_key.get_secret_value() and self.provider_name == "manual":
            raise ValueError("PROVIDER_NAME: must be stripe, for STRIPE_KEY to be of use")
        return self

    @property
    def zone(self) -> tzinfo:
        """The time zone in which times are shown; the machine's own, unless it is set."""
        return ZoneInfo(self.timezone) if self.timezone else get_localzone()

    @property
    def limits(self) -> OperatingLimits:
        """The times and limits, as the domain wants them."""
        has_provider = bool(self.provider_token.get_secret_value())
        return OperatingLimits(
            pay_within=timedelta(seconds=self.pay_within),
            remind_every=timedelta(seconds=self.remind_every),
            answer_within=timedelta(seconds=self.answer_within),
            hold_within=timedelta(seconds=self.hold_within),
            orders_per_minute=self.orders_per_minute,
            most_waiting=self.most_waiting,
            methods=frozenset(PaymentMethod if has_provider else {PaymentMethod.CASH}),
            operators=self.operators,
            rest_within=timedelta(seconds=self.rest_within),
            card_limits=CARD_LIMITS,
        )


class BadSettingError(Exception):
    """A setting has a value that cannot be used; the text is one line for a person."""


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        BadSettingError: A value is wrong; the text names the setting and what is wanted.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        problem = first["msg"].removeprefix("Value error, ")
        raise BadSettingError(f"{name}: {problem}" if name else problem) from error
