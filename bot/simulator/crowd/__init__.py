"""People who act by themselves, many at once."""

from bot.simulator.crowd.crowd import Crowd
from bot.simulator.crowd.rush import Rush

__all__ = [
    "Crowd",
    "Rush",
]
