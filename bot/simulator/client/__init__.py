"""People for tests and load, who talk to a simulator over HTTP."""

from bot.simulator.client.chat import Button, ChatState, text_of
from bot.simulator.client.connection import RefusedError
from bot.simulator.client.people import People
from bot.simulator.client.person import PersonClient, Tap

__all__ = [
    "Button",
    "ChatState",
    "People",
    "PersonClient",
    "RefusedError",
    "Tap",
    "text_of",
]
