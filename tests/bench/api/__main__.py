"""The process of a Bot API and its people; commands come in and results go out as JSON lines."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.bench.api.crowd import Crowd
from tests.bench.api.notices import Notices
from tests.bench.api.server import Api
from tests.bench.api.timetable import Timetable
from tests.bench.api.visitors import Visitors
from tests.bench.lines import Lines


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
