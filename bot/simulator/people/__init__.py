"""What people do: write, tap, pay, block the bot, take it into a group and put it out."""

from bot.simulator.people.membership import member, set_blocked, set_membership, upgrade
from bot.simulator.people.newcomers import invent, next_person
from bot.simulator.people.payments import pay, settle
from bot.simulator.people.tapping import button_data, tap
from bot.simulator.people.writing import acting, rewrite, write

__all__ = [
    "acting",
    "button_data",
    "invent",
    "member",
    "next_person",
    "pay",
    "rewrite",
    "set_blocked",
    "set_membership",
    "settle",
    "tap",
    "upgrade",
    "write",
]
