"""Requests decoded into dataclasses: a field's type says how its value is read."""

import dataclasses
import math
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


@dataclasses.dataclass(frozen=True, slots=True)
class Upload:
    """A file sent along with a request."""

    name: str
    data: bytes


def _text(_name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode() if isinstance(value, dict | list | bool) else str(value)


def _whole(_name: str, value: object) -> int:
    """Read a number; like the Bot API, take 0 for what is none."""
    try:
        number = int(value) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0
    return number if abs(number) <= _LARGEST else 0


def _real(_name: str, value: object) -> float:
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) else 0.0


def _flag(_name: str, value: object) -> bool:
    return value is True or str(value).lower() in {"true", "yes", "1"}


def _chat(_name: str, value: object) -> ChatRef:
    text = str(value).strip()
    return int(text) if text.removeprefix("-").isdecimal() else text


def _structure(kind: type[T]) -> Callable[[str, object], T]:
    def decode(name: str, value: object) -> T:
        if isinstance(value, str | bytes):
            try:
                value = orjson.loads(value)
            except orjson.JSONDecodeError:
                raise _unreadable(name) from None
        if not isinstance(value, kind):
            raise _unreadable(name)
        return value

    return decode


def _unreadable(name: str) -> Exception:
    return bad_request(f"can't parse {name.replace('_', ' ')} JSON object")


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


def _decoder(hint: Any) -> Decoder:
    if hint in _DECODERS:
        return _DECODERS[hint]
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        bare = [part for part in typing.get_args(hint) if part is not types.NoneType]
        return _decoder(bare[0] if len(bare) == 1 else ChatRef)
    return _DECODERS[origin]


def form(cls: type[T]) -> Callable[[Mapping[str, Any]], T]:
    """Build the function that reads a dataclass from a request's parameters."""
    hints = typing.get_type_hints(cls)
    readers = [
        (field.name.rstrip("_"), field.name, _decoder(hints[field.name]), _is_required(field))
        for field in dataclasses.fields(cls)  # type: ignore[arg-type]
    ]

    def read(raw: Mapping[str, Any]) -> T:
        values: Json = {}
        for name, attribute, decode, required in readers:
            value = raw.get(name)
            if value is not None:
                values[attribute] = decode(name, value)
            elif required:
                raise bad_request(f'parameter "{name}" is required')
        return cls(**values)

    return read


def _is_required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
