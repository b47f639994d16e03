"""Settings in named groups, read when asked and never at import."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError, model_validator

from bot.operator_error import OperatorError, one_line
from bot.settings.database import DatabaseSettings, is_same_place
from bot.settings.gateway import GatewaySettings
from bot.settings.group import ENV_FILE
from bot.settings.http import HttpSettings
from bot.settings.kafka import KafkaSettings
from bot.settings.limits import LimitSettings
from bot.settings.logging import LoggingSettings
from bot.settings.payments import PaymentSettings
from bot.settings.telegram import TelegramSettings
from domain.shared.limits import OperatingLimits
from domain.shared.methods import PaymentMethod

__all__ = ["BadSettingError", "Settings", "load_settings"]


class Settings(
    TelegramSettings,
    DatabaseSettings,
    KafkaSettings,
    PaymentSettings,
    LimitSettings,
    HttpSettings,
    GatewaySettings,
    LoggingSettings,
):
    """Every setting of the platform; the README's table describes them for people."""

    @model_validator(mode="after")
    def _somebody_refunds(self) -> Settings:
        if self.takes_cards and not self.operators:
            raise ValueError("OPERATORS: name somebody, because refunds are made by hand")
        return self

    @model_validator(mode="after")
    def _are_two_databases(self) -> Settings:
        apart = self.delivery_database_address
        if apart is not None and is_same_place(apart, self.database_address):
            raise ValueError("DELIVERY_DATABASE_URL: is the main database: name another, or none")
        return self

    @property
    def limits(self) -> OperatingLimits:
        """The times and limits, as the domain wants them."""
        methods = frozenset(PaymentMethod if self.takes_cards else {PaymentMethod.CASH})
        is_apart = self.delivery_database_address is not None
        return self.operating_limits(methods, self.operators, is_apart=is_apart)


class BadSettingError(OperatorError):
    """A setting has a value that cannot be used; the text is one line for a person."""


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        BadSettingError: A value is wrong; the text names the setting and what is wanted.
    """
    _check_env_file()
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        problem = first["msg"].removeprefix("Value error, ")
        raise BadSettingError(one_line(f"{name}: {problem}" if name else problem)) from error


def _check_env_file() -> None:
    file = Path(ENV_FILE)
    try:
        # Some keep a folder of that name.
        is_text = not file.is_file() or "\0" not in file.read_text("utf-8")
    except OSError as error:
        raise BadSettingError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        is_text = False
    if not is_text:
        raise BadSettingError(f"{file}: is no text: save it as UTF-8")
