"""Which payment providers there are, by the name that charges are recorded with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.payments import stripe_provider
from bot.payments.simulated import SimulatedProvider
from bot.payments.stripe_provider import StripeProvider

if TYPE_CHECKING:
    from bot.config import Settings
    from domain.payment.ports import PaymentProvider


def providers_of(settings: Settings) -> dict[str, PaymentProvider]:
    """Every provider that can refund by itself; any other is refunded by hand."""
    found: dict[str, PaymentProvider] = {"simulated": SimulatedProvider(settings.telegram_url)}
    if key := settings.stripe_key.get_secret_value():
        found[stripe_provider.NAME] = StripeProvider(key, settings.stripe_url)
    return found


async def close(providers: dict[str, PaymentProvider]) -> None:
    """Let go of what the providers hold."""
    for provider in providers.values():
        if isinstance(provider, StripeProvider):
            await provider.close()
