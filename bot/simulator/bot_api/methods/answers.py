"""Answers to what people tapped and want to pay."""

import re
from dataclasses import dataclass

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import bad_request
from bot.simulator.people import settle
from bot.simulator.world import World, too_old


@dataclass(frozen=True, slots=True)
class AnswerCallbackQuery:
    """Parameters of answerCallbackQuery."""

    callback_query_id: str = ""
    text: str = ""
    show_alert: bool = False
    url: str = ""
    cache_time: int = 0


@method("answerCallbackQuery", AnswerCallbackQuery)
def answer_callback_query(world: World, params: AnswerCallbackQuery) -> bool:
    """Show a notice to who tapped, or just end the waiting."""
    tap = world.taps.get(params.callback_query_id)
    if tap is None or tap.expires <= world.clock():
        raise too_old()
    if len(params.text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.url and not _opens_the_bot(world, params.url):
        raise bad_request("URL_INVALID")
    if tap.answered:
        return True
    tap.answered = True
    data = {
        "query_id": tap.id,
        "user_id": tap.user_id,
        "chat_id": tap.chat_id,
        "message_id": tap.message_id,
        "text": params.text,
        "show_alert": params.show_alert,
        "url": params.url,
    }
    world.changes.publish("answer", data)
    return True


def _opens_the_bot(world: World, url: str) -> bool:
    """Tell whether a link is one to the bot itself; without a game no other is allowed."""
    name = re.escape(world.roster.bot.username)
    return re.fullmatch(rf"https?://(?:t|telegram)\.me/{name}\?start=.+", url, re.I) is not None


@dataclass(frozen=True, slots=True)
class AnswerPreCheckoutQuery:
    """Parameters of answerPreCheckoutQuery."""

    pre_checkout_query_id: str = ""
    ok: bool = False
    error_message: str = ""


@method("answerPreCheckoutQuery", AnswerPreCheckoutQuery)
def answer_pre_checkout_query(world: World, params: AnswerPreCheckoutQuery) -> bool:
    """Let a payment go on, or refuse it with a reason."""
    if not params.ok and not params.error_message:
        raise bad_request('parameter "error_message" is required')
    checkout = world.checkouts.get(params.pre_checkout_query_id)
    if checkout is None:
        raise too_old()
    settle(world, checkout, None if params.ok else params.error_message)
    return True
