"""Settings of the database."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr, field_validator
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.settings.group import Group

_HOW = "write an address such as postgresql://user@host/name or sqlite:///path"


class DatabaseSettings(Group):
    """Where everything is kept."""

    database: Path = Path("var/azer.db")
    # It may hold a password.
    database_url: SecretStr = SecretStr("")
    # The delivery context's own; empty when it lies with the others.
    delivery_database_url: SecretStr = SecretStr("")

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

    @field_validator("database_url", "delivery_database_url")
    @classmethod
    def _is_an_address(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            database_address(value.get_secret_value())
        return value

    @property
    def database_address(self) -> URL:
        """Where the database is: ``DATABASE_URL`` if it is set, else the file ``DATABASE``."""
        url = self.database_url.get_secret_value()
        return database_address(url) if url else URL.create("sqlite", database=str(self.database))

    @property
    def delivery_database_address(self) -> URL | None:
        """Where the delivery context has a database of its own, if it has one."""
        url = self.delivery_database_url.get_secret_value()
        return database_address(url) if url else None

    @property
    def is_on_a_server(self) -> bool:
        """Whether other processes may have the same databases."""
        found = (self.database_address, self.delivery_database_address)
        return all(it is None or it.get_backend_name() != "sqlite" for it in found)


def is_same_place(one: URL, other: URL) -> bool:
    """Whether two addresses lead to the same database, as far as they tell."""
    return _place(one) == _place(other)


def _place(url: URL) -> tuple[object, ...]:
    if url.get_backend_name() == "sqlite":
        return (Path(url.database or "").resolve(),)
    # What libpq takes where nothing is said.
    return (url.host or "localhost", url.port or 5432, url.database)


def database_address(url: str) -> URL:
    """Read an address. Raises ValueError; what it says does not repeat the address."""
    if url.startswith("sqlite:///") and url != "sqlite:///":
        # The path is taken as it is, whatever characters are in it.
        return URL.create("sqlite", database=url.removeprefix("sqlite:///"))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the second when the port is no number
        raise ValueError(_HOW) from None
    if parsed.drivername not in {"postgresql", "postgres"} or not parsed.database:
        raise ValueError(_HOW)
    return parsed.set(drivername="postgresql")
