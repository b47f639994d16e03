"""Settings of the gateway, by which programs speak HTTP."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from bot.settings.group import Group, Plain, web_address

RESOURCES = {
    "order": ("orders",),
    "payment": ("pays",),
    "store": ("stores",),
    "customer": ("customers", "myPages"),
    "delivery": ("deliveries",),
}
"""By context, the first parts of the paths that it serves (seed: the gateway's routes)."""

_ALL = tuple(resource for resources in RESOURCES.values() for resource in resources)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")


class GatewaySettings(Group):
    """Where the gateway is served, if it is, and who may call it how often."""

    gateway_port: int | None = Field(None, ge=0, le=65_535)
    gateway_host: Plain = Field("127.0.0.1", min_length=1, max_length=253)
    service_port: int | None = Field(None, ge=0, le=65_535)
    gateway_routes: str = ""
    gateway_origins: str = ""
    gateway_requests_per_minute: int = Field(600, ge=1, le=1_000_000)

    @field_validator("gateway_port", "service_port", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("gateway_routes")
    @classmethod
    def _are_routes(cls, value: str) -> str:
        _routes_of(value)
        return value

    @field_validator("gateway_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        origins = [it for it in value.replace(",", " ").split() if it]
        if not all(_ORIGIN.fullmatch(it) for it in origins):
            raise ValueError("write the addresses of pages, such as https://till.example.org")
        return " ".join(origins)

    @property
    def forwarded(self) -> dict[str, str]:
        """By the first part of a path, the address of the service that answers it."""
        return _routes_of(self.gateway_routes)

    @property
    def allowed_origins(self) -> list[str]:
        """Whose pages a browser lets call the gateway."""
        return self.gateway_origins.split()


def _routes_of(value: str) -> dict[str, str]:
    routes = {}
    for written in value.replace(",", " ").split():
        resource, _, address = written.partition("=")
        if resource not in _ALL:
            raise ValueError(f"write routes such as orders=http://127.0.0.1:8081 for {_ALL}")
        routes[resource] = web_address(address)
    return routes
