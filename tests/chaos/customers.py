"""Whole orders, as people play them: paid and not paid, given up, paid twice, forgotten."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.simulator import text_of
from handlers.ui.callbacks import AskToCancel, CancelOrder, KeepOrder, PayInCash, PayOrder
from handlers.ui.translator import order_code
from tests.chaos.acts import CUSTOMERS
from tests.chaos.player import GaveUpError
from tests.chaos.shopping import Shopper
from tests.chaos.texts import ANY, ENDS, button_with, is_card, is_text, state_of_card

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.simulator import Json
    from handlers.ui.callback_data import Button

_REFUSALS = (
    "waived",
    "voided",
    "paid",
    "due",
    "cancelled",
    "expired",
    "refunded",
    "refunding",
    "collected",
)
# How often somebody complains only of the last of so many waits.
_MOST_WAITS = 8
_PLAYS = {
    "card": 40,
    "cash": 18,
    "cancel unpaid": 7,
    "cancel paid": 9,
    "cancel paid at once": 4,
    "change one's mind": 4,
    "abandon": 6,
    "pay the old invoice again": 4,
    "pay twice at once": 4,
    "pay after cancelling": 2,
    "pay at the last moment": 2,
}


class Customer(Shopper):
    """Somebody who orders again and again."""

    acts, role = CUSTOMERS, "customer"
    pay_within: float = 20.0
    _placed_at = 0.0

    async def order(self) -> None:
        """One order from hunger to its end, which must be seen on its card."""
        play = self.chance.choices(list(_PLAYS), weights=list(_PLAYS.values()))[0]
        try:
            order_id = await self.place_order()
            self._placed_at = time.monotonic()
            self.diary.plays[play] += 1
            await self._play(play, order_id)
            await self._see_the_end(order_id)
        except GaveUpError as error:
            self.diary.outcomes[f"gave up: {error}"] += 1

    async def browse(self) -> None:
        """Look around and order nothing."""
        try:
            await self.look_around()
        except GaveUpError as error:
            self.diary.outcomes[f"gave up: {error}"] += 1

    async def _play(self, play: str, order_id: str) -> None:  # noqa: C901, PLR0912 - a list of plays
        await self.hesitates()
        match play:
            case "card":
                await self._pay_by_card(order_id)
            case "cash":
                await self._promise_cash(order_id)
            case "cancel unpaid":
                await self._cancel(order_id)
            case "cancel paid":
                await (self._pay_by_card if self.chance.random() < 0.7 else self._promise_cash)(
                    order_id
                )
                await self.hesitates(0.0, 2.0)
                await self._cancel(order_id)
            case "cancel paid at once":
                await self._both(self._pay_by_card(order_id), self._cancel(order_id))
            case "change one's mind":
                await self._pay_by_card(order_id)
                await self._cancel(order_id, mean_it=False)
            case "pay the old invoice again":
                if invoice := await self._ask_for_invoice(order_id):
                    await self._pay(order_id, invoice)
                    await self._pay(order_id, invoice)
            case "pay twice at once":
                if invoice := await self._ask_for_invoice(order_id):
                    await self._both(self._pay(order_id, invoice), self._pay(order_id, invoice))
            case "pay after cancelling":
                invoice = await self._ask_for_invoice(order_id)
                await self._cancel(order_id)
                if invoice:
                    await self._pay(order_id, invoice)
            case "pay at the last moment":
                if invoice := await self._ask_for_invoice(order_id):
                    await self._wait_for_expiry()
                    await self._pay(order_id, invoice)

    @staticmethod
    async def _both(first: Awaitable[None], second: Awaitable[None]) -> None:
        """Two things at once; both end before the first that failed is raised."""
        for result in await asyncio.gather(first, second, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result

    async def _wait_for_expiry(self) -> None:
        # Around the deadline: some of these are paid in time, some are too late.
        left = self.pay_within - (time.monotonic() - self._placed_at)
        await asyncio.sleep(max(0.0, left + self.chance.uniform(-1.5, 1.5)))

    async def _card_of(self, order_id: str) -> Json:
        """The order's card. Its buttons may be gone already; a slow finger taps them all the same."""
        title = self._title(order_id)
        look = self._if(lambda message: is_card(message, title))
        try:
            return await self.wait("the card", look, 0)
        except AssertionError:
            self.complain(f"no card of {order_code(order_id)}")
            raise GaveUpError("no card") from None

    async def _card_in_turn(self, order_id: str) -> Json:
        """The card of an order that waits in line no more; who waits for long just goes."""
        title, in_line = self._title(order_id), self.text("card-head", state="held")
        look = self._if(lambda it: is_card(it, title) and not text_of(it).startswith(in_line))
        await self._card_of(order_id)
        for _ in range(_MOST_WAITS):
            with suppress(AssertionError):
                return await self.wait("the order's turn", look, 0)
        raise GaveUpError("waits in line")

    @staticmethod
    def _if(condition: Callable[[Json], bool]) -> Callable[[Json], Json | None]:
        return lambda message: message if condition(message) else None

    async def _ask_for_invoice(self, order_id: str) -> Json | None:
        """Ask for the invoice; None when the bot says that there is nothing to pay."""
        code = order_code(order_id)
        card = await self._card_in_turn(order_id)
        refused = self._refusal(code)

        def look(message: Json) -> Json | None:
            is_it = "invoice" in message and f"{code}:" in text_of(message)
            return message if is_it or refused(message) else None

        found = await self.act(
            "ask for the invoice", self.taps(card, PayOrder(order_id=order_id)), look
        )
        return found if "invoice" in found else None

    async def _pay_by_card(self, order_id: str) -> None:
        if invoice := await self._ask_for_invoice(order_id):
            await self.hesitates()
            await self._pay(order_id, invoice)

    async def _pay(self, order_id: str, invoice: Json) -> None:
        """Pay; a question that the bot did not answer in time is asked again."""
        for _ in range(4):
            since = self.diary.seq()
            outcome = await self.client.pays(invoice, timeout=self.diary.patience)
            self.diary.outcomes[f"payment {outcome['state']}"] += 1
            if outcome["state"] == "paid":
                await self._see_receipt(order_id, since)
                return
            if outcome["state"] == "refused":
                return

    async def _see_receipt(self, order_id: str, since: int) -> None:
        code = order_code(order_id)
        sent_back = self.with_text("payment-unneeded", code=code, amount=ANY)
        settled = self._settled(order_id)
        try:
            await self.wait("a receipt", lambda it: sent_back(it) or settled(it), since)
        except AssertionError:
            self.complain(f"no receipt for {code}")

    def _settled(self, order_id: str) -> Callable[[Json], str | None]:
        """Look for the order's card when there is nothing more to pay."""
        title = self._title(order_id)

        def look(message: Json) -> str | None:
            to_pay = button_with(message, PayOrder) or button_with(message, PayInCash)
            return "settled" if is_card(message, title) and not to_pay else None

        return look

    async def _promise_cash(self, order_id: str) -> None:
        code = order_code(order_id)
        card = await self._card_in_turn(order_id)
        twice = self.chance.random() < 0.1
        promised, refused = self._settled(order_id), self._refusal(code)
        await self.act(
            "promise cash",
            self.taps(card, PayInCash(order_id=order_id), twice=twice),
            lambda message: promised(message) or refused(message),
        )

    async def _cancel(self, order_id: str, *, mean_it: bool = True) -> None:
        code = order_code(order_id)
        card = await self._card_of(order_id)
        answer = (CancelOrder if mean_it else KeepOrder)(order_id=order_id)
        question = await self.act(
            "cancel",
            self.taps(card, AskToCancel(order_id=order_id)),
            self.with_button(type(answer)),
        )
        await self.hesitates()
        kept, refused = self.with_text("kept", code=code), self._refusal(code)
        title = self._title(order_id)
        # An order that came to its end while the question stood is shown as it is. That takes
        # longer than people think, unless the clock jumps.
        ended = {f"{code} · {self.text('card-state', state=end)}" for end in ENDS}

        def answered(message: Json) -> object:
            # The question becomes the card.
            is_over = state_of_card(message, self.language, title) or text_of(message) in ended
            return is_over or kept(message) or refused(message)

        twice = self.chance.random() < 0.1
        await self.act(
            answer.prefix,
            self.taps(question, answer, twice=twice),
            answered,
        )

    def _refusal(self, code: str) -> Callable[[Json], str | None]:
        """Look for a polite no about this order."""
        moved_on = {
            self.text("error-moved-on", code=code, state=state, mine="no") for state in _REFUSALS
        }
        shut_out = self._turned_away()
        too_late = (
            "accepted",
            "cooked",
            "on-the-way",
            "delivered",
            "cancelled",
            "expired",
            "failed",
        )

        def look(message: Json) -> str | None:
            if text_of(message) in moved_on:
                return "moved on"
            if away := shut_out(message):
                return away
            values = {"code": code, "store": ANY, "phone": ANY}
            late = any(
                is_text(message, self.language, "error-too-late", state=state, **values)
                for state in too_late
            )
            return "too late" if late else None

        return look

    def _title(self, order_id: str) -> str:
        return self.text("card-title", code=order_code(order_id), store="")

    def _ended(self, order_id: str) -> Callable[[Json], str | None]:
        title = self._title(order_id)
        return lambda message: state_of_card(message, self.language, title)

    async def _see_the_end(self, order_id: str) -> None:
        """Wait for it, and answer what is asked meanwhile, or not."""
        ended, until = self._ended(order_id), time.monotonic() + _MOST_WAITS * self.diary.patience

        def is_mine(button: Button) -> bool:
            return getattr(button, "order_id", "") == order_id

        while time.monotonic() < until:
            if end := self.newest(ended):
                self.diary.outcomes[f"saw {end}"] += 1
                return
            await self.look(is_mine)
            await self.hesitates(0.1, 0.4)
        self.complain(f"{order_code(order_id)} never came to an end")
