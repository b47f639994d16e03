"""Taking no orders from somebody, or only what is paid by card, and lifting both."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from domain.processes.people import AllowCash, BanPerson, FindPerson, LiftBan, PersonFile
from handlers.arguments import BanArguments
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import Rows, button, keyboard
from handlers.ui.notices.people import called
from handlers.ui.translator import Translator


async def show_person(update: Update, context: Context, typed: BanArguments) -> None:
    """Show how somebody stands, with buttons to change it: ``/ban <person>``."""
    person = await context.bus.query(FindPerson(sender(update).id, typed.person))
    await _show(person, context)


async def ban_person(update: Update, context: Context, tapped: callbacks.BanPerson) -> None:
    """Take no more orders from the person of the button."""
    await _show(await context.bus.execute(BanPerson(sender(update).id, tapped.person_id)), context)


async def lift_ban(update: Update, context: Context, tapped: callbacks.LiftBan) -> None:
    """Take orders from the person of the button again."""
    await _show(await context.bus.execute(LiftBan(sender(update).id, tapped.person_id)), context)


async def allow_cash(update: Update, context: Context, tapped: callbacks.AllowCash) -> None:
    """Let the person of the button pay in cash again."""
    await _show(await context.bus.execute(AllowCash(sender(update).id, tapped.person_id)), context)


async def _show(person: PersonFile, context: Context) -> None:
    translate = context.translate
    text = translate(
        "person-file",
        name=called(person.user_id, person.name),
        banned="no" if person.standing.banned_by is None else "yes",
        cash="no" if person.standing.pays_by_card else "yes",
    )
    await context.replies.show(text, _buttons(person, translate))


def _buttons(person: PersonFile, translate: Translator) -> InlineKeyboardMarkup | None:
    id, rows = person.user_id, Rows()
    if person.standing.banned_by is None:
        ban = callbacks.BanPerson(person_id=id)
        rows.append([button(translate.plain("button-ban"), ban, "danger")])
    else:
        lift = callbacks.LiftBan(person_id=id)
        rows.append([button(translate.plain("button-lift-ban"), lift)])
    if person.standing.pays_by_card:
        allow = callbacks.AllowCash(person_id=id)
        rows.append([button(translate.plain("button-allow-cash"), allow)])
    return keyboard(rows)
