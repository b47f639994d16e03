"""People who order, cook and deliver: each acts when the bot has shown them the next button."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handlers.ui import callbacks
from tests.bench import town
from tests.bench.api import updates
from tests.bench.api.server import Api, Call

# The button that a customer waits for at each step, by its prefix; the peers have the same ones.
CUSTOMER = (
    *(it.prefix for it in (
        callbacks.ChooseStore, callbacks.ChooseCategory, callbacks.ChooseDish,
        callbacks.ChooseQuantity, callbacks.ShowBasket, callbacks.CheckOut,
    )),
    "request_location", "request_contact",
    callbacks.PlaceOrder.prefix, callbacks.PayInCash.prefix,
)  # fmt: skip
# The buttons of the staff; each one is tapped once for each order.
STAFF = tuple(
    it.prefix
    for it in (
        callbacks.AcceptOrder,
        callbacks.MarkCooked,
        callbacks.TakeDelivery,
        callbacks.PickUp,
        callbacks.Deliver,
    )
)
UPDATES_OF_ONE_ORDER = 1 + len(CUSTOMER) + len(STAFF)


@dataclass
class _Customer:
    step: int = 0
    moved_at: float = 0.0


class Crowd:
    """Plays orders from the first greeting to the delivered food.

    ``at_once`` customers are on the way at any time. Everybody takes ``think`` seconds before
    they act. Whoever sees nothing new for ``patience`` seconds starts again, which counts as a
    restart: the bot is too slow, or has lost their place. It is over when the food is delivered,
    the bot has made ``least_calls`` calls, and none has come for ``quiet`` seconds.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._think = self._patience = self._quiet = 0.0
        self._customers: dict[int, _Customer] = {}
        self._tapped: set[str] = set()
        self._next_user = iter(range(town.FIRST_CUSTOMER, 1 << 40))
        self._to_start = 0
        self._delivered = 0
        self._last_sent_at = 0.0
        self._calls: Counter[str] = Counter()
        self._said: Counter[str] = Counter()
        self.sent = 0
        self.restarts = 0

    async def play(
        self,
        orders: int,
        at_once: int,
        time_out: float,
        *,
        think: float = 0.04,
        patience: float = 3.0,
        quiet: float = 0.4,
        least_calls: int = 0,
    ) -> dict[str, Any]:
        """Play some orders; answers the updates, the calls and what was said, the seconds.

        Raises TimeoutError, which says how far it came.
        """
        self._api.on_call = self._see
        self._think, self._patience, self._quiet = think, patience, quiet
        self._customers.clear()
        self._tapped.clear()
        self._to_start, self._delivered, self.sent, self.restarts = orders, 0, 0, 0
        self._calls.clear()
        self._said.clear()
        began = time.monotonic()
        for number in range(min(at_once, orders)):
            self._later(0.001 * number, self._begin)
        try:
            async with asyncio.timeout(time_out):
                while (
                    self._delivered < orders
                    or self._calls.total() < least_calls
                    or time.monotonic() < self._quiet_at()
                ):
                    await asyncio.sleep(0.02)
                    self._hurry()
        except TimeoutError:
            done = f"{self._delivered} of {orders} delivered, {self.restarts} restarts"
            calls = f"{self._calls.total()} of at least {least_calls} calls: {dict(self._calls)}"
            raise TimeoutError(f"{done}; {calls}") from None
        return {
            "updates": self.sent,
            "calls": self._calls.total(),
            "by_method": dict(self._calls),
            "said": dict(self._said),
            "seconds": self._api.last_call_at - began,
            "restarts": self.restarts,
        }

    def _quiet_at(self) -> float:
        """When everything is over, if nothing more happens."""
        return max(self._api.last_call_at, self._last_sent_at) + self._quiet

    def _begin(self) -> None:
        if self._to_start:
            self._to_start -= 1
            user_id = next(self._next_user)
            self._customers[user_id] = _Customer(moved_at=time.monotonic())
            self._send(updates.text(user_id, "/start"))

    def _hurry(self) -> None:
        now = time.monotonic()
        for user_id, customer in self._customers.items():
            if customer.step < len(CUSTOMER) and now > customer.moved_at + self._patience:
                customer.step, customer.moved_at = 0, now
                self.restarts += 1
                self._send(updates.text(user_id, "/start"))

    def _see(self, call: Call) -> None:
        self._calls[call.method] += 1
        if call.message is None:
            return
        self._said["characters"] += len(call.params.get("text", ""))
        self._said["buttons"] += sum(1 for _ in _data(call.params))
        user_id = call.params["chat_id"]
        if user_id in self._customers:
            self._move(user_id, self._customers[user_id], call)
        else:
            for data in _data(call.params):
                self._work(user_id, call.message, data)

    def _move(self, user_id: int, customer: _Customer, call: Call) -> None:
        if customer.step == len(CUSTOMER):
            return
        wanted = CUSTOMER[customer.step]
        if wanted.startswith("request"):
            if _asks_for(call.params, wanted):
                self._advance(customer)
                said = town.ADDRESS if wanted == "request_location" else town.PHONE
                self._later(self._think, lambda: self._send(updates.text(user_id, said)))
            return
        offered = [data for data in _data(call.params) if data.partition(":")[0] == wanted]
        if not offered:
            return
        store = callbacks.ChooseStore(store_id=town.store_of_customer(user_id))
        chosen = {it.prefix: it.pack() for it in (store, callbacks.ChooseQuantity(quantity=2))}
        data = chosen.get(wanted, offered[0])
        message = call.message or {}
        self._advance(customer)
        self._later(self._think, lambda: self._send(updates.tap(user_id, message, data)))
        if customer.step == len(CUSTOMER):
            # The kitchen goes on with this order; the next customer takes the place.
            self._later(self._think, self._begin)

    def _work(self, user_id: int, message: dict[str, Any], data: str) -> None:
        prefix, _, rest = data.partition(":")
        key = f"{prefix}:{rest[:32]}"
        if prefix not in STAFF or key in self._tapped:
            return
        self._tapped.add(key)
        self._later(self._think, lambda: self._send(updates.tap(user_id, message, data)))
        if prefix == STAFF[-1]:
            self._later(self._think, self._count)

    def _count(self) -> None:
        self._delivered += 1

    def _advance(self, customer: _Customer) -> None:
        customer.step += 1
        customer.moved_at = time.monotonic()

    def _send(self, update: bytes) -> None:
        self.sent += 1
        self._last_sent_at = time.monotonic()
        self._api.deliver(update)

    def _later(self, seconds: float, act: Any) -> None:
        asyncio.get_running_loop().call_later(seconds, act)


def _data(params: dict[str, Any]) -> Iterator[str]:
    markup = params.get("reply_markup") or {}
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            yield button.get("callback_data", "")


def _asks_for(params: dict[str, Any], what: str) -> bool:
    markup = params.get("reply_markup") or {}
    return any(button.get(what) for row in markup.get("keyboard", ()) for button in row)
