"""Which payment providers there are, by the name that charges are recorded with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.payments.providers.simulated import SimulatedProvider

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.payment import PaymentProvider


@runtime_checkable
class Closable(Protocol):
    """A provider that holds connections."""

    async def close(self) -> None:
        """Let go of them."""


def providers_of(settings: Settings) -> dict[str, PaymentProvider]:
    """Every provider that can refund by itself; any other is refunded by hand."""
    found: dict[str, PaymentProvider] = {"simulated": SimulatedProvider(settings.telegram_url)}
    if key := settings.stripe_key.get_secret_value():
        # Its SDK takes a third of the whole start, which nobody else should wait for.
        from bot.payments.providers.stripe_provider import NAME, StripeProvider  # noqa: PLC0415

        found[NAME] = StripeProvider(key, settings.stripe_url)
    return found


async def close(providers: dict[str, PaymentProvider]) -> None:
    """Let go of what the providers hold."""
    for provider in providers.values():
        if isinstance(provider, Closable):
            await provider.close()
