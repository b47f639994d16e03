"""Which life of which process sent what: copies need a life that ended, and only one each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.simulator import Exchange, Simulator
from tests.chaos.chats import Chats
from tests.chaos.witness import Witness
from tests.support.simulated import MINA, ROSTER, SimulatedWorld, simulated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.simulator import Json

ONE, OTHER = 8001, 8002


@pytest.fixture
async def world() -> AsyncIterator[SimulatedWorld]:
    async with simulated() as built:
        yield built


def called(simulator: Simulator, method: str, door: int, message: int = 0) -> None:
    result = {"message_id": message, "chat": {"id": MINA}} if message else {}
    simulator.observe(Exchange("call", method, {}, 200, {"ok": True, "result": result}, door))


def begun() -> tuple[Simulator, Witness]:
    simulator = Simulator(ROSTER)
    witness = Witness(simulator)
    for door in (ONE, OTHER):
        called(simulator, "getMe", door)
    return simulator, witness


def counted(world: SimulatedWorld, witness: Witness, *numbers: int) -> list[str]:
    chats = Chats(world.people, witness)
    found: list[Json] = [{"message_id": number} for number in numbers]
    chats.count(MINA, "notices", "a notice", found, 1)
    return [*chats.broken, *chats.repeated_too_often()]


async def test_copy_that_another_process_sent_after_the_end_of_the_first_is_explained(
    world: SimulatedWorld,
) -> None:
    simulator, witness = begun()
    called(simulator, "sendMessage", ONE, 1)
    witness.struck(ONE)
    called(simulator, "sendMessage", OTHER, 2)
    assert counted(world, witness, 1, 2) == []


async def test_copy_of_a_process_that_wakes_up_is_explained(world: SimulatedWorld) -> None:
    simulator, witness = begun()
    witness.struck(ONE)
    called(simulator, "sendMessage", OTHER, 1)
    called(simulator, "sendMessage", ONE, 2)
    assert counted(world, witness, 1, 2) == []


async def test_copies_of_one_process_before_and_after_its_server_died_are_explained(
    world: SimulatedWorld,
) -> None:
    simulator, witness = begun()
    called(simulator, "sendMessage", OTHER, 1)
    witness.struck(OTHER)
    called(simulator, "sendMessage", ONE, 2)
    witness.struck_alive(ONE)
    called(simulator, "sendMessage", ONE, 3)
    assert counted(world, witness, 1, 2, 3) == []


async def test_copies_of_one_process_that_was_struck_later_are_broken(
    world: SimulatedWorld,
) -> None:
    simulator, witness = begun()
    called(simulator, "sendMessage", ONE, 1)
    called(simulator, "sendMessage", ONE, 2)
    witness.struck_alive(ONE)
    assert len(counted(world, witness, 1, 2)) == 1


async def test_copies_of_processes_that_nobody_struck_are_broken(world: SimulatedWorld) -> None:
    simulator, witness = begun()
    called(simulator, "sendMessage", ONE, 1)
    called(simulator, "sendMessage", OTHER, 2)
    witness.struck(ONE)
    witness.goes_on(ONE)
    called(simulator, "sendMessage", ONE, 3)
    assert len(counted(world, witness, 2, 3)) == 1
    assert len(counted(world, witness, 1, 2, 3)) == 1


async def test_two_messages_that_one_end_repeated_are_broken(world: SimulatedWorld) -> None:
    simulator, witness = begun()
    for number in (1, 2):
        called(simulator, "sendMessage", ONE, number)
    witness.struck(ONE)
    for number in (3, 4):
        called(simulator, "sendMessage", OTHER, number)
    chats = Chats(world.people, witness)
    for first, second in ((1, 3), (2, 4)):
        found: list[Json] = [{"message_id": first}, {"message_id": second}]
        chats.count(MINA, "notices", f"notice {first}", found, 1)
    assert chats.broken == []
    assert len(list(chats.repeated_too_often())) == 1


async def test_sign_of_life_is_one_of_whoever_was_not_struck_or_has_begun_again() -> None:
    simulator, witness = begun()
    witness.struck(ONE, OTHER)
    called(simulator, "sendMessage", ONE, 1)
    assert not witness.up.is_set()
    called(simulator, "getMe", OTHER)
    called(simulator, "sendMessage", OTHER, 2)
    assert witness.up.is_set()
    assert len(witness.outages) == 1
