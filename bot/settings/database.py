"""Settings of the database."""

from __future__ import annotations

from pathlib import Path

from bot.settings.group import Group


class DatabaseSettings(Group):
    """Where everything is kept."""

    database: Path = Path("var/azer.db")
