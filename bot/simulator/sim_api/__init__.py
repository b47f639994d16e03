"""/sim over HTTP: what pages and clients ask for, and the stream of changes."""

from bot.simulator.sim_api.api import SimApi, reply, sentences
from bot.simulator.sim_api.faults import FaultsApi
from bot.simulator.sim_api.rush import RushApi
from bot.simulator.sim_api.stream import Stream

__all__ = [
    "FaultsApi",
    "RushApi",
    "SimApi",
    "Stream",
    "reply",
    "sentences",
]
