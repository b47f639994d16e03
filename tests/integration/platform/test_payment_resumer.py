"""the payment resumer: what rests goes on as soon as the provider works, and not before."""

from __future__ import annotations

import asyncio

import pytest

from bot.payments.workers.payment_resumer import PaymentResumer
from bot.worker import working
from domain.payment.commands import RestPayment
from domain.payment.errors import ProviderUnavailable
from domain.payment.events import PaymentResumed
from domain.payment.resting import BATCH
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, place

RESTING = "select count(*) from payments where is_resting"
KINDS = "select kind from deadlines order by kind"


class FakeProvider:
    def __init__(self) -> None:
        self.works = True
        self.checks = 0
        self.asked = asyncio.Event()

    async def check(self) -> None:
        self.checks += 1
        self.asked.set()
        if not self.works:
            raise ProviderUnavailable("simulated", "down")


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def payment_resumer(platform: Platform, provider: FakeProvider) -> PaymentResumer:
    return PaymentResumer(platform.bus, provider.check)


async def test_resume_while_nothing_rests_leaves_the_provider_alone(
    platform: Platform, payment_resumer: PaymentResumer, provider: FakeProvider
) -> None:
    await platform.run(place())
    assert await payment_resumer.resume_once() == 0
    assert provider.checks == 0


async def test_resume_while_the_provider_fails_lets_everything_rest(
    platform: Platform, payment_resumer: PaymentResumer, provider: FakeProvider
) -> None:
    provider.works = False
    await platform.run(place(), RestPayment(ORDER, CUSTOMER))
    assert await payment_resumer.resume_once() == 0
    assert await platform.look(RESTING) == [(1,)]
    platform.clock.advance(hours=1)
    assert await platform.deadline_worker.fire_due() == 0
    assert await platform.look(KINDS) == [("rest_until",)]


async def test_resume_after_a_restart_tells_the_customer_once_with_the_card_below(
    platform: Platform, provider: FakeProvider
) -> None:
    await platform.run(place(), RestPayment(ORDER, CUSTOMER))
    platform.database.close()
    platform.open()
    payment_resumer = PaymentResumer(platform.bus, provider.check)
    assert await payment_resumer.resume_once() == 1
    assert await payment_resumer.resume_once() == 0
    await platform.settle()
    assert await platform.look(KINDS) == [("pay_by",)]
    anew = "select chat_id, name from messages join events on seq = event_seq"
    assert await platform.look(anew) == [(CUSTOMER, "PaymentResumed")]


async def test_resume_of_more_than_a_batch_resumes_all(
    platform: Platform, payment_resumer: PaymentResumer
) -> None:
    for number in range(BATCH + 1):
        id = f"{number:032}"
        await platform.run(place(id), RestPayment(id, CUSTOMER))
    assert await payment_resumer.resume_once() == BATCH + 1
    assert await platform.look(RESTING) == [(0,)]


async def test_run_woken_after_the_provider_came_back_resumes(
    platform: Platform, payment_resumer: PaymentResumer, provider: FakeProvider
) -> None:
    provider.works = False
    await platform.run(place(), RestPayment(ORDER, CUSTOMER))
    resumed = asyncio.Event()
    platform.heard = lambda kinds: resumed.set() if PaymentResumed in kinds else None
    async with working("cashier", payment_resumer.run), asyncio.timeout(1):
        await provider.asked.wait()
        provider.works = True
        payment_resumer.wakeup.set()
        await resumed.wait()
    assert await platform.look(RESTING) == [(0,)]


@pytest.mark.sqlite
async def test_looking_for_what_rests_uses_its_index(platform: Platform) -> None:
    plan = await platform.look("explain query plan select * from payments where is_resting is 1")
    assert "ix_payments_resting" in plan[0][-1]
