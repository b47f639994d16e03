"""The refund desk: money goes back once, whatever the provider does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.payments.workers.refund_worker import RefundWorker
from domain.payment.charge import charge_code
from domain.payment.commands import RecordCharge, SettleRefund
from domain.payment.errors import ProviderUnavailable, RefundRefused
from domain.shared.errors import WrongState
from domain.shared.money import Money
from domain.store.commands import RejectOrder
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, OWNER, WON_18000, place

Answer = Callable[[str], Awaitable[None]]
STATE = "select state from payments"


class FakeProvider:
    def __init__(self) -> None:
        self.calls: list[tuple[str, Money, str]] = []
        self.raises: list[Exception] = []

    async def check(self) -> None:
        """It works."""

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        self.calls.append((charge_id, amount, idempotency_key))
        if self.raises:
            raise self.raises.pop(0)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
async def desk(platform: Platform, provider: FakeProvider) -> RefundWorker:
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(place(), charge, RejectOrder(ORDER, OWNER, "closing"))
    return RefundWorker(platform.bus, {"simulated": provider}, platform.clock.seconds)


async def test_refund_confirmed_by_the_provider_ends_refunded(
    platform: Platform, desk: RefundWorker, provider: FakeProvider
) -> None:
    await desk.refund_once()
    await desk.refund_once()
    assert await platform.look(STATE) == [("refunded",)]
    assert provider.calls == [("ch_1", WON_18000, "refund-ch_1-1")]


async def test_refund_while_the_provider_is_away_is_tried_again_with_the_same_key(
    platform: Platform, desk: RefundWorker, provider: FakeProvider
) -> None:
    provider.raises = [ProviderUnavailable("simulated", "down")] * 2
    await desk.refund_once()
    await desk.refund_once()
    assert len(provider.calls) == 1
    for seconds in (1, 2):
        platform.clock.advance(seconds=seconds)
        await desk.refund_once()
    assert await platform.look(STATE) == [("refunded",)]
    assert {key for _, _, key in provider.calls} == {"refund-ch_1-1"}


async def test_refund_after_a_restart_is_still_due(
    platform: Platform, desk: RefundWorker, provider: FakeProvider
) -> None:
    provider.raises = [ProviderUnavailable("simulated", "down")]
    await desk.refund_once()
    platform.database.close()
    platform.open()
    await RefundWorker(platform.bus, {"simulated": provider}, platform.clock.seconds).refund_once()
    assert await platform.look(STATE) == [("refunded",)]


async def test_refund_refused_goes_to_the_operator_and_is_settled_by_hand(
    platform: Platform, desk: RefundWorker, provider: FakeProvider
) -> None:
    provider.raises = [RefundRefused("ch_1", "charge too old")]
    await desk.refund_once()
    await platform.settle()
    told = "select chat_id from messages where audience = 'operator'"
    assert await platform.look(told) == [(OPERATOR,)]
    await desk.refund_once()
    assert len(provider.calls) == 1
    await platform.run(SettleRefund(ORDER, OPERATOR, charge_code("ch_1")))
    assert await platform.look(STATE) == [("refunded",)]
    with pytest.raises(WrongState):
        await platform.run(SettleRefund(ORDER, OPERATOR, charge_code("ch_1")))


async def test_refund_of_an_unknown_provider_is_asked_of_the_operator(
    platform: Platform, desk: RefundWorker
) -> None:
    await RefundWorker(platform.bus, {}, platform.clock.seconds).refund_once()
    await platform.settle()
    assert await platform.look("select state from charges") == [("refund_failed",)]
