"""getUpdates."""

import asyncio
from datetime import timedelta

from tests.support.simulated import MINA, THEO, Answer, SimulatedWorld


async def _poll_that_waits(world: SimulatedWorld) -> "asyncio.Task[Answer]":
    task: asyncio.Task[Answer] = asyncio.create_task(
        world.api.send("POST", world.api.url("getUpdates"), json={"timeout": 30})
    )
    await world.simulator.updates.polled.wait()
    return task


async def test_poll_with_nothing_to_fetch_waits_for_an_update(world: SimulatedWorld) -> None:
    waiting = asyncio.create_task(world.api.update("message"))
    mina = await world.people.person(MINA)
    sent = await mina.says("/start")
    message = await waiting
    assert message["text"] == "/start"
    assert message["message_id"] == sent["message_id"]


async def test_poll_without_offset_repeats_updates(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    sent = await mina.says("one")
    for _ in range(2):
        [update] = await world.api.call("getUpdates")
        assert update["update_id"] == sent["update_id"]


async def test_poll_with_offset_confirms_earlier_updates(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    first, second = await mina.says("one"), await mina.says("two")
    [update] = await world.api.call("getUpdates", offset=second["update_id"])
    assert update["message"]["text"] == "two"
    assert first["update_id"] + 1 == second["update_id"]
    assert len(await world.api.call("getUpdates")) == 1


async def test_poll_with_negative_offset_keeps_only_the_last(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    for text in ("one", "two", "three"):
        await mina.says(text)
    updates = await world.api.call("getUpdates", offset=-2)
    assert [update["message"]["text"] for update in updates] == ["two", "three"]
    assert len(await world.api.call("getUpdates")) == 2


async def test_poll_with_limit_out_of_range_is_clamped(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    for number in range(101):
        await mina.says(str(number))
    assert len(await world.api.call("getUpdates", limit=0)) == 1
    assert len(await world.api.call("getUpdates", limit=1000)) == 100
    assert len(await world.api.call("getUpdates", limit=7)) == 7


async def test_poll_that_names_no_kinds_keeps_the_earlier_choice(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    await world.api.call("getUpdates", allowed_updates=["callback_query", "nonsense"])
    assert (await mina.says("ignored"))["update_id"] is None
    await world.api.call("getUpdates")
    assert (await mina.says("still ignored"))["update_id"] is None
    await world.api.call("getUpdates", allowed_updates="not json")
    assert (await mina.says("as before"))["update_id"] is None
    await world.api.call("getUpdates", allowed_updates=[])
    assert (await mina.says("welcome"))["update_id"] is not None


async def test_poll_with_new_kinds_keeps_updates_made_before(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    await mina.says("before")
    updates = await world.api.call("getUpdates", allowed_updates=["callback_query"])
    assert [update["message"]["text"] for update in updates] == ["before"]


async def test_poll_after_a_day_finds_messages_gone(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    await mina.says("old")
    world.clock.passes(timedelta(hours=24).total_seconds() - 1)
    assert len(await world.api.call("getUpdates")) == 1
    world.clock.passes(1)
    assert await world.api.call("getUpdates") == []


async def test_poll_after_150_seconds_finds_taps_gone(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message()
    await mina.taps(data="x", message=sent)
    world.clock.passes(149)
    assert len(await world.api.call("getUpdates")) == 1
    await mina.says("later")
    world.clock.passes(1)
    [update] = await world.api.call("getUpdates")
    assert update["message"]["text"] == "later"


async def test_second_poll_while_one_waits_ends_the_older(world: SimulatedWorld) -> None:
    older = await _poll_that_waits(world)
    newer = asyncio.create_task(world.api.update("message"))
    answer = await older
    assert answer.status == 409
    assert answer.description == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    theo = await world.people.person(THEO)
    await theo.says("hi")
    assert (await newer)["text"] == "hi"


async def test_set_webhook_during_a_poll_ends_it(world: SimulatedWorld) -> None:
    waiting = await _poll_that_waits(world)
    await world.api.call("setWebhook", url="http://127.0.0.1:9/hook")
    answer = await waiting
    assert answer.status == 409
    assert answer.description == "Conflict: terminated by setWebhook request"


async def test_poll_while_a_webhook_is_set_is_refused(world: SimulatedWorld) -> None:
    await world.api.call("setWebhook", url="http://127.0.0.1:9/hook")
    answer = await world.api.refusal("getUpdates")
    assert answer.status == 409
    assert answer.description == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await world.api.call("deleteWebhook")
    assert await world.api.call("getUpdates") == []


async def test_poller_that_hangs_up_leaves_the_next_in_peace(world: SimulatedWorld) -> None:
    waiting = await _poll_that_waits(world)
    waiting.cancel()
    newer = asyncio.create_task(world.api.update("message"))
    mina = await world.people.person(MINA)
    await mina.says("hi")
    assert (await newer)["text"] == "hi"
