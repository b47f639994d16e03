"""Stripe's own SDK against a strict server on loopback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.payments.providers.stripe_provider import StripeProvider
from domain.payment.errors import ProviderUnavailable, RefundRefused
from domain.payment.ports import ListsCharges, ProviderCharge
from domain.shared.money import Money
from tests.support.samples import WON_9000, WON_18000
from tests.support.stripe_server import StripeServer

KEY = "refund-1"
NINE_FIFTY = Money(950, "USD")


async def test_refund_of_a_whole_charge_gives_it_back(
    stripe: StripeProvider, server: StripeServer
) -> None:
    charge = server.charge("ch_1", 18_000)
    await stripe.refund("ch_1", WON_18000, KEY)
    assert charge.refunded == 18_000
    assert server.requests == [("GET", "/v1/refunds"), ("POST", "/v1/refunds")]


async def test_refund_by_payment_intent_gives_its_charge_back(
    stripe: StripeProvider, server: StripeServer
) -> None:
    charge = server.charge("ch_1", 950, "usd", payment_intent="pi_1")
    await stripe.refund("pi_1", NINE_FIFTY, KEY)
    assert charge.refunded == 950


async def test_refund_of_a_part_leaves_the_rest(
    stripe: StripeProvider, server: StripeServer
) -> None:
    charge = server.charge("ch_1", 18_000)
    await stripe.refund("ch_1", WON_9000, KEY)
    assert charge.refunded == 9_000
    with pytest.raises(RefundRefused, match="greater than unrefunded"):
        await stripe.refund("ch_1", WON_18000, "refund-2")
    await stripe.refund("ch_1", WON_9000, "refund-3")
    assert charge.refunded == 18_000


async def test_refund_with_the_same_key_again_is_made_once(
    stripe: StripeProvider, server: StripeServer
) -> None:
    charge = server.charge("ch_1", 18_000)
    for _ in range(3):
        await stripe.refund("ch_1", WON_9000, KEY)
    assert (charge.refunded, len(server.refunds)) == (9_000, 1)


async def test_refund_with_a_key_of_another_refund_is_refused(
    stripe: StripeProvider, server: StripeServer
) -> None:
    charge = server.charge("ch_1", 18_000)
    await stripe.refund("ch_1", WON_9000, KEY)
    with pytest.raises(RefundRefused, match="idempotent"):
        await stripe.refund("ch_1", WON_18000, KEY)
    assert charge.refunded == 9_000


@pytest.mark.parametrize("id", ["ch_1", "pi_1"])
async def test_refund_of_a_whole_charge_after_its_key_is_forgotten_is_done_already(
    stripe: StripeProvider, server: StripeServer, id: str
) -> None:
    charge = server.charge("ch_1", 18_000, payment_intent="pi_1")
    await stripe.refund(id, WON_18000, KEY)
    server.forget_keys()
    await stripe.refund(id, WON_18000, KEY)
    assert (charge.refunded, len(server.refunds)) == (18_000, 1)


@pytest.mark.parametrize("id", ["ch_1", "pi_1"])
async def test_refund_of_a_part_after_its_key_is_forgotten_is_made_once(
    stripe: StripeProvider, server: StripeServer, id: str
) -> None:
    charge = server.charge("ch_1", 18_000, payment_intent="pi_1")
    await stripe.refund(id, WON_9000, "refund-1")
    await stripe.refund(id, WON_9000, "refund-2")
    server.forget_keys()
    await stripe.refund(id, WON_9000, "refund-1")
    await stripe.refund(id, WON_9000, "refund-2")
    assert (charge.refunded, len(server.refunds)) == (18_000, 2)


@pytest.mark.parametrize("id", ["ch_1", "pi_1"])
async def test_refund_of_a_part_of_a_refunded_charge_is_refused(
    stripe: StripeProvider, server: StripeServer, id: str
) -> None:
    server.charge("ch_1", 18_000, payment_intent="pi_1")
    await stripe.refund(id, WON_18000, KEY)
    with pytest.raises(RefundRefused, match="charge_already_refunded"):
        await stripe.refund(id, WON_9000, "refund-2")


@pytest.mark.parametrize("id", ["ch_9", "pi_9"])
async def test_refund_of_an_unknown_charge_is_refused(stripe: StripeProvider, id: str) -> None:
    with pytest.raises(RefundRefused, match="resource_missing: No such"):
        await stripe.refund(id, WON_9000, KEY)


async def test_refund_that_fails_at_the_bank_is_refused(
    stripe: StripeProvider, server: StripeServer
) -> None:
    server.charge("ch_1", 9_000)
    server.refund_status = "failed"
    with pytest.raises(RefundRefused, match="expired_or_canceled_card"):
        await stripe.refund("ch_1", WON_9000, KEY)


@pytest.mark.parametrize("trouble", ["error", "limit", "busy", "drop"])
async def test_call_while_stripe_is_in_trouble_may_be_tried_again(
    stripe: StripeProvider, server: StripeServer, trouble: str
) -> None:
    charge = server.charge("ch_1", 9_000)
    server.trouble = trouble
    with pytest.raises(ProviderUnavailable):
        await stripe.refund("ch_1", WON_9000, KEY)
    with pytest.raises(ProviderUnavailable):
        await stripe.check()
    with pytest.raises(ProviderUnavailable):
        await stripe.charges(datetime.now(UTC))
    # The SDK does not try again by itself.
    assert len(server.requests) == 3
    server.trouble = ""
    await stripe.check()
    await stripe.refund("ch_1", WON_9000, KEY)
    assert charge.refunded == 9_000


async def test_refund_whose_answer_is_lost_is_made_once(
    stripe: StripeProvider, server: StripeServer
) -> None:
    charge = server.charge("ch_1", 18_000)
    server.trouble = "lost"
    with pytest.raises(ProviderUnavailable):
        await stripe.refund("ch_1", WON_9000, KEY)
    server.trouble = ""
    await stripe.refund("ch_1", WON_9000, KEY)
    assert (charge.refunded, len(server.refunds)) == (9_000, 1)


async def test_call_with_a_wrong_key_waits_for_the_right_one(
    address: str, server: StripeServer
) -> None:
    server.charge("ch_1", 9_000)
    stranger = StripeProvider("sk_test_wrong", address)
    with pytest.raises(ProviderUnavailable, match="Invalid API Key"):
        await stranger.refund("ch_1", WON_9000, KEY)
    await stranger.close()


async def test_charges_are_listed_over_several_pages(
    stripe: StripeProvider, server: StripeServer
) -> None:
    since = datetime(2026, 3, 1, tzinfo=UTC)
    start = int(since.timestamp())
    server.charge("ch_old", 1, created=start - 1)
    for number in range(250):
        server.charge(f"ch_{number}", 9_000, created=start + number)
    server.charge("ch_failed", 5, paid=False, created=start + 300)
    server.charge("ch_new", 950, "usd", payment_intent="pi_new", created=start + 301, refunded=50)
    assert isinstance(stripe, ListsCharges)
    listed = await stripe.charges(since)
    assert listed[0] == ProviderCharge("ch_new", "pi_new", NINE_FIFTY, Money(50, "USD"))
    assert [it.charge_id for it in listed[1:]] == [f"ch_{n}" for n in reversed(range(250))]
    assert len(server.requests) == 3
    assert await stripe.charges(since + timedelta(days=1)) == []


async def test_call_tells_stripe_nothing_about_this_machine(
    stripe: StripeProvider, server: StripeServer
) -> None:
    for _ in range(2):
        await stripe.check()
    for headers in server.headers:
        assert "X-Stripe-Client-Telemetry" not in headers
        about = headers["X-Stripe-Client-User-Agent"]
        assert "platform" not in about
        assert "telemetry_id" not in about
