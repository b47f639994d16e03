"""The schedule wakes loops where they run."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC

from bot.scheduling.schedule import Schedule


async def test_schedule_wakes_on_the_thread_of_the_event_loop() -> None:
    woken: asyncio.Future[threading.Thread] = asyncio.get_running_loop().create_future()

    def wake() -> None:
        if not woken.done():
            # From another thread this would not wake whoever waits.
            woken.set_result(threading.current_thread())

    schedule = Schedule(UTC)
    schedule.every(1, wake)
    with schedule.running():
        assert await asyncio.wait_for(woken, 10) is threading.current_thread()
