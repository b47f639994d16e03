"""Pausing a store, and letting it go on."""

from __future__ import annotations

from telegram import InlineKeyboardButton, Update

from domain.store import PauseStore, ResumeStore, StoresToPause, StoreView
from handlers.arguments import PauseArguments
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import Translator
from handlers.ui.typed import shortened


async def pause_command(update: Update, context: Context, typed: PauseArguments) -> None:
    """Pause the store that is named: ``/pause <store>``; without a name, show all of them."""
    stores = await context.bus.query(StoresToPause(sender(update).id))
    wanted = [it for it in stores if typed.store is None or _is_meant(it, typed.store)]
    translate = context.translate
    if not wanted:
        unknown = shortened(typed.store or "")
        await context.replies.say(translate("pause-unknown", store=unknown))
    elif typed.store is not None and len(wanted) == 1:
        await _pause(wanted[0].id, update, context)
    else:
        rows = [[_switch(store, translate)] for store in wanted]
        await context.replies.say(translate("pause-which"), keyboard(rows))


async def pause_store(update: Update, context: Context, tapped: callbacks.PauseStore) -> None:
    """Pause the store that was tapped."""
    await _pause(tapped.store_id, update, context)


async def resume_store(update: Update, context: Context, tapped: callbacks.ResumeStore) -> None:
    """Let the store that was tapped take orders again."""
    name = await context.bus.execute(ResumeStore(tapped.store_id, sender(update).id))
    pause = callbacks.PauseStore(store_id=tapped.store_id)
    label = context.translate.plain("button-pause", store=name)
    await context.replies.show(
        context.translate("resumed", store=name), keyboard([[button(label, pause)]])
    )


async def _pause(store_id: str, update: Update, context: Context) -> None:
    name = await context.bus.execute(PauseStore(store_id, sender(update).id))
    resume = callbacks.ResumeStore(store_id=store_id)
    label = context.translate.plain("button-resume", store=name)
    await context.replies.show(
        context.translate("paused", store=name), keyboard([[button(label, resume)]])
    )


def _is_meant(store: StoreView, typed: str) -> bool:
    return typed.casefold() in {store.id.casefold(), store.name.casefold()}


def _switch(store: StoreView, translate: Translator) -> InlineKeyboardButton:
    if store.is_paused:
        label = translate.plain("button-resume", store=store.name)
        return button(label, callbacks.ResumeStore(store_id=store.id), "success")
    label = translate.plain("button-pause", store=store.name)
    return button(label, callbacks.PauseStore(store_id=store.id))
