"""What passes between the bot and the simulator, seen from the simulator's side."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.simulator import Exchange, Simulator

# Each new process of the bot asks this first, and asks it once.
_FIRST_WORD = "getMe"
_VISIBLE = frozenset({"sendMessage", "sendInvoice", "editMessageText", "answerCallbackQuery"})


class Witness:
    """Counts updates, tells which life of the bot sent a message, and times its recoveries."""

    def __init__(self, simulator: Simulator) -> None:
        """Watch from now on; ``up`` is set while people have seen a sign of life since a kill."""
        self.up = asyncio.Event()
        self.up.set()
        self.life = 0
        self.handed_out: Counter[int] = Counter()
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.sent_in: dict[tuple[int, int], int] = {}
        self.outages: list[float] = []
        self.on_call: Callable[[str], None] | None = None
        self._down_since: float | None = None
        self._life_at_kill = 0
        simulator.observers.append(self._see)

    def killed(self) -> None:
        """The bot was killed now; a kill while it is down makes the same outage longer."""
        if self._down_since is None:
            self._down_since = time.monotonic()
        self._life_at_kill = self.life
        self.up.clear()

    def _see(self, exchange: Exchange) -> None:
        if exchange.kind == "update":
            self.handed_out[exchange.payload["update_id"]] += 1
            return
        method = exchange.method
        self.calls[method] += 1
        if not exchange.payload["ok"]:
            self.refused[f"{method}: {exchange.payload['description']}"] += 1
            return
        if method == _FIRST_WORD:
            self.life += 1
        if method in _VISIBLE and self.life > self._life_at_kill and self._down_since is not None:
            self.outages.append(time.monotonic() - self._down_since)
            self._down_since = None
            self.up.set()
        result = exchange.payload["result"]
        if method.startswith("send") and isinstance(result, dict) and "message_id" in result:
            self.sent_in[result["chat"]["id"], result["message_id"]] = self.life
        if self.on_call is not None:
            self.on_call(method)
