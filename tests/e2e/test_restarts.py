"""The bot starts again after a stop: what it has missed comes first, what it knew still holds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import OPERATOR
from bot.demo.town import PROVIDER
from bot.simulator import Fault
from tests.e2e.journey import JUNHO, MINA, SORA, pay_by_card, place_order
from tests.e2e.restarts import Telegram, telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

pytestmark = pytest.mark.each_engine

PAY = "💳 Pay ₩18,000"
EXPIRED = "select count(*) from events where name = 'OrderExpired'"
PROVIDER_NEWS = "select name from events where name like 'Provider%' order by seq"
MORE_THAN_A_BATCH = 120


@pytest.fixture
async def line(tmp_path: Path, clock: MovableClock, database_url: str) -> AsyncIterator[Telegram]:
    async with telegram(tmp_path, clock, database_url=database_url) as it:
        yield it


async def pay_as_the_bot_dies(line: Telegram, invoice: dict[str, Any]) -> None:
    """Mina pays; the bot dies when it has said yes, and does not hear that she has paid."""
    ask = {"from": MINA, "message_id": invoice["message_id"], "tip_amount": 0}
    asked = await line.people.request("POST", f"/sim/chats/{MINA}/payments", ask)
    await line.call("answerPreCheckoutQuery", pre_checkout_query_id=asked["query_id"], ok=True)
    assert len(line.simulator.charges) == 1


@pytest.mark.parametrize("others", [0, MORE_THAN_A_BATCH])
async def test_payment_that_waited_at_telegram_for_hours_comes_before_the_deadline_to_pay(
    line: Telegram, others: int
) -> None:
    mina, junho = await line.people.person(MINA), await line.people.person(JUNHO)
    await junho.changes(language_code="en")
    async with line.bot():
        await place_order(junho)
        await place_order(mina)
        await mina.taps(PAY)
        invoice = await mina.sees("Order at Hanok Kitchen")
    for _ in range(others):
        await junho.says("/help")
    await pay_as_the_bot_dies(line, invoice)
    line.clock.advance(hours=5)
    async with line.bot() as town:
        await mina.sees("Sent to the store", timeout=30)
        # The deadlines do fire: who has not paid is told so.
        await junho.sees("It was not paid in time", timeout=30)
        paid = f"select state from orders where customer_id = {MINA}"
        assert town.rows(paid) == [("paid",)]
        assert town.rows(EXPIRED) == [(1,)]
        refunds = "select count(*) from events where name = 'RefundRequested'"
        assert town.rows(refunds) == [(0,)]


async def test_payment_asked_about_while_the_bot_is_down_is_not_taken_and_works_afterwards(
    line: Telegram,
) -> None:
    mina = await line.people.person(MINA)
    async with line.bot():
        await place_order(mina)
        await mina.taps(PAY)
        invoice = await mina.sees("Order at Hanok Kitchen")
    line.simulator.pre_checkout_seconds = 0.1
    outcome = await mina.pays(invoice)
    assert (outcome["state"], line.simulator.charges) == ("timed_out", [])
    line.simulator.pre_checkout_seconds = 10.0
    async with line.bot() as town:
        await pay_by_card(mina)
        assert len(town.charges()) == 1


async def test_answer_that_waited_at_telegram_comes_before_the_deadline_to_answer(
    line: Telegram,
) -> None:
    mina, sora = await line.people.person(MINA), await line.people.person(SORA)
    async with line.bot() as town:
        await town.staff(SORA)
        await place_order(mina)
        await pay_by_card(mina)
        await sora.sees_button("✅ 15 min")
        await town.pass_time(minutes=9)
    # Telegram keeps a tap for two and a half minutes.
    await sora.taps("✅ 15 min")
    line.clock.advance(minutes=2)
    async with line.bot() as town:
        await mina.sees("being cooked")
        await all_deadlines_of_the_past_fired(town)
        assert town.rows("select state from orders") == [("accepted",)]


async def all_deadlines_of_the_past_fired(town: TestTown) -> None:
    async with asyncio.timeout(10):
        await town.running.runtime.inbox.caught_up.wait()
    await town.running.runtime.deadline_worker.fire_due()


async def provider_goes_down(line: Telegram, town: TestTown) -> None:
    """The provider fails, and the operator is told."""
    (operator,) = await town.staff(OPERATOR)
    line.simulator.faults.set(Fault(kind="provider_error"))
    town.running.runtime.providers[PROVIDER].suspect()
    await operator.sees("simulated is down: please check it")


async def test_provider_known_to_be_down_is_not_taken_for_working_after_a_restart(
    line: Telegram,
) -> None:
    mina, operator = await line.people.person(MINA), await line.people.person(OPERATOR)
    async with line.bot() as town:
        await provider_goes_down(line, town)
    async with line.bot() as town:
        assert not town.running.runtime.providers[PROVIDER].is_working
        await place_order(mina)
        await mina.taps(PAY)
        await mina.sees("Card payment does not work at the moment")
        assert town.rows(PROVIDER_NEWS) == [("ProviderWentDown",)]
        line.simulator.faults.clear()
        await operator.sees("simulated is back: nothing to do", timeout=30)
        await mina.sees_button(PAY)


async def test_provider_that_was_mended_during_a_stop_is_told_to_be_back(line: Telegram) -> None:
    operator = await line.people.person(OPERATOR)
    async with line.bot() as town:
        await provider_goes_down(line, town)
    line.simulator.faults.clear()
    async with line.bot() as town:
        await operator.sees("simulated is back: nothing to do", timeout=30)
        assert town.rows(PROVIDER_NEWS) == [("ProviderWentDown",), ("ProviderCameBack",)]
        assert town.running.runtime.providers[PROVIDER].is_working


async def test_provider_that_worked_before_a_restart_is_taken_for_working(line: Telegram) -> None:
    mina = await line.people.person(MINA)
    async with line.bot():
        pass
    async with line.bot() as town:
        assert town.running.runtime.providers[PROVIDER].is_working
        await place_order(mina)
        await pay_by_card(mina)
        assert town.rows(PROVIDER_NEWS) == []
