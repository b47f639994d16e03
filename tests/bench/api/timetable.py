"""People who come at fixed times, however slow the bot is: an open loop."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from handlers.ui.callback_data import Button
from handlers.ui.callbacks import (
    CheckOut,
    ChooseCategory,
    ChooseDish,
    ChooseQuantity,
    ChooseStore,
    LeaveDraft,
    PayInCash,
    PlaceOrder,
    ShowBasket,
    ShowCategories,
)
from tests.bench import town
from tests.bench.api import updates
from tests.bench.api.server import Api, Call

# Words, a button, or whichever button of a class there is.
Said = str | Button | type[Button]
# What a person does next, and how many messages or edits answer it one after the other.
BROWSING: tuple[tuple[Said, int], ...] = (
    ("/start", 1), (ChooseStore, 1), (ChooseCategory(category_id="rice"), 1),
    (ChooseDish(dish_id="bibimbap"), 1), (ChooseQuantity(quantity=1), 1),
    (ShowBasket(), 1), (ShowCategories(), 1), (ChooseCategory(category_id="soup"), 1),
    (ChooseDish(dish_id="doenjang"), 1), (LeaveDraft(), 1),
)  # fmt: skip
ORDERING: tuple[tuple[Said, int], ...] = (
    *BROWSING[:6], (CheckOut(), 1), (town.ADDRESS, 1), (town.PHONE, 1), (PlaceOrder, 1),
)  # fmt: skip
STEPS = len(BROWSING)
# One person in so many orders; the others only look.
ORDERS_ONE_IN = 8


@dataclass
class _Person:
    message: dict[str, Any] = field(default_factory=dict)
    sent_at: float = 0.0
    missing: int = 0
    calls: int = 0
    is_measured: bool = False


class Timetable:
    """``rate`` updates a second, each person one a second, in the steps above.

    People join over the first round of steps, so that every step is in the mix; only what
    comes after that is measured.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._people: dict[int, _Person] = {}
        self._waits: list[float] = []
        self._cards: dict[str, float] = {}
        self._late: list[float] = []
        self._overtaken = 0

    async def play(self, rate: int, seconds: float) -> dict[str, Any]:
        """Play.

        Answers the waits above the floor, when the card of each order came, and
        how late the updates were themselves (all in ms): the machine's own unrest."""
        self._api.on_call = self._see
        self._waits, self._cards, self._late, self._overtaken = [], {}, [], 0
        first = town.FIRST_CUSTOMER + rate * 1_000_000
        began = time.monotonic()
        sent = 0
        warm, total = rate * STEPS, rate * STEPS + int(rate * seconds)
        for number in range(total):
            turn, who = divmod(number, rate)
            # Person ``who`` joins in turn ``who % STEPS`` and is then at their own step.
            step = turn - who % STEPS
            if step < 0:
                continue
            due = began + number / rate
            if (pause := due - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            sent += 1
            self._late.append(1_000 * (time.monotonic() - due))
            self._act(first + who, step % STEPS, is_measured=number >= warm)
        await asyncio.sleep(2.0)
        unanswered = sum(person.missing > 0 for person in self._people.values())
        self._people.clear()
        return {
            "waits": self._waits,
            "late": self._late,
            "cards": self._cards,
            "overtaken": self._overtaken,
            "unanswered": unanswered,
            "sent": sent,
        }

    def _act(self, user_id: int, step: int, *, is_measured: bool) -> None:
        person = self._people.setdefault(user_id, _Person())
        plan = BROWSING if user_id % ORDERS_ONE_IN else ORDERING
        said, answers = plan[step]
        if person.missing > 0:
            # The answer to the last step has not come within a second.
            self._overtaken += 1
            if person.is_measured:
                self._waits.append(1_000 * (time.monotonic() - person.sent_at))
        person.sent_at, person.missing, person.calls = time.monotonic(), answers, 0
        person.is_measured = is_measured
        if isinstance(said, str):
            self._api.deliver(updates.text(user_id, said))
            return
        if said is ChooseStore:
            said = ChooseStore(store_id=town.store_of_customer(user_id))
        if isinstance(said, Button):
            data = said.pack()
        else:
            data = next(iter(_buttons(person.message, said)), said.prefix)
        message = person.message or {"message_id": 1, "chat": town.chat(user_id), "date": 0}
        self._api.deliver(updates.tap(user_id, message, data))

    def _see(self, call: Call) -> None:
        if call.message is None:
            return
        person = self._people.get(call.params["chat_id"])
        if person is None:
            return
        person.message = call.message
        if order := _order_on(call):
            self._cards.setdefault(order, time.time())
        person.missing -= 1
        person.calls += 1
        if person.missing == 0 and person.is_measured:
            floor = (person.calls - 1) * self._api.delay
            self._waits.append(1_000 * (call.at - person.sent_at - floor))


def _order_on(call: Call) -> str:
    """The order on whose card this is: the tapped summary becomes the first card of an order."""
    return "".join(_buttons(call.params, PayInCash)).removeprefix(f"{PayInCash.prefix}:")


def _buttons(message: dict[str, Any], kind: type[Button]) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
    found = (button.get("callback_data", "") for row in rows for button in row)
    return [data for data in found if data.startswith(f"{kind.prefix}:")]
