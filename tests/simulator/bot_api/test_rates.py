"""The public server's rates, which only a strict simulator enforces."""

from collections.abc import AsyncIterator

import pytest

from bot.simulator import Rate, Rates
from tests.support.simulated import COURIERS, MINA, THEO, SimulatedWorld, simulated


@pytest.fixture
async def strict() -> AsyncIterator[SimulatedWorld]:
    rates = Rates(
        overall=Rate(per_second=30, burst=6),
        chat=Rate(per_second=1, burst=3),
        group=Rate(per_second=20 / 60, burst=5),
    )
    async with simulated(strict=True, rates=rates) as world:
        yield world


async def test_send_beyond_a_chats_burst_has_to_wait(strict: SimulatedWorld) -> None:
    await strict.started()
    for _ in range(3):
        await strict.message()
    answer = await strict.api.refusal("sendMessage", chat_id=MINA, text="x")
    assert answer.status == 429
    assert answer.description == "Too Many Requests: retry after 1"
    assert answer.body["parameters"] == {"retry_after": 1}
    assert answer.headers["Retry-After"] == "1"
    strict.clock.passes(1)
    await strict.message()


async def test_edits_count_too_and_answers_do_not(strict: SimulatedWorld) -> None:
    mina = await strict.started()
    sent = await strict.message()
    place = {"chat_id": MINA, "message_id": sent["message_id"]}
    for text in ("one", "two"):
        await strict.api.call("editMessageText", **place, text=text)
    answer = await strict.api.refusal("editMessageText", **place, text="three")
    assert answer.status == 429
    tap = await mina.taps(data="x", message=sent)
    await strict.api.call("answerCallbackQuery", callback_query_id=tap.query_id)


async def test_send_beyond_a_groups_minute_has_to_wait(strict: SimulatedWorld) -> None:
    for _ in range(5):
        await strict.message(chat_id=COURIERS)
    answer = await strict.api.refusal("sendMessage", chat_id=COURIERS, text="x")
    assert answer.body["parameters"] == {"retry_after": 3}
    strict.clock.passes(3)
    await strict.message(chat_id=COURIERS)


async def test_send_beyond_the_overall_rate_has_to_wait(strict: SimulatedWorld) -> None:
    await strict.started()
    await strict.started(THEO)
    for chat_id in (MINA, THEO, COURIERS) * 2:
        await strict.message(chat_id=chat_id)
    answer = await strict.api.refusal("sendMessage", chat_id=COURIERS, text="x")
    assert answer.status == 429
    strict.clock.passes(0.1)
    await strict.message(chat_id=COURIERS)


async def test_lenient_simulator_has_no_rates(world: SimulatedWorld) -> None:
    await world.started()
    for _ in range(50):
        await world.message()
