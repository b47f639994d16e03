"""Providers that cannot refund by themselves."""

from __future__ import annotations

from domain.payment import RefundRefused
from domain.shared.money import Money


class ManualProvider:
    """Telegram cannot refund a provider's payment (Bot API), so a person has to.

    Every refund is refused with the same answer, which puts it before the operators with a
    button to note that it was made.
    """

    async def check(self) -> None:
        """Nobody can be asked; Telegram itself tells the payer when it does not work."""

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Refuse. Raises RefundRefused."""
        raise RefundRefused(charge_id, "this provider is refunded by hand")
