"""What every kind of budgets does: in memory of one process, and in rows that many take from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.telegram.outgoing.budgets import Budgets, RateLimits
from tests.support.engines import SERVER
from tests.support.simulated_budgets import Store, store_of

LIMITS = RateLimits(overall=10, chat=1, chat_burst=4, group=20)
MINA, JUNHO, DAN, GROUP, CHANNEL = 7, 8, 9, -100, "@azer"


class Case:
    """Budgets, and a clock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = 1_000.0
        self.budgets: Budgets = store.budgets(LIMITS, lambda: self.now)

    async def taken(self, chat: int | str, times: int = 1) -> int:
        """How many of so many tries at this moment were granted."""
        return [await self.budgets.take(chat) for _ in range(times)].count(0.0)


@pytest.fixture(params=["memory", "rows"] if SERVER else ["memory"])
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with store_of(request.param) as store:
        yield Case(store)


async def test_places_come_one_after_the_other(case: Case) -> None:
    waits = [await case.budgets.place() for _ in range(3)]
    assert waits == pytest.approx([0, 0.1, 0.2])
    case.now += 0.25
    assert await case.budgets.place() == pytest.approx(0.05)


async def test_places_that_nobody_took_are_not_saved_up(case: Case) -> None:
    await case.budgets.place()
    case.now += 100
    waits = [await case.budgets.place() for _ in range(2)]
    assert waits == pytest.approx([0, 0.1])


async def test_private_chat_has_a_burst_and_then_one_a_second(case: Case) -> None:
    granted = []
    for tenths in range(40):
        case.now = 1_000 + tenths / 10
        granted += [tenths / 10] * await case.taken(MINA, 4)
    assert granted == [0, 0, 0, 0.5, 1.5, 2.5, 3.5]


async def test_refused_chat_is_told_when_to_ask_again(case: Case) -> None:
    await case.taken(MINA, 3)
    assert await case.budgets.take(MINA) == pytest.approx(0.5, abs=0.001)
    case.now += 0.5 + 0.001
    assert await case.budgets.take(MINA) == 0
    assert await case.taken(JUNHO) == 1


@pytest.mark.parametrize("chat", [GROUP, CHANNEL])
async def test_group_gets_twenty_in_any_minute(case: Case, chat: int | str) -> None:
    sent = []
    for seconds in range(150):
        case.now = 1_000.0 + seconds
        sent += [seconds] * await case.taken(chat)
    assert sent == [*range(20), *range(60, 80), *range(120, 140)]


async def test_full_group_is_told_when_to_ask_again(case: Case) -> None:
    assert await case.taken(GROUP, 25) == 20
    case.now += 10
    assert await case.budgets.take(GROUP) == pytest.approx(50, abs=0.001)


async def test_chat_that_is_told_to_wait_rests_alone(case: Case) -> None:
    await case.budgets.rest(MINA, 7)
    case.now += 2
    assert await case.budgets.take(MINA) == pytest.approx(5, abs=0.001)
    assert await case.budgets.take(JUNHO) == 0
    assert await case.budgets.place() == 0
    case.now += 5.001
    assert await case.budgets.take(MINA) == 0


async def test_second_chat_that_is_told_to_wait_lets_everybody_rest(case: Case) -> None:
    await case.budgets.rest(MINA, 5)
    await case.budgets.rest(GROUP, 9)
    assert await case.budgets.take(DAN) == pytest.approx(9, abs=0.001)
    assert await case.budgets.take(CHANNEL) == pytest.approx(9, abs=0.001)
    # Places begin after it, one after the other.
    waits = [await case.budgets.place() for _ in range(2)]
    assert waits == pytest.approx([9, 9.1])
    case.now += 9.001
    assert await case.taken(DAN) == 1


async def test_chat_told_twice_to_wait_is_no_second_one(case: Case) -> None:
    await case.budgets.rest(MINA, 5)
    await case.budgets.rest(MINA, 9)
    assert await case.budgets.place() == 0
    assert await case.budgets.take(MINA) == pytest.approx(9, abs=0.001)


async def test_chat_told_to_wait_after_another_has_rested_rests_alone(case: Case) -> None:
    await case.budgets.rest(MINA, 5)
    case.now += 5.001
    await case.budgets.rest(JUNHO, 5)
    assert await case.budgets.place() == 0
    assert await case.budgets.take(DAN) == 0


async def test_chats_with_more_than_one_a_second_are_crowded(case: Case) -> None:
    await case.taken(MINA, 2)
    await case.taken(JUNHO, 1)
    await case.taken(GROUP, 5)
    await case.budgets.place()
    assert await case.budgets.crowded() == [MINA]
    case.now += 1.001
    assert await case.budgets.crowded() == []


async def test_chats_whose_budget_is_whole_are_forgotten(case: Case) -> None:
    for chat in (MINA, JUNHO, GROUP, CHANNEL):
        await case.taken(chat)
    case.now += 30
    await case.taken(MINA)
    await case.budgets.tidy()
    assert case.store.count() == 3
    case.now += 31
    await case.budgets.tidy()
    assert case.store.count() == 0
    assert await case.taken(MINA, 4) == 3


async def test_resting_chat_is_not_forgotten(case: Case) -> None:
    await case.budgets.rest(MINA, 100)
    case.now += 90
    await case.budgets.tidy()
    assert await case.budgets.take(MINA) == pytest.approx(10, abs=0.001)
