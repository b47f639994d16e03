"""The example of docs/examples reads what the platform publishes."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from tests.support.buses import KafkaPlatform
from tests.support.numbered import FIRST, Consumer, publish

EXAMPLE = Path(__file__).parents[3] / "docs/examples/print_events.py"


async def test_example_prints_what_happened_and_goes_on_where_it_was(
    platform: KafkaPlatform, seen: dict[str, Consumer]
) -> None:
    async with platform.carrying():
        await publish(platform, (FIRST, 1))
        await platform.settle()
        first = await printed(platform, 1 + len(seen))
        assert [it.split()[1:3] for it in first] == [
            [FIRST, name] for name in ("OrderHeld", "OrderReleased", "OrderReleased")
        ]
        assert "'place': 1" in first[0]
        await publish(platform, (FIRST, 2))
        await platform.settle()
        (again, *_) = await printed(platform, 1 + len(seen))
        assert "'place': 2" in again


async def printed(platform: KafkaPlatform, lines: int) -> list[str]:
    """Let it run until it has printed so many lines."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        EXAMPLE,
        platform.topic.servers,
        platform.topic.prefix,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout is not None
    try:
        found = [(await process.stdout.readline()).decode() for _ in range(lines)]
    finally:
        process.terminate()
        rest, errors = await process.communicate()
    assert (process.returncode, rest, errors) == (0, b"", b"")
    return found
