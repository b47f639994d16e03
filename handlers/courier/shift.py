"""Going on shift and off."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from domain.delivery import GetShift, SetShift
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import Translator


async def show_shift(update: Update, context: Context) -> None:
    """Say whether a courier is on shift, with a button for the other. Raises NotAllowed."""
    is_on = await context.bus.query(GetShift(sender(update).id))
    await context.replies.say(*_shift(context.translate, is_on=is_on))


async def set_shift(update: Update, context: Context, tapped: callbacks.SetShift) -> None:
    """Go on shift or off; whoever goes on has the cards of what waits. Raises NotAllowed."""
    await context.bus.execute(SetShift(sender(update).id, tapped.on))
    await context.replies.show(*_shift(context.translate, is_on=tapped.on))


def _shift(translate: Translator, *, is_on: bool) -> tuple[str, InlineKeyboardMarkup | None]:
    state, other = ("on", "button-shift-off") if is_on else ("off", "button-shift-on")
    rows = [[button(translate.plain(other), callbacks.SetShift(on=not is_on))]]
    return translate("shift", state=state), keyboard(rows)
