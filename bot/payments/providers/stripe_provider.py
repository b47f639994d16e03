"""Stripe, through its own SDK."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

import stripe

from domain.payment import ProviderCharge, ProviderUnavailable, RefundRefused
from domain.shared.money import Money

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams, RefundListParams

NAME = "stripe"
# Under this name a refund carries its idempotency key.
_KEY = "azer_refund"
_FAILED = frozenset({"failed", "canceled"})
_PAGE = 100
_SECONDS = 10


class StripeProvider:
    """Gives charges back by ``pi_…`` (payment intents) and ``ch_…`` ids, and lists them.

    Amounts pass through unchanged: Stripe counts in the smallest unit of a currency, and what
    it calls a zero-decimal currency has ``exp`` 0 at Telegram.
    """

    def __init__(self, key: str, address: str) -> None:
        """Talk to Stripe.

        Args:
            key: The secret key; a restricted one needs to read balance, charges and payment
                intents, and to write refunds.
            address: Where the API is, such as ``https://api.stripe.com``.
        """
        # It would send times and the name of this system along, and keep an id in the home folder.
        stripe.enable_telemetry = False
        self._http = stripe.HTTPXClient(timeout=_SECONDS)
        # Trying again is for whoever guards the provider; see ``GuardedProvider``.
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": address.rstrip("/")},
            http_client=self._http,
            max_network_retries=0,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def check(self) -> None:
        """Ask for the balance, which changes nothing. Raises ProviderUnavailable."""
        try:
            await self._client.v1.balance.retrieve_async()
        except stripe.StripeError as error:
            raise _unavailable(error) from error

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Give a charge back, whole or in part. Raises RefundRefused, ProviderUnavailable."""
        name = "payment_intent" if charge_id.startswith("pi_") else "charge"
        if await self._is_made(name, charge_id, amount, idempotency_key):
            return
        wanted = cast(
            "RefundCreateParams",
            {name: charge_id, "amount": amount.amount, "metadata": {_KEY: idempotency_key}},
        )
        try:
            refund = await self._client.v1.refunds.create_async(
                wanted, {"idempotency_key": idempotency_key}
            )
        except stripe.InvalidRequestError as error:
            raise RefundRefused(charge_id, _said(error)) from error
        except (stripe.CardError, stripe.IdempotencyError) as error:
            raise RefundRefused(charge_id, _said(error)) from error
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        if refund.status in _FAILED:
            raise RefundRefused(charge_id, refund.failure_reason or refund.status)

    async def charges(self, since: datetime) -> list[ProviderCharge]:
        """Every charge that was taken since a time (UTC), newest first.

        Raises:
            ProviderUnavailable: It does not answer, or not for this key.
        """
        try:
            page = await self._client.v1.charges.list_async(
                {"created": {"gte": int(since.timestamp())}, "limit": _PAGE}
            )
            # The SDK asks for the next page by ``starting_after``.
            return [_charge(it) async for it in page.auto_paging_iter() if it.paid]
        except stripe.StripeError as error:
            raise _unavailable(error) from error

    async def _is_made(self, name: str, charge_id: str, amount: Money, key: str) -> bool:
        """Whether an earlier try made this refund, and its answer was lost.

        Stripe forgets idempotency keys after a day, and a refund may be tried for longer; so each
        refund carries its key as metadata, too.

        Raises:
            ProviderUnavailable: Stripe does not answer now.
        """
        wanted = cast("RefundListParams", {name: charge_id, "limit": _PAGE})
        try:
            page = await self._client.v1.refunds.list_async(wanted)
            async for refund in page.auto_paging_iter():
                is_same = getattr(refund.metadata, _KEY, None) == key
                if is_same and refund.amount == amount.amount and refund.status not in _FAILED:
                    return True
        except stripe.InvalidRequestError:
            # No such charge, for one: asking for the refund tells why.
            return False
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        return False


def _charge(charge: stripe.Charge) -> ProviderCharge:
    intent = charge.payment_intent
    currency = charge.currency.upper()
    return ProviderCharge(
        charge_id=charge.id,
        payment_intent=intent.id if isinstance(intent, stripe.PaymentIntent) else intent,
        amount=Money(charge.amount_captured, currency),
        refunded=Money(charge.amount_refunded, currency),
    )


def _unavailable(error: stripe.StripeError) -> ProviderUnavailable:
    """A key that is not accepted counts too: refunds can wait until it is mended."""
    return ProviderUnavailable(NAME, _said(error))


def _said(error: stripe.StripeError) -> str:
    """What Stripe says, in one line; with its code where there is one."""
    said = " ".join((error.user_message or type(error).__name__).split())
    return f"{error.code}: {said}" if error.code else said
