"""Whether programs can call, and whether the services that the gateway passes paths on to are there."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import aiohttp
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError

from bot.operator_error import OperatorError
from bot.persistence.database.token_tables import api_tokens
from bot.upkeep.doctor.finding import Finding, bad, look, ok
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.database.location import Location
    from bot.settings import Settings

_SECONDS = 5
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_VALID = select(func.count()).where(api_tokens.c.revoked_at.is_(None))


async def check_gateway(settings: Settings, location: Location) -> list[Finding]:
    """Look at the gateway's settings, its tokens, and who answers behind it."""
    if settings.gateway_port is None and settings.service_port is None:
        if settings.forwarded:
            to_do = "Set GATEWAY_PORT, or leave GATEWAY_ROUTES out."
            return [look("gateway", "GATEWAY_ROUTES passes nothing on: there is no port", to_do)]
        return [ok("gateway", "none: programs do not call")]
    found = [*_ports(settings), *await asyncio.to_thread(_tokens, location)]
    for resource, address in settings.forwarded.items():
        found.append(await _service(resource, address))
    return found


def _ports(settings: Settings) -> list[Finding]:
    ports = {
        "GATEWAY_PORT": settings.gateway_port,
        "SERVICE_PORT": settings.service_port,
        "PORT": settings.port,
    }
    given = {name: port for name, port in ports.items() if port}
    if len(set(given.values())) < len(given):
        told = ", ".join(f"{name}={port}" for name, port in given.items())
        return [bad("gateway", f"one port for two: {told}", "Give each a port of its own.")]
    where = settings.gateway_host
    if where not in _LOOPBACK:
        to_do = "See that nobody reaches it but by a proxy with TLS: tokens travel in the open."
        return [look("gateway", f"listens on {where}", to_do)]
    return [ok("gateway", f"listens on {where}")]


def _tokens(location: Location) -> list[Finding]:
    try:
        with location.one_moment() as connection:
            is_there = inspect(connection).has_table(api_tokens.name)
            valid = connection.scalar(_VALID) if is_there else 0
    except (OperatorError, DatabaseLost, DatabaseUnavailable, DBAPIError):
        # Why, another check says.
        return [look("tokens", "cannot be looked up: there is no database yet", "Start once.")]
    if not valid:
        return [look("tokens", "there are none: nobody can call", "main.py tokens add SCOPE …")]
    return [ok("tokens", f"{valid} valid")]


async def _service(resource: str, address: str) -> Finding:
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        # Without a token every service refuses, which is an answer.
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{address}/{resource}", allow_redirects=False) as answer,
        ):
            seen = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        to_do = "Start it (SERVICE_PORT, main.py run --contexts …), or correct GATEWAY_ROUTES."
        return bad("gateway", f"/{resource}: {address} does not answer: {error}", to_do)
    if seen != HTTPStatus.UNAUTHORIZED:
        to_do = "See what listens there: a service of ours asks for a token."
        return bad("gateway", f"/{resource}: {address} answers {seen}", to_do)
    return ok("gateway", f"/{resource}: {address} answers")
