"""Settings of what is served over HTTP."""

from __future__ import annotations

from pydantic import Field

from bot.settings.group import Group, Plain


class HttpSettings(Group):
    """Where health and metrics are served, and the simulator's page."""

    host: Plain = Field("127.0.0.1", min_length=1, max_length=253)
    port: int = Field(8080, ge=0, le=65_535)
    simulator_port: int = Field(8081, ge=0, le=65_535)
