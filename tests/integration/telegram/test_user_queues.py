"""User queues: in order per person, side by side otherwise, and nobody starves."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection

from bot.telegram.incoming.user_queues import MOST_IN_QUEUE, UserQueues


class Recorder:
    """Work that waits until it is let go, and notes how it went."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.done: list[str] = []
        self.gates: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.news = asyncio.Event()

    async def handle(self, work: str, _tries: int) -> None:
        self.began.append(work)
        self.news.set()
        await self.gates[work].wait()
        self.done.append(work)
        self.news.set()

    async def until(self, done: int = 0, began: int = 0) -> None:
        async with asyncio.timeout(5):
            while len(self.done) < done or len(self.began) < began:
                self.news.clear()
                await self.news.wait()


async def test_work_of_one_lane_is_done_in_order() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=8)
    for number in range(5):
        user_queues.put("mina", f"mina-{number}")
    for number in reversed(range(5)):
        recorder.gates[f"mina-{number}"].set()
    await recorder.until(done=5)
    assert recorder.done == [f"mina-{number}" for number in range(5)]


async def test_work_that_comes_late_is_done_in_its_order_after_what_is_in_hand() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=8, order=int)
    for number in (3, 5, 4, 1, 2):
        user_queues.put("mina", str(number))
        recorder.gates[str(number)].set()
    await recorder.until(done=5)
    assert recorder.done == ["3", "1", "2", "4", "5"]


async def test_slow_lane_does_not_hold_up_another() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=2)
    user_queues.put("slow", "slow-0")
    user_queues.put("quick", "quick-0")
    recorder.gates["quick-0"].set()
    await recorder.until(done=1)
    assert recorder.done == ["quick-0"]
    recorder.gates["slow-0"].set()
    await recorder.until(done=2)


async def test_flooding_lane_takes_one_place_and_not_all() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=2)
    for number in range(500):
        user_queues.put("flood", f"flood-{number}")
    user_queues.put("calm", "calm-0")
    await recorder.until(began=2)
    assert recorder.began == ["flood-0", "calm-0"]
    await user_queues.stop(0)


async def test_below_waits_until_there_is_room() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=2)
    for number in range(3):
        user_queues.put("mina", f"mina-{number}")
    room = asyncio.create_task(user_queues.below(3))
    await recorder.until(began=1)
    assert not room.done()
    recorder.gates["mina-0"].set()
    await asyncio.wait_for(room, 5)
    await user_queues.stop(0)


async def test_stop_finishes_what_began_and_drops_the_rest() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=1)
    for number in range(3):
        user_queues.put("mina", f"mina-{number}")
    await recorder.until(began=1)
    stopping = asyncio.create_task(user_queues.stop(5))
    recorder.gates["mina-0"].set()
    await stopping
    assert recorder.done == ["mina-0"]
    assert user_queues.waiting == 0


async def test_lane_that_emptied_can_be_used_again() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=1)
    for number in range(3):
        user_queues.put("mina", f"mina-{number}")
        recorder.gates[f"mina-{number}"].set()
        await recorder.until(done=number + 1)
    assert user_queues.waiting == 0


async def test_work_that_asks_for_another_try_keeps_its_turn() -> None:
    tried: list[tuple[str, int]] = []

    async def handle(work: str, tries: int) -> float | None:
        tried.append((work, tries))
        return 0.0 if work == "first" and tries < 3 else None

    user_queues: UserQueues[str] = UserQueues(handle, at_once=1)
    for work in ("first", "second"):
        user_queues.put("mina", work)
    await asyncio.wait_for(user_queues.below(1), 5)
    assert tried == [("first", 1), ("first", 2), ("first", 3), ("second", 1)]


async def test_urgent_lane_needs_no_place() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(
        recorder.handle, 1, lambda user_queue: user_queue.startswith("pay-")
    )
    user_queues.put("user-1", "slow")
    user_queues.put("user-2", "slow too")
    user_queues.put("pay-3", "payment")
    await recorder.until(began=2)
    assert set(recorder.began) == {"slow", "payment"}
    await user_queues.stop(0)


async def test_flood_of_one_lane_is_kept_outside_and_taken_up_in_order() -> None:
    recorder = Recorder()
    stored = [f"flood-{number}" for number in range(3 * MOST_IN_QUEUE + 7)]

    async def refill(_lane: str) -> list[str]:
        return [it for it in stored if it not in recorder.done][:MOST_IN_QUEUE]

    user_queues: UserQueues[str] = UserQueues(recorder.handle, 8, refill=refill)
    for work in stored:
        user_queues.put("flood", work)
    user_queues.put("mina", "mina-0")
    assert user_queues.waiting == MOST_IN_QUEUE + 1
    recorder.gates["mina-0"].set()
    await recorder.until(done=1)
    for work in stored:
        recorder.gates[work].set()
    await recorder.until(done=len(stored) + 1)
    assert recorder.done == ["mina-0", *stored]
    await user_queues.below(1)
    user_queues.put("flood", "afterwards")
    recorder.gates["afterwards"].set()
    await recorder.until(done=len(stored) + 2)
    assert recorder.done[-1] == "afterwards"


async def test_stop_leaves_what_is_kept_outside_for_the_next_start() -> None:
    recorder = Recorder()

    async def refill(_lane: str) -> list[str]:
        raise AssertionError("nothing is taken up after the stop")

    user_queues: UserQueues[str] = UserQueues(recorder.handle, 8, refill=refill)
    for number in range(MOST_IN_QUEUE + 5):
        user_queues.put("flood", f"flood-{number}")
    await recorder.until(began=1)
    recorder.gates["flood-0"].set()
    await user_queues.stop(5)
    assert recorder.done == ["flood-0"]


class Locks:
    """Locks that nobody else takes, and that are had only when they are let."""

    def __init__(self) -> None:
        self.may_take = asyncio.Event()
        self.held: list[str] = []
        self.asked = asyncio.Event()

    async def take(self, _name: str) -> bool:
        await self.may_take.wait()
        return True

    async def take_free(self, names: Collection[str]) -> list[str]:
        # The server carries it out, whoever still waits for its answer.
        self.held += names
        self.asked.set()
        await self.may_take.wait()
        return list(names)

    async def let_go(self, name: str) -> None:
        if name in self.held:
            self.held.remove(name)


async def nothing_more(_lane: str) -> list[str]:
    return []


async def test_wake_that_is_broken_off_keeps_no_lock() -> None:
    locks = Locks()
    user_queues: UserQueues[str] = UserQueues(
        Recorder().handle, 8, refill=nothing_more, locks=locks
    )
    waking = asyncio.create_task(user_queues.wake(["mina", "junho"]))
    await asyncio.wait_for(locks.asked.wait(), 5)
    waking.cancel()
    locks.may_take.set()
    await asyncio.gather(waking, return_exceptions=True)
    assert waking.cancelled()
    assert locks.held == []


async def test_wake_after_the_stop_takes_no_lock() -> None:
    locks = Locks()
    locks.may_take.set()
    user_queues: UserQueues[str] = UserQueues(
        Recorder().handle, 8, refill=nothing_more, locks=locks
    )
    await user_queues.stop(5)
    await user_queues.wake(["mina"])
    assert not locks.asked.is_set()


async def test_below_with_locks_waits_for_what_has_no_lock_yet() -> None:
    recorder, locks = Recorder(), Locks()
    stored = ["mina-0", "junho-0"]

    async def refill(lane: str) -> list[str]:
        return [it for it in stored if it.startswith(lane) and it not in recorder.done]

    user_queues: UserQueues[str] = UserQueues(recorder.handle, 8, refill=refill, locks=locks)
    for lane in ("mina", "junho"):
        user_queues.put(lane, f"{lane}-0")
        recorder.gates[f"{lane}-0"].set()
    assert user_queues.waiting == 2
    rest = asyncio.create_task(user_queues.below(1))
    locks.may_take.set()
    await asyncio.wait_for(rest, 5)
    assert sorted(recorder.done) == sorted(stored)
    assert user_queues.waiting == 0


async def test_queue_that_was_dropped_before_it_began_is_served_when_there_is_work_again() -> None:
    recorder = Recorder()
    user_queues: UserQueues[str] = UserQueues(recorder.handle, at_once=2)
    user_queues.put("mina", "mina-0")
    # Its task has not begun yet.
    user_queues.drop()
    await user_queues.idle()
    recorder.gates["mina-1"].set()
    user_queues.put("mina", "mina-1")
    await recorder.until(done=1)
    assert (recorder.done, user_queues.waiting) == (["mina-1"], 0)
