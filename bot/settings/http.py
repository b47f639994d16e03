"""Settings of what is served over HTTP."""

from __future__ import annotations

from pydantic import Field

from bot.settings.group import Group


class HttpSettings(Group):
    """Where health and metrics are served, and the simulator's page."""

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65_535)
    simulator_port: int = Field(8081, ge=0, le=65_535)
