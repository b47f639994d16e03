"""The payment provider goes down: operators are told, metrics show it, and it is found back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.demo import OPERATOR
from domain.payment.commands import RecordCharge
from domain.shared.money import Money
from tests.e2e.conftest import living_town
from tests.e2e.journey import MINA, place_order
from tests.support.stripe_server import KEY, StripeServer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

pytestmark = pytest.mark.each_engine


async def test_provider_that_was_suspected_is_found_to_work(town: TestTown) -> None:
    (operator,) = await town.staff(OPERATOR)
    runtime = town.running.runtime
    runtime.providers["simulated"].suspect()
    await operator.sees("simulated is down: please check it")
    await operator.sees("simulated is back: nothing to do")
    assert runtime.providers["simulated"].is_working
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{runtime.http_address}/metrics") as response,
    ):
        shown = await response.text()
    assert 'azer_provider_state{provider="simulated"} 0.0' in shown
    assert 'azer_provider_transitions_total{provider="simulated",state="open"} 1.0' in shown
    assert "azer_updates_waiting 0.0" in shown


async def test_charge_recorded_as_stripe_is_given_back_by_stripe(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    server = StripeServer()
    charge = server.charge("ch_1", 5_000, payment_intent="pi_1")
    async with (
        server.serving() as address,
        living_town(
            tmp_path,
            clock,
            database_url=database_url,
            stripe_key=KEY,
            stripe_url=address,
            provider_name="stripe",
        ) as town,
    ):
        mina = await town.person(MINA)
        await place_order(mina)
        ((order_id,),) = town.rows("select id from orders")
        wrong = RecordCharge(str(order_id), "stripe", "pi_1", "tg_1", Money(5_000, "KRW"), MINA)
        await town.running.runtime.bus.execute(wrong)
        await mina.sees("was given back")
    assert charge.refunded == 5_000
