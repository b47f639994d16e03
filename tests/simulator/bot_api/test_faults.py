"""Trouble on purpose: calls that fail, and the provider."""

import asyncio
import json
from collections import Counter

import aiohttp
import pytest

from bot.simulator import Fault, Simulator, serve
from bot.simulator.world import Kind
from tests.support.simulated import MINA, ROSTER, TOKEN, SimulatedWorld


def _texts(world: SimulatedWorld) -> list[str]:
    stored = world.simulator.chats[MINA].messages.values()
    return [it.message["text"] for it in stored if it.by_bot]


async def _is_cut_off(world: SimulatedWorld, method: str = "sendMessage") -> None:
    body = {"chat_id": MINA, "text": "Hello"}
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await world.api.send("POST", world.api.url(method), json=body)


async def test_call_with_too_many_requests_is_refused_and_not_carried_out(
    world: SimulatedWorld,
) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="too_many_requests", retry_after=7))
    answer = await world.api.refusal("sendMessage", chat_id=MINA, text="Hello")
    assert answer.status == 429
    assert answer.description == "Too Many Requests: retry after 7"
    assert answer.body["parameters"] == {"retry_after": 7}
    assert answer.headers["Retry-After"] == "7"
    assert _texts(world) == []


async def test_call_that_fails_before_is_not_carried_out(world: SimulatedWorld) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="error"))
    answer = await world.api.refusal("sendMessage", chat_id=MINA, text="Hello")
    assert (answer.status, answer.description) == (500, "Internal Server Error")
    assert _texts(world) == []


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage", "deleteWebhook"])
async def test_call_with_an_unauthorized_token_is_refused_and_not_carried_out(
    world: SimulatedWorld, method: str
) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="unauthorized"))
    answer = await world.api.refusal(method, chat_id=MINA, text="Hello")
    assert answer.status == 401
    assert answer.body == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert _texts(world) == []
    world.simulator.faults.clear()
    assert (await world.message("Again"))["text"] == "Again"


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage", "deleteWebhook"])
async def test_call_that_gets_garbage_is_answered_with_a_page_and_not_carried_out(
    world: SimulatedWorld, method: str
) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="garbage"))
    body = {"chat_id": MINA, "text": "Hello"}
    async with world.session.post(world.api.url(method), json=body) as response:
        assert (response.status, response.content_type) == (200, "text/html")
        page = await response.text()
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(page)
    assert _texts(world) == []
    world.simulator.faults.clear()
    assert (await world.message("Again"))["text"] == "Again"


async def test_call_that_fails_afterwards_is_carried_out(world: SimulatedWorld) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="error_after"))
    answer = await world.api.refusal("sendMessage", chat_id=MINA, text="Hello")
    assert answer.status == 500
    assert _texts(world) == ["Hello"]


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault(kind="drop"), []),
        (Fault(kind="drop_after"), ["Hello"]),
        (Fault(kind="time_out", delay_ms=(1, 2)), []),
    ],
    ids=lambda it: it.kind if isinstance(it, Fault) else "",
)
async def test_call_whose_connection_breaks_gets_no_answer(
    world: SimulatedWorld, fault: Fault, done: list[str]
) -> None:
    await world.started()
    world.simulator.faults.set(fault)
    await _is_cut_off(world)
    assert _texts(world) == done
    world.simulator.faults.clear()
    assert (await world.message("Again"))["text"] == "Again"


async def test_call_that_times_out_keeps_the_caller_waiting(world: SimulatedWorld) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="time_out"))
    with pytest.raises(TimeoutError):
        await world.api.send(
            "POST", world.api.url("getMe"), timeout=aiohttp.ClientTimeout(total=0.05)
        )


async def test_call_with_slow_answers_waits_and_succeeds(world: SimulatedWorld) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="slow", delay_ms=(50, 60)))
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert (await world.message())["text"] == "Hello"
    assert loop.time() - begun >= 0.05


async def test_call_that_is_slow_may_also_fail(world: SimulatedWorld) -> None:
    world.simulator.faults.set(
        Fault(kind="error"), Fault(kind="drop"), Fault(kind="slow", delay_ms=(0, 0))
    )
    assert (await world.api.refusal("getMe")).status == 500
    assert world.simulator.faults.fired == Counter(error=1, slow=1)


async def test_stop_during_a_slow_answer_is_prompt() -> None:
    loop = asyncio.get_running_loop()
    simulator = Simulator(ROSTER)
    simulator.faults.set(Fault(kind="slow", delay_ms=(60_000, 60_000)))
    async with aiohttp.ClientSession() as session:
        async with serve(simulator) as address:
            call = asyncio.create_task(session.get(f"{address}/bot{TOKEN}/getMe"))
            assert await simulator.changes.wait(simulator.changes.seq, 5)
            begun = loop.time()
        assert loop.time() - begun < 1
        await asyncio.gather(call, return_exceptions=True)


async def test_fault_of_one_method_leaves_the_others_alone(world: SimulatedWorld) -> None:
    await world.started()
    world.simulator.faults.set(Fault(kind="error", method="SENDMESSAGE"))
    await world.api.call("getMe")
    assert (await world.api.refusal("sendMessage", chat_id=MINA, text="x")).status == 500


async def test_fault_with_a_count_ends_after_it(world: SimulatedWorld) -> None:
    faults = world.simulator.faults
    faults.set(Fault(kind="error", count=2))
    for _ in range(2):
        assert faults.active
        await world.api.refusal("getMe")
    assert not faults.active
    await world.api.call("getMe")
    assert faults.view()["faults"] == [
        {"kind": "error", "probability": 1.0, "count": 2, "fired": 2}
    ]


async def test_fault_without_a_chance_never_fires(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="error", probability=0))
    assert not world.simulator.faults.active
    await world.api.call("getMe")


async def test_same_seed_fails_the_same_calls(world: SimulatedWorld) -> None:
    async def statuses() -> list[int]:
        world.simulator.faults.set(Fault(kind="error", probability=0.5), seed=11)
        return [(await world.api.send("GET", world.api.url("getMe"))).status for _ in range(20)]

    first = await statuses()
    assert set(first) == {200, 500}
    assert await statuses() == first


async def test_observers_see_what_took_effect(world: SimulatedWorld) -> None:
    seen: list[int] = []
    world.simulator.observers.append(lambda exchange: seen.append(exchange.status))
    kinds: tuple[Kind, ...] = ("error", "drop", "unauthorized", "garbage", "error_after")
    for kind in kinds:
        world.simulator.faults.set(Fault(kind=kind))
        if kind == "drop":
            await _is_cut_off(world, "getMe")
        elif kind == "garbage":
            async with world.session.get(world.api.url("getMe")) as response:
                assert response.status == 200
        else:
            await world.api.refusal("getMe")
    assert seen == [500, 401, 200]


@pytest.mark.parametrize("kind", ["provider_error", "provider_time_out"])
async def test_provider_that_fails_gives_nothing_back(world: SimulatedWorld, kind: Kind) -> None:
    charge = {"provider_payment_charge_id": "c", "amount": 9, "currency": "KRW"}
    world.simulator.charges.append(charge)
    times_out = kind == "provider_time_out"
    world.simulator.faults.set(
        Fault(kind=kind, count=1, delay_ms=(1, 1)) if times_out else Fault(kind=kind, count=1)
    )

    async def refund() -> int:
        async with world.session.post(
            f"{world.address}/provider/refunds",
            json={"charge": "c", "amount": 9, "currency": "KRW"},
            headers={"Idempotency-Key": "k"},
        ) as response:
            return response.status

    if times_out:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await refund()
    else:
        assert await refund() == 500
    assert "refunded" not in charge
    assert await refund() == 200
    assert charge["refunded"] == 9
