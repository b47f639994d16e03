"""Settings of the database."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr, field_validator

from bot.persistence.database.location import Location, location_of
from bot.settings.group import Group


class DatabaseSettings(Group):
    """Where everything is kept."""

    database: Path = Path("var/azer.db")
    # It may hold a password.
    database_url: SecretStr = SecretStr("")

    @field_validator("database")
    @classmethod
    def _is_a_file(cls, value: Path) -> Path:
        if value == Path() or "\0" in str(value):
            raise ValueError("write the path of a file such as var/azer.db")
        try:
            is_folder = value.is_dir()
        except OSError as error:
            raise ValueError(f"cannot be a file's path: {error.strerror}") from error
        if is_folder:
            raise ValueError(f"{value} is a folder: write the path of a file in it")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_an_address(cls, value: SecretStr) -> SecretStr:
        location_of(value.get_secret_value(), Path())
        return value

    @property
    def location(self) -> Location:
        """Where the database is."""
        return location_of(self.database_url.get_secret_value(), self.database)
