from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.payments.providers.stripe_provider import StripeProvider
from tests.support.stripe_server import KEY, StripeServer


@pytest.fixture
def server() -> StripeServer:
    return StripeServer()


@pytest.fixture
async def address(server: StripeServer) -> AsyncIterator[str]:
    async with server.serving() as address:
        yield address


@pytest.fixture
async def stripe(address: str) -> AsyncIterator[StripeProvider]:
    provider = StripeProvider(KEY, address)
    yield provider
    await provider.close()
