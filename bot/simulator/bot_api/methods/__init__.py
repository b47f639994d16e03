"""The Bot API methods that the simulator has."""

from bot.simulator.bot_api.methods import (
    answers,
    chats,
    commands,
    copies,
    deleting,
    edits,
    invoices,
    locations,
    profile,
    reacting,
    receiving,
    sending,
)
from bot.simulator.bot_api.methods.registry import METHODS, Method

__all__ = [
    "METHODS",
    "Method",
    "answers",
    "chats",
    "commands",
    "copies",
    "deleting",
    "edits",
    "invoices",
    "locations",
    "profile",
    "reacting",
    "receiving",
    "sending",
]
