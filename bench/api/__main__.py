"""The process of a Bot API and its people; commands come in and results go out as JSON lines."""

from __future__ import annotations

import asyncio
from typing import Any

from bench.api.crowd import Crowd
from bench.api.notices import Notices
from bench.api.server import Api
from bench.api.timetable import Timetable
from bench.api.visitors import Visitors
from bench.lines import Lines


async def main() -> None:
    """Listen, and do what is asked until the input ends."""
    lines = await Lines.open()
    api = Api()
    lines.say({"port": await api.listen()})
    crowd, timetable, notices, visitors = Crowd(api), Timetable(api), Notices(api), Visitors(api)

    async def slow(delay: float) -> dict[str, Any]:
        api.delay = delay
        return {}

    await lines.serve(
        {
            "play": crowd.play,
            "slow": slow,
            "timetable": timetable.play,
            "prepare": notices.prepare,
            "notices": notices.play,
            "first": visitors.first,
            "many": visitors.many,
        }
    )


asyncio.run(main())
