"""What the bot talks to over HTTP: the Bot API, and the payment provider behind the invoices."""

from bot.simulator.bot_api.api import BotApi, answer
from bot.simulator.bot_api.methods import METHODS
from bot.simulator.bot_api.methods.unimplemented import UNIMPLEMENTED
from bot.simulator.bot_api.provider import Provider

__all__ = [
    "METHODS",
    "UNIMPLEMENTED",
    "BotApi",
    "Provider",
    "answer",
]
