"""Updates as Telegram sends them."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import orjson

from tests.bench import town

# A bot knows the updates of an earlier run by their ids, so none may come again.
_ids = count(time.time_ns() // 1_000_000)


def text(user_id: int, said: str) -> bytes:
    """Somebody writes."""
    message: dict[str, Any] = {
        "message_id": next(_ids),
        "from": town.user(user_id),
        "chat": town.chat(user_id),
        "date": int(time.time()),
        "text": said,
    }
    if said.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(said)}]
    return orjson.dumps({"update_id": next(_ids), "message": message})


def tap(user_id: int, message: dict[str, Any], data: str) -> bytes:
    """Somebody taps a button of a message."""
    number = next(_ids)
    query = {
        "id": str(number),
        "from": town.user(user_id),
        "message": message,
        "chat_instance": str(user_id),
        "data": data,
    }
    return orjson.dumps({"update_id": number, "callback_query": query})
