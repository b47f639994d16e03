"""What people ask of /sim, and how it is read."""

import base64
import binascii
from dataclasses import dataclass

from bot.simulator.model import LONGEST_TEXT, Json, SimError, clean, form
from bot.simulator.world import Files

_KINDS = ("text", "location", "contact", "photo")
_KNOWN = {
    "location": ("latitude", "longitude", "horizontal_accuracy"),
    "contact": ("phone_number", "first_name", "last_name", "user_id"),
}


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Whom to bring onto the page."""

    column: str


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    """What becomes different about a person."""

    language_code: str | None = None
    blocked: bool | None = None
    deactivated: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangedGroup:
    """What a member does to a group."""

    from_: int
    bot_status: str | None = None
    upgrade: bool = False


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What somebody sends."""

    from_: int
    text: str | None = None
    location: Json | None = None
    contact: Json | None = None
    photo: str | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedMessage:
    """What an own message says from now on."""

    from_: int
    text: str


@dataclass(frozen=True, slots=True)
class NewTap:
    """Which button somebody presses."""

    from_: int
    message_id: int
    data: str | None = None
    row: int = -1
    column: int = -1


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Which invoice somebody pays."""

    from_: int
    message_id: int
    tip_amount: int = 0


read_new_person = form(NewPerson)
read_changed_person = form(ChangedPerson)
read_changed_group = form(ChangedGroup)
read_new_message = form(NewMessage)
read_changed_message = form(ChangedMessage)
read_new_tap = form(NewTap)
read_new_payment = form(NewPayment)


def message_content(params: NewMessage, files: Files) -> Json:
    """Check what somebody sends and return it as part of a message."""
    given = {kind: getattr(params, kind) for kind in _KINDS}
    content = {kind: value for kind, value in given.items() if value is not None}
    if len(content) != 1:
        raise SimError(422, "A message is a text, a location, a contact or a photo.")
    if params.text is not None:
        content["text"] = checked_text(params.text)
    if params.location is not None and not _is_place(params.location):
        raise SimError(422, "A location has a latitude and a longitude.")
    if params.contact is not None and not {"phone_number", "first_name"} <= set(params.contact):
        raise SimError(422, "A contact has a phone number and a first name.")
    for kind, known in _KNOWN.items():
        if kind in content:
            content[kind] = {name: it for name, it in content[kind].items() if name in known}
    if params.photo is not None:
        content["photo"] = files.add(_decoded(params.photo)).sizes()
    return content


def checked_text(text: str) -> str:
    """Return a text as it is sent: cleaned, trimmed, and neither empty nor too long."""
    bare = clean(text).strip()
    if not 1 <= len(bare) <= LONGEST_TEXT:
        raise SimError(422, f"A text has 1 to {LONGEST_TEXT} characters.")
    return bare


def _is_place(location: Json) -> bool:
    limits = {"latitude": 90, "longitude": 180}
    return all(
        isinstance(location.get(name), int | float) and abs(location[name]) <= limit
        for name, limit in limits.items()
    )


def _decoded(photo: str) -> bytes:
    try:
        return base64.b64decode(photo, validate=True)
    except binascii.Error:
        raise SimError(422, "The photo is not base64.") from None
