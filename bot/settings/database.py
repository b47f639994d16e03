"""Settings of the database."""

from __future__ import annotations

from pathlib import Path

from pydantic import field_validator

from bot.settings.group import Group


class DatabaseSettings(Group):
    """Where everything is kept."""

    database: Path = Path("var/azer.db")

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
