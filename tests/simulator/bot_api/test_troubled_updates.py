"""Updates that come twice or out of order."""

from typing import Any

from bot.simulator import Fault
from tests.support.simulated import MINA, SimulatedWorld

Json = dict[str, Any]


async def _says(world: SimulatedWorld, *texts: str) -> list[int]:
    mina = await world.people.person(MINA)
    return [(await mina.says(text))["update_id"] for text in texts]


def _ids(updates: list[Json]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_confirm_with_duplicates_brings_the_updates_once_more(
    world: SimulatedWorld,
) -> None:
    world.simulator.faults.set(Fault(kind="duplicate_updates"))
    one, two = await _says(world, "one", "two")
    first = await world.api.call("getUpdates")
    assert _ids(first) == [one, two]
    [three] = await _says(world, "three")
    again = await world.api.call("getUpdates", offset=two + 1)
    assert _ids(again) == [one, two, three]
    assert again[:2] == first
    assert _ids(await world.api.call("getUpdates", offset=three + 1)) == [three]
    assert await world.api.call("getUpdates", offset=three + 1) == []
    assert world.simulator.faults.fired["duplicate_updates"] == 3


async def test_duplicates_beyond_the_limit_come_in_a_later_answer(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="duplicate_updates", count=2))
    one, two, three = await _says(world, "one", "two", "three")
    await world.api.call("getUpdates")
    assert _ids(await world.api.call("getUpdates", offset=three, limit=1)) == [one]
    assert _ids(await world.api.call("getUpdates", offset=three, limit=2)) == [two, three]


async def test_drop_pending_updates_forgets_duplicates_too(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="duplicate_updates"))
    one, two = await _says(world, "one", "two")
    assert _ids(await world.api.call("getUpdates", offset=two, limit=1)) == [one]
    await _says(world, "three")
    await world.api.call("deleteWebhook", drop_pending_updates=True)
    assert await world.api.call("getUpdates") == []


async def test_fetch_with_shuffled_updates_changes_their_order(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="shuffled_updates"), seed=3)
    ids = await _says(world, *"abcdef")
    fetched = _ids(await world.api.call("getUpdates"))
    assert fetched != ids
    assert sorted(fetched) == ids


async def test_fetch_of_two_shuffled_updates_turns_them_round(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="shuffled_updates"))
    one, two = await _says(world, "one", "two")
    for _ in range(5):
        assert _ids(await world.api.call("getUpdates")) == [two, one]


async def test_fetch_of_one_update_has_nothing_to_shuffle(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="shuffled_updates"))
    await _says(world, "one")
    assert len(await world.api.call("getUpdates")) == 1
    assert world.simulator.faults.fired["shuffled_updates"] == 0


async def test_lost_answer_to_a_poll_loses_no_update(world: SimulatedWorld) -> None:
    [one] = await _says(world, "one")
    world.simulator.faults.set(Fault(kind="error_after", method="getUpdates", count=1))
    assert (await world.api.refusal("getUpdates")).status == 500
    assert _ids(await world.api.call("getUpdates")) == [one]
