"""Requests decoded into dataclasses: a field's type says how its value is read."""

import dataclasses
import math
import re
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import orjson

from bot.simulator.model.errors import bad_request

Json = dict[str, Any]
ChatRef = int | str
T = TypeVar("T")
Decoder = Callable[[str, object], Any]

_LARGEST = 2**63 - 1
_LEADING = re.compile(r"-?[0-9]+")
_CHAT = re.compile(r"-?[1-9][0-9]{0,18}")

# What the server says of JSON that cannot be read, and of JSON of another type.
_WORDS = {
    "reply_markup": ("reply keyboard markup", "object expected as reply markup"),
    "reply_parameters": ("reply parameters", "object expected as reply parameters"),
    "link_preview_options": ("link preview options", "object expected as link preview options"),
    "prices": ("prices", "expected an Array of labeled prices"),
    "suggested_tip_amounts": (
        "suggested_tip_amounts",
        "expected an Array of suggested tip amounts",
    ),
    "commands": ("commands", "expected an Array of BotCommand"),
    "scope": (
        "BotCommandScope",
        "can't parse BotCommandScope: BotCommandScope must be an Object",
    ),
    "menu_button": ("menu button", "can't parse menu button: MenuButton must be an Object"),
    "message_ids": ("message_ids", "expected an Array of message identifiers"),
    "reaction": ("reaction types", "expected an Array of ReactionType"),
}
# The server takes no notice of entities that it cannot read.
_LENIENT = frozenset({"entities", "caption_entities"})


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along with a request."""

    name: str
    data: bytes


def _text(_name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Upload):
        return ""
    if not isinstance(value, dict | list | bool):
        return str(value)
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        # It lies deeper in itself than anybody reads.
        raise bad_request("can't parse JSON object") from None


def _whole(_name: str, value: object) -> int:
    """Read a number as the Bot API does: its leading digits, and 0 for what has none."""
    if isinstance(value, str):
        found = _LEADING.match(value)
        value = int(found[0]) if found and len(found[0]) < 20 else 0
    elif isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if abs(value) <= _LARGEST else 0


def _real(_name: str, value: object) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) else 0.0


def _flag(_name: str, value: object) -> bool:
    return value is True or str(value).strip().lower() in {"true", "yes", "1"}


def chat_ref(text: str) -> ChatRef:
    """Return the chat that a text names: a number, if it is one."""
    return int(text) if _CHAT.fullmatch(text) else text


def _chat(_name: str, value: object) -> ChatRef:
    return value if type(value) is int else chat_ref(str(value))


def _structure(kind: type[T]) -> Callable[[str, object], T]:
    def decode(name: str, value: object) -> T:
        if isinstance(value, str):
            try:
                value = orjson.loads(value)
            except orjson.JSONDecodeError:
                value = _unreadable(name, kind)
        return value if isinstance(value, kind) else _mistyped(name, kind)

    return decode


def _unreadable(name: str, kind: type[T]) -> T:
    if name in _LENIENT:
        return kind()
    what = _WORDS[name][0] if name in _WORDS else name.replace("_", " ")
    raise bad_request(f"can't parse {what} JSON object")


def _mistyped(name: str, kind: type[T]) -> T:
    if name in _WORDS:
        raise bad_request(_WORDS[name][1])
    return _unreadable(name, kind)


def _as_it_is(_name: str, value: object) -> object:
    return value


_DECODERS: dict[Any, Decoder] = {
    str: _text,
    int: _whole,
    float: _real,
    bool: _flag,
    ChatRef: _chat,
    dict: _structure(dict),
    list: _structure(list),
    Any: _as_it_is,
    object: _as_it_is,
}

# Chats tell an empty value from none.
_KEEP_EMPTY = frozenset({_chat})


def _decoder(hint: Any) -> Decoder:
    if hint in _DECODERS:
        return _DECODERS[hint]
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        bare = [part for part in typing.get_args(hint) if part is not types.NoneType]
        return _decoder(bare[0] if len(bare) == 1 else ChatRef)
    return _DECODERS[origin]


def form(cls: type[T], *, takes_empty: bool = True) -> Callable[[Mapping[str, Any]], T]:
    """Build the function that reads a dataclass from a request's parameters.

    Without `takes_empty` an empty text stands for nothing, as in the Bot API; what needs to be
    there is missing then.
    """
    hints = typing.get_type_hints(cls)
    readers = [
        (field.name.rstrip("_"), field.name, _decoder(hints[field.name]), _is_required(field))
        for field in dataclasses.fields(cls)  # type: ignore[arg-type]
    ]

    def read(raw: Mapping[str, Any]) -> T:
        values: Json = {}
        for name, attribute, decode, required in readers:
            value = raw.get(name)
            if value is None or (not takes_empty and value == "" and decode not in _KEEP_EMPTY):
                if required:
                    raise bad_request(f'parameter "{name}" is required')
            else:
                values[attribute] = decode(name, value)
        return cls(**values)

    return read


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
