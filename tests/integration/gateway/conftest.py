"""A gateway on the platform of these tests, served as it is in a process, and its callers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from itertools import count
from typing import Any

import aiohttp
import pytest

from bot.http.event_stream import EventStream
from bot.http.gateway.context import GatewayContext
from bot.http.gateway.known_tokens import KnownTokens
from bot.http.gateway.serving import serving
from bot.http.tokens import digest_of
from bot.persistence.repositories.api_tokens import ApiToken, Scope
from bot.persistence.unit_of_work import UnitOfWork
from bot.settings.gateway import RESOURCES
from domain.customer import MeetPerson
from domain.payment import ProviderUnavailable
from domain.processes.checkout import Invoice
from domain.store.commands import ImportStore
from tests.integration.conftest import Platform as Town
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    OTHER_CUSTOMER,
    OWNER,
    STRANGER,
    a_store_file,
)

__all__ = ["Town"]
OTHER_OWNER, OTHER_COURIER = 30, 40
SECRETS = {
    "customer": (Scope.CUSTOMER, CUSTOMER, None),
    "other customer": (Scope.CUSTOMER, OTHER_CUSTOMER, None),
    "store": (Scope.STORE, OWNER, "hanok"),
    "other store": (Scope.STORE, OTHER_OWNER, "pho"),
    "courier": (Scope.COURIER, COURIER, None),
    "other courier": (Scope.COURIER, OTHER_COURIER, None),
    "operator": (Scope.OPERATOR, OPERATOR, None),
    "former operator": (Scope.OPERATOR, STRANGER, None),
}
_keys = count(1)


@dataclass
class Answer:
    """What was answered."""

    status: int
    body: Any
    headers: Any


class Gateway:
    """A gateway, and how it is called."""

    def __init__(self, town: Town, **options: Any) -> None:
        self.town = town
        self.events = EventStream(town.database)
        town.heard = lambda _events: self.events.announce()
        self.invoices: list[tuple[int, Invoice]] = []
        self.provider_problem = ""
        self.url = ""
        self.context = GatewayContext(
            **{
                "database": town.database,
                "tokens": KnownTokens(town.database),
                "bus": town.bus,
                "events": self.events,
                "clock": town.clock,
                "zone": UTC,
                "check_provider": self._check,
                "send_invoice": self._send,
                "requests_per_minute": 10_000,
                "contexts": tuple(RESOURCES),
                **options,
            }
        )
        self.session = aiohttp.ClientSession()

    async def _check(self) -> None:
        if self.provider_problem:
            raise ProviderUnavailable("simulated", self.provider_problem)

    async def _send(self, customer_id: int, invoice: Invoice) -> None:
        self.invoices.append((customer_id, invoice))

    async def call(
        self, who: str, method: str, path: str, body: Any = None, **headers: str
    ) -> Answer:
        """Call as somebody of ``SECRETS``, or as nobody; a command has a key of its own."""
        given = {it.replace("_", "-"): value for it, value in headers.items()}
        if who:
            given.setdefault("Authorization", f"Bearer {secret(who)}")
        if method == "POST":
            given.setdefault("Idempotency-Key", f"key-{next(_keys)}")
        async with self.session.request(
            method, f"{self.url}{path}", json=body, headers=given
        ) as it:
            text = await it.text()
            is_json = "json" in it.headers.get("Content-Type", "")
            return Answer(
                it.status, await it.json(content_type=None) if is_json else text, it.headers
            )

    async def get(self, who: str, path: str, **headers: str) -> Answer:
        return await self.call(who, "GET", path, **headers)

    async def post(self, who: str, path: str, body: Any = None, **headers: str) -> Answer:
        return await self.call(who, "POST", path, body, **headers)

    async def settle(self) -> None:
        await self.town.settle()


def secret(who: str) -> str:
    return f"azer_{who.replace(' ', '-')}"


async def make_tokens(town: Town) -> None:
    """A token for everybody of ``SECRETS``, who all have talked to the bot."""
    await town.run(
        ImportStore(
            a_store_file(
                "pho", owners=frozenset({OTHER_OWNER}), couriers=frozenset({OTHER_COURIER})
            )
        )
    )
    for number, (who, (scope, user_id, store_id)) in enumerate(SECRETS.items()):
        await town.run(MeetPerson(user_id, who.title(), "en"))
        token = ApiToken(f"t{number}", scope, user_id, store_id, who, town.clock())
        await town.database.write(partial(_add, token, digest_of(secret(who))))


def _add(token: ApiToken, digest: str, uow: UnitOfWork) -> None:
    uow.api_tokens.add(token, digest)


@asynccontextmanager
async def gateway_on(town: Town, *, port: int = 0, **options: Any) -> AsyncIterator[Gateway]:
    """Serve a gateway on a town whose tokens are made."""
    it = Gateway(town, **options)
    async with it.session, serving(it.context, "127.0.0.1", port) as it.url:
        yield it


@pytest.fixture
async def gateway(platform: Town) -> AsyncIterator[Gateway]:
    await make_tokens(platform)
    async with gateway_on(platform) as it:
        yield it


WANTED = {
    "store_id": "hanok",
    "lines": [{"dish_id": "bibimbap", "quantity": 2}],
    "address": "5 Gahoe-ro",
    "phone": "+821012345678",
}
