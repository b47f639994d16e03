"""A tap is read before the coroutine is called."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import CallbackQuery, Update, User

from domain.shared.errors import InvalidInput
from handlers.context import Context
from handlers.ptb_handlers import on_plain_tap, on_tap
from handlers.ui import callbacks
from tests.support.samples import ORDER

SORA = User(2001, "Sora", is_bot=False)


def tap(data: str | None) -> Update:
    return Update(1, callback_query=CallbackQuery("1", SORA, "1", data=data))


async def accept(_update: Update, _context: Context, _tapped: callbacks.AcceptOrder) -> None:
    raise AssertionError("nothing is carried out here")


async def show_basket(_update: Update, _context: Context) -> None:
    raise AssertionError("nothing is carried out here")


def test_tap_on_its_button_is_taken_with_the_button() -> None:
    wanted = callbacks.AcceptOrder(order_id=ORDER, minutes=15)
    assert on_tap(accept, callbacks.AcceptOrder).check_update(tap(wanted.pack())) == wanted


@pytest.mark.parametrize("data", [None, "", "accept", "accept:", f"accept:{ORDER}", "basket"])
def test_tap_that_is_not_its_button_is_left_to_other_handlers(data: str | None) -> None:
    assert on_tap(accept, callbacks.AcceptOrder).check_update(tap(data)) is None


@pytest.mark.parametrize("data", ["basket:", "basket:1", "Basket", "basket\n"])
def test_tap_with_more_than_a_plain_button_says_is_left_to_other_handlers(data: str) -> None:
    handler = on_plain_tap(show_basket, callbacks.ShowBasket)
    assert handler.check_update(tap("basket")) == callbacks.ShowBasket()
    assert handler.check_update(tap(data)) is None


async def test_tap_with_what_is_no_number_is_refused() -> None:
    handler, update = on_tap(accept, callbacks.AcceptOrder), tap(f"accept:{ORDER}:²")
    nobody: Any = None
    with pytest.raises(InvalidInput):
        await handler.handle_update(update, nobody, handler.check_update(update), nobody)
