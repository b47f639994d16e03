"""Questions from people that wait for the bot's answer."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.model import BotApiError, bad_request


@dataclass(slots=True)
class Tap:
    """A press of an inline button."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    expires: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Checkout:
    """A payment that waits for the bot's approval."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    amount: int
    order_info: dict[str, str]
    timer: asyncio.TimerHandle


def new_query_id() -> str:
    """Return an id that no other run of the simulator used."""
    return str(secrets.randbits(62))


def too_old() -> BotApiError:
    """Build the error of an answer that nobody waits for."""
    return bad_request("query is too old and response timeout expired or query ID is invalid")
