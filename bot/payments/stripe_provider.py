"""Stripe, through its own SDK."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import stripe

from domain.payment.errors import ProviderUnavailable, RefundRefused
from domain.payment.ports import ProviderCharge
from domain.shared.money import Money

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

NAME = "stripe"
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
        wanted: RefundCreateParams = {"amount": amount.amount}
        if charge_id.startswith("pi_"):
            wanted["payment_intent"] = charge_id
        else:
            wanted["charge"] = charge_id
        try:
            refund = await self._client.v1.refunds.create_async(
                wanted, {"idempotency_key": idempotency_key}
            )
        except stripe.InvalidRequestError as error:
            if error.code == "charge_already_refunded" and await self._is_whole(charge_id, amount):
                # Stripe forgets idempotency keys after a day, so a try whose answer was lost
                # may meet its own refund. The ledger refunds each charge once, and of a whole
                # charge nothing but the whole could have been given: the customer has it.
                return
            raise RefundRefused(charge_id, _said(error)) from error
        except (stripe.CardError, stripe.IdempotencyError) as error:
            raise RefundRefused(charge_id, _said(error)) from error
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        if refund.status in {"failed", "canceled"}:
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

    async def _is_whole(self, charge_id: str, amount: Money) -> bool:
        """Whether ``amount`` is all that was taken. Raises ProviderUnavailable."""
        try:
            if charge_id.startswith("pi_"):
                intent = await self._client.v1.payment_intents.retrieve_async(charge_id)
                taken = Money(intent.amount_received, intent.currency.upper())
            else:
                charge = await self._client.v1.charges.retrieve_async(charge_id)
                taken = Money(charge.amount_captured, charge.currency.upper())
        except stripe.StripeError as error:
            raise _unavailable(error) from error
        return taken == amount


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
