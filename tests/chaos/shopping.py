"""A customer on the way to an order: looking around, filling the basket, giving the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui.callback_data import Button
from handlers.ui.callbacks import (
    AddOne,
    CheckOut,
    ChooseCategory,
    ChooseDish,
    ChooseQuantity,
    ChooseStore,
    PlaceOrder,
    ShowBasket,
    ShowCategories,
    ShowDishes,
    ShowStores,
    TakeOne,
)
from handlers.ui.translator import order_code
from tests.chaos.player import TurnedAwayError
from tests.chaos.presser import Presser
from tests.chaos.texts import ANY, button_with, buttons_of, is_card

# What somebody sees who has placed an order.
_CARD = "the card"

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.simulator import Json

_STORES = tuple(ChooseStore(store_id=id) for id in ("hanok", "golden-gate"))
_SOLD_OUT = ChooseDish(dish_id="cold-noodles")
# Where somebody who only looks around may wander; none of these orders anything.
_WANDERED: tuple[type[Button], ...] = (
    ChooseStore,
    ChooseCategory,
    ChooseDish,
    ChooseQuantity,
    ShowBasket,
    ShowCategories,
    ShowStores,
    ShowDishes,
    AddOne,
    TakeOne,
)


def _is_quantity(button: Button, number: int) -> bool:
    return isinstance(button, ChooseQuantity) and button.quantity == number


class Shopper(Presser):
    """The ordering conversation, up to the order."""

    async def look_around(self) -> None:
        """Wander through menus and basket, and leave. Raises GaveUpError."""
        page = await self._open_shop()
        for _ in range(self.chance.randint(2, 10)):
            await self.hesitates()
            open_ones = [it for it in buttons_of(page) if isinstance(it, _WANDERED)]
            if not open_ones:
                break
            button = self.chance.choice(open_ones)
            # A closed store and a dish that is sold out are answered in words alone.
            await self.act(
                f"look at {button.pack()}", self.taps(page, button), lambda message: message
            )
            page = self.newest(self.with_button(*_WANDERED)) or page
        await self.act("leave", self.says("/cancel"), self.with_text("left"))

    async def place_order(self) -> str:
        """Order something; answers the order's id."""
        page = await self._choose_store()
        for _ in range(self.chance.randint(1, 2)):
            page = await self._tap_any(page, ChooseCategory, ChooseDish)
            page = await self._tap_any(page, ChooseDish, ChooseQuantity)
            number = self.chance.randint(1, 3)
            if self.chance.random() < 0.3:
                await self.hesitates()
                page = await self.act(
                    "type a quantity",
                    self.says(str(number)),
                    self.with_button(ShowBasket, ChooseCategory),
                )
            else:
                chosen = next(it for it in buttons_of(page) if _is_quantity(it, number))
                page = await self._tap_on(page, chosen, ChooseCategory)
        page = await self._tap_on(page, ShowBasket(), CheckOut)
        await self.act("check out", self.taps(page, CheckOut()), self.with_text("ask-address"))
        await self._give_address()
        page = await self._give_phone()
        return await self._place(page)

    async def _open_shop(self) -> Json:
        command = self.chance.choice(("/start", "/order"))
        return await self.act(command, self.says(command), self.with_button(ChooseStore))

    async def _choose_store(self) -> Json:
        """Go into a store. Raises TurnedAwayError: it is closed."""
        page = await self._open_shop()
        store = self.chance.choice(_STORES)
        await self.hesitates()
        inside, closed = self.with_button(ChooseCategory), self._turned_away()

        def look(message: Json) -> Json | str | None:
            return inside(message) or closed(message)

        found: Json | str = await self.act(f"tap {store.pack()}", self.taps(page, store), look)
        if not isinstance(found, dict):
            raise TurnedAwayError(found)
        return found

    def _turned_away(self) -> Callable[[Json], str | None]:
        """Look for the word that nothing can be ordered; the answer is its key."""
        return self.with_text(
            "error-store-closed", "error-banned", "error-cash-refused", store=ANY
        )

    async def _tap_on(self, page: Json, button: Button, then: type[Button]) -> Json:
        await self.hesitates()
        twice = self.chance.random() < 0.03
        return await self.act(
            f"tap {button.pack()}", self.taps(page, button, twice=twice), self.with_button(then)
        )

    async def _tap_any(self, page: Json, kind: type[Button], then: type[Button]) -> Json:
        wanted = [it for it in buttons_of(page) if isinstance(it, kind) and it != _SOLD_OUT]
        return await self._tap_on(page, self.chance.choice(wanted), then)

    async def _give_address(self) -> None:
        await self.hesitates()
        asked = self.with_text("ask-phone")
        if self.chance.random() < 0.5 and "location" in self.client.profile:
            await self.act("share a location", self.client.shares_location, asked)
        else:
            address = f"{self.chance.randint(1, 99)} Gahoe-ro, Jongno-gu"
            await self.act("type an address", self.says(address), asked)

    async def _give_phone(self) -> Json:
        await self.hesitates()
        summary = self.with_button(PlaceOrder)
        if self.chance.random() < 0.5:
            return await self.act("share a contact", self.client.shares_contact, summary)
        return await self.act("type a number", self.says("+82 10-1234-5678"), summary)

    async def _place(self, page: Json) -> str:
        await self.hesitates()
        button = button_with(page, PlaceOrder)
        assert button is not None
        code = order_code(button.order_id)
        twice = self.chance.random() < 0.15
        title, refused = self.text("card-title", code=code, store=""), self._turned_away()
        found = await self.act(
            f"place {code}",
            self.taps(page, button, twice=twice),
            lambda message: _CARD if is_card(message, title) else refused(message),
        )
        if found != _CARD:
            raise TurnedAwayError(found)
        self.diary.note_order(button.order_id, self.id)
        return button.order_id
