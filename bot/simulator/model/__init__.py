"""What Telegram is made of: people, chats, messages with texts and keyboards, and refusals."""

from bot.simulator.model.chats import Chat, Person, Stored
from bot.simulator.model.content import LONGEST_TEXT, read_caption, read_preview, read_text
from bot.simulator.model.currencies import EXPONENTS, LIMITS, STARS
from bot.simulator.model.entities import detected, formatted, text_of
from bot.simulator.model.errors import (
    BotApiError,
    SimError,
    bad_request,
    conflict,
    forbidden,
    too_many_requests,
    unauthorized,
)
from bot.simulator.model.keyboards import read_inline, read_markup
from bot.simulator.model.params import ChatRef, Json, Upload, form
from bot.simulator.model.profile import Commands, Key, Profile, read_command, scope_key
from bot.simulator.model.roster import (
    BadRosterError,
    ColumnEntry,
    PersonEntry,
    Roster,
    load_roster,
)
from bot.simulator.model.scripts import CrowdEntry, Duty, Script, Step

__all__ = [
    "EXPONENTS",
    "LIMITS",
    "LONGEST_TEXT",
    "STARS",
    "BadRosterError",
    "BotApiError",
    "Chat",
    "ChatRef",
    "ColumnEntry",
    "Commands",
    "CrowdEntry",
    "Duty",
    "Json",
    "Key",
    "Person",
    "PersonEntry",
    "Profile",
    "Roster",
    "Script",
    "SimError",
    "Step",
    "Stored",
    "Upload",
    "bad_request",
    "conflict",
    "detected",
    "forbidden",
    "form",
    "formatted",
    "load_roster",
    "read_caption",
    "read_command",
    "read_inline",
    "read_markup",
    "read_preview",
    "read_text",
    "scope_key",
    "text_of",
    "too_many_requests",
    "unauthorized",
]
