"""Bot API calls to a simulator in the same process, without HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from telegram.request import BaseRequest, RequestData

from bot.simulator.bot_api import BotApi

if TYPE_CHECKING:
    from bot.simulator import Simulator


class DirectRequest(BaseRequest):
    """Calls the simulator's methods by name."""

    def __init__(self, simulator: Simulator) -> None:
        self._api = BotApi(simulator)
        self.sent: list[str] = []

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        given = request_data.parameters if request_data else {}
        parameters = orjson.loads(orjson.dumps(given))
        self.sent.append(str(parameters.get("text", "")))
        status, payload, _headers = await self._api.call(url.rpartition("/")[2], parameters)
        return status, orjson.dumps(payload)
