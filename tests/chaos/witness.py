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
    """Counts updates, tells which life of which process sent a message, and times recoveries.

    A process is known by the port that it calls. A life ends when its process is struck: killed,
    frozen, or cut off from its database. Then what it had in hand may come twice.
    """

    def __init__(self, simulator: Simulator) -> None:
        """Watch from now on; ``up`` is set while people have seen a sign of life since a strike."""
        self.up = asyncio.Event()
        self.up.set()
        self.handed_out: Counter[int] = Counter()
        self.calls: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.sent_in: dict[tuple[int, int], int] = {}
        self.struck_lives: set[int] = set()
        self.outages: list[float] = []
        self.answered_at: dict[str, float] = {}
        self.on_call: Callable[[str, int], None] | None = None
        self._lives: dict[int, int] = {}
        self._newest = 0
        self._down_since: float | None = None
        simulator.observers.append(self._see)

    def struck(self, *doors: int) -> None:
        """These processes were struck now; while nobody answers it makes the same outage longer."""
        if self._down_since is None:
            self._down_since = time.monotonic()
        self.struck_lives.update(self._lives.get(it, 0) for it in doors)
        self.up.clear()

    def struck_alive(self, *doors: int) -> None:
        """These processes were struck now, and live: what they send from now on may be such a copy."""
        self.struck(*doors)
        for door in doors:
            self._begin_a_life(door)
            self.struck_lives.add(self._lives[door])

    def goes_on(self, *doors: int) -> None:
        """These processes have nothing more in hand of what they had when they were struck."""
        for door in doors:
            self._begin_a_life(door)

    def _begin_a_life(self, door: int) -> None:
        self._newest += 1
        self._lives[door] = self._newest

    def _see(self, exchange: Exchange) -> None:
        if exchange.kind == "update":
            self.handed_out[exchange.payload["update_id"]] += 1
            return
        method, door = exchange.method, exchange.port
        self.calls[method] += 1
        if not exchange.payload["ok"]:
            self.refused[f"{method}: {exchange.payload['description']}"] += 1
            return
        if method == _FIRST_WORD:
            self._begin_a_life(door)
        life = self._lives.get(door, 0)
        is_alive = life not in self.struck_lives
        if method in _VISIBLE and is_alive and self._down_since is not None:
            self.outages.append(time.monotonic() - self._down_since)
            self._down_since = None
            self.up.set()
        if method == "answerCallbackQuery":
            self.answered_at.setdefault(exchange.params["callback_query_id"], time.monotonic())
        result = exchange.payload["result"]
        if method.startswith("send") and isinstance(result, dict) and "message_id" in result:
            self.sent_in[result["chat"]["id"], result["message_id"]] = life
        if self.on_call is not None:
            self.on_call(method, door)
