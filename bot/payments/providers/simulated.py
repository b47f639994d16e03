"""The simulator's payment provider."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import aiohttp

from domain.payment import ProviderUnavailable, RefundRefused
from domain.shared.money import Money

_TIMEOUT = aiohttp.ClientTimeout(total=10)


class SimulatedProvider:
    """Talks to the provider that the simulator plays, over HTTP like to a real one."""

    def __init__(self, address: str) -> None:
        """``address`` is the simulator's, such as ``http://127.0.0.1:8081``."""
        self._url = f"{address}/provider"

    async def check(self) -> None:
        """Ask whether it works now. Raises ProviderUnavailable."""
        status, _ = await self._ask("GET", "status")
        if status != HTTPStatus.OK:
            raise ProviderUnavailable("simulated", f"status {status}")

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Give a charge back. Raises RefundRefused, ProviderUnavailable."""
        wanted = {"charge": charge_id, "amount": amount.amount, "currency": amount.currency}
        headers = {"Idempotency-Key": idempotency_key}
        status, answer = await self._ask("POST", "refunds", json=wanted, headers=headers)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ProviderUnavailable("simulated", str(answer))
        if status >= HTTPStatus.BAD_REQUEST:
            raise RefundRefused(charge_id, str(answer.get("error", answer)))

    async def _ask(self, method: str, what: str, **content: Any) -> tuple[int, Any]:
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.request(method, f"{self._url}/{what}", **content) as response,
            ):
                return response.status, await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ProviderUnavailable("simulated", str(error)) from error
