"""Settings of the log, and of the times that are shown."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from tzlocal import get_localzone

from bot.settings.group import Group


class LoggingSettings(Group):
    """What the log has, how it looks, and in which zone times are told."""

    log_format: str = Field("console", pattern="^(console|json)$")
    log_level: str = Field("", pattern="^(|debug|info|warning|error)$")
    timezone: str = Field("", validate_default=True)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            # A part of a name, such as America, is a folder to it; what is no zone, another error.
            _ = ZoneInfo(value) if value else get_localzone()
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            told = "not a time zone" if value else "the machine's own is none that is known"
            raise ValueError(f"{told}; for example Asia/Seoul") from error
        return value

    @property
    def zone(self) -> tzinfo:
        """The time zone in which times are shown; the machine's own, unless it is set."""
        return ZoneInfo(self.timezone) if self.timezone else get_localzone()
