"""The simulator's payment provider."""

from __future__ import annotations

import aiohttp

from domain.payment.errors import ProviderUnavailable, RefundRefused
from domain.shared.money import Money

_TIMEOUT = aiohttp.ClientTimeout(total=10)


class SimulatedProvider:
    """Talks to the provider that the simulator plays, over HTTP like to a real one."""

    def __init__(self, address: str) -> None:
        """``address`` is the simulator's, such as ``http://127.0.0.1:8081``."""
        self._url = f"{address}/provider/refunds"
        self._status_url = f"{address}/provider/status"

    async def check(self) -> None:
        """Ask whether it works now. Raises ProviderUnavailable."""
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(self._status_url) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ProviderUnavailable("simulated", str(error)) from error
        if status != 200:
            raise ProviderUnavailable("simulated", f"status {status}")

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Give a charge back. Raises RefundRefused, ProviderUnavailable."""
        wanted = {"charge": charge_id, "amount": amount.amount, "currency": amount.currency}
        headers = {"Idempotency-Key": idempotency_key}
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.post(self._url, json=wanted, headers=headers) as response,
            ):
                status, answer = response.status, await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ProviderUnavailable("simulated", str(error)) from error
        if status >= 500:
            raise ProviderUnavailable("simulated", str(answer))
        if status >= 400:
            raise RefundRefused(charge_id, str(answer.get("error", answer)))
