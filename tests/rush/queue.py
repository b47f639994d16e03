"""Who had to wait in line, as their own chats show it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from handlers.ui.callbacks import AskToCancel, PayInCash, PayOrder
from tests.chaos.texts import button_with

if TYPE_CHECKING:
    from bot.simulator import Exchange, Simulator


class Queue:
    """Watches the customers' cards: one that can be cancelled but not paid for is held."""

    def __init__(self, simulator: Simulator) -> None:
        """Watch from now on."""
        self.seen: dict[str, float] = {}
        self.waited: dict[str, float] = {}
        self._ready: set[str] = set()
        simulator.observers.append(self._see)

    @property
    def orders(self) -> set[str]:
        """The orders whose cards were seen."""
        return set(self.seen)

    def given_up(self) -> set[str]:
        """The orders that were held to their end."""
        return self.orders - self._ready

    def _see(self, exchange: Exchange) -> None:
        if exchange.kind == "update" or not exchange.payload["ok"]:
            return
        message = exchange.payload["result"]
        if not isinstance(message, dict):
            return
        cancel = button_with(message, AskToCancel)
        if cancel is None:
            return
        order_id, now = cancel.order_id, time.monotonic()
        new = order_id not in self.seen
        self.seen.setdefault(order_id, now)
        can_pay = button_with(message, PayOrder) or button_with(message, PayInCash)
        if can_pay and order_id not in self._ready:
            self._ready.add(order_id)
            if not new:
                self.waited[order_id] = now - self.seen[order_id]
