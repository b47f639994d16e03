"""A local Telegram Bot API over HTTP, with people to talk to the bot; a tool of its own.

What the rest of the project uses is here; `docs/simulator.md` tells how the floors below lie on
each other.
"""

from bot.simulator.client import (
    Button,
    ChatState,
    People,
    PersonClient,
    RefusedError,
    text_of,
)
from bot.simulator.crowd import Rush
from bot.simulator.model import BadRosterError, Json, Roster, load_roster
from bot.simulator.people import acting, write
from bot.simulator.server import Simulator, serve
from bot.simulator.world import Exchange, Fault, Rate, Rates, Traffic, Trouble

__all__ = [
    "BadRosterError",
    "Button",
    "ChatState",
    "Exchange",
    "Fault",
    "Json",
    "People",
    "PersonClient",
    "Rate",
    "Rates",
    "RefusedError",
    "Roster",
    "Rush",
    "Simulator",
    "Traffic",
    "Trouble",
    "acting",
    "load_roster",
    "serve",
    "text_of",
    "write",
]
