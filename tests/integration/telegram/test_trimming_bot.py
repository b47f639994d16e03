"""What the trimming bot sends is what python-telegram-bot's own bot sends."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LabeledPrice,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.telegram.outgoing.trimming_bot import TrimmingBot

TOKEN = "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456"
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Accept", callback_data="a")]])
ASKING = ReplyKeyboardMarkup([[KeyboardButton("Phone", request_contact=True)]])
SENT = (
    b'{"ok":true,"result":{"message_id":5,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}'
)
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("send_message", {"chat_id": 1, "text": "Hello"}),
    (
        "send_message",
        {"chat_id": 1, "text": "<b>x</b>", "parse_mode": ParseMode.HTML, "reply_markup": KEYBOARD},
    ),
    ("send_message", {"chat_id": 1, "text": "x", "reply_markup": ASKING, "message_thread_id": 3}),
    ("send_message", {"chat_id": 1, "text": "x", "disable_notification": True}),
    ("send_message", {"chat_id": 1, "text": "x", "api_kwargs": {"new_option": 1}}),
    ("send_location", {"chat_id": 1, "latitude": 37.5, "longitude": 127.0}),
    (
        "send_invoice",
        {
            "chat_id": 1,
            "title": "Order",
            "description": "Food",
            "payload": "p",
            "currency": "KRW",
            "prices": [LabeledPrice("Food", 9_000)],
            "provider_token": "t",
            "start_parameter": "pay-1",
            "reply_markup": KEYBOARD,
        },
    ),
    (
        "edit_message_text",
        {"text": "x", "chat_id": 1, "message_id": 5, "reply_markup": KEYBOARD},
    ),
    ("edit_message_reply_markup", {"chat_id": 1, "message_id": 5, "reply_markup": None}),
]


class Recorder(BaseRequest):
    """Answers every call with the same message, and keeps what was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is closed."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        asked = request_data.json_parameters if request_data else {}
        self.calls.append((f"{method} {url}", dict(asked)))
        return 200, SENT


@pytest.mark.parametrize(("method", "arguments"), CALLS)
async def test_call_of_the_trimming_bot_asks_for_what_ptbs_own_bot_asks_for(
    method: str, arguments: dict[str, Any]
) -> None:
    asked = []
    for kind in (TrimmingBot, ExtBot):
        request = Recorder()
        bot: Any = kind(TOKEN, request=request)
        await getattr(bot, method)(**arguments)
        asked.append(request.calls)
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


async def test_send_message_answers_which_message_it_is_and_where() -> None:
    bot = TrimmingBot(TOKEN, request=Recorder())
    sent: Any = await bot.send_message(1, "Hello")
    assert isinstance(sent, InaccessibleMessage)
    assert not isinstance(sent, Message)
    assert (sent.chat.id, sent.message_id) == (1, 5)


async def test_reply_to_a_message_is_refused_by_name() -> None:
    bot = TrimmingBot(TOKEN, request=Recorder())
    with pytest.raises(NotImplementedError, match="replies to a message"):
        await bot.send_message(1, "Hello", reply_to_message_id=4)
