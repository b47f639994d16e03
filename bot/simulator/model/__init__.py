"""What Telegram is made of: people, chats, messages with texts and keyboards, and refusals."""

from bot.simulator.model.buttons import web_app_url
from bot.simulator.model.chats import Chat, Person, Stored
from bot.simulator.model.cleaning import clean
from bot.simulator.model.content import LONGEST_TEXT, read_caption, read_preview, read_text
from bot.simulator.model.currencies import EXPONENTS, LIMITS, STARS
from bot.simulator.model.entities import detected, formatted, text_of
from bot.simulator.model.errors import (
    BotApiError,
    FieldError,
    SimError,
    bad_request,
    conflict,
    forbidden,
    left_out,
    too_many_requests,
    unauthorized,
)
from bot.simulator.model.fields import (
    long_field,
    parsed,
    required_long,
    required_structure,
    required_text,
    whole,
)
from bot.simulator.model.keyboards import placed_inline, placed_markup, read_markup
from bot.simulator.model.links import linked_user
from bot.simulator.model.params import ChatRef, Json, Upload, chat_ref, form
from bot.simulator.model.profile import (
    Commands,
    Key,
    Profile,
    Scope,
    checked_language,
    read_command,
    read_scope,
)
from bot.simulator.model.replies import NO_REPLY, Reply, quoted, read_reply
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
    "NO_REPLY",
    "STARS",
    "BadRosterError",
    "BotApiError",
    "Chat",
    "ChatRef",
    "ColumnEntry",
    "Commands",
    "CrowdEntry",
    "Duty",
    "FieldError",
    "Json",
    "Key",
    "Person",
    "PersonEntry",
    "Profile",
    "Reply",
    "Roster",
    "Scope",
    "Script",
    "SimError",
    "Step",
    "Stored",
    "Upload",
    "bad_request",
    "chat_ref",
    "checked_language",
    "clean",
    "conflict",
    "detected",
    "forbidden",
    "form",
    "formatted",
    "left_out",
    "linked_user",
    "load_roster",
    "long_field",
    "parsed",
    "placed_inline",
    "placed_markup",
    "quoted",
    "read_caption",
    "read_command",
    "read_markup",
    "read_preview",
    "read_reply",
    "read_scope",
    "read_text",
    "required_long",
    "required_structure",
    "required_text",
    "text_of",
    "too_many_requests",
    "unauthorized",
    "web_app_url",
    "whole",
]
