"""The fields of JSON objects, read as strictly as TDLib does and refused in its words."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from bot.simulator.model.errors import FieldError, bad_request

Json = dict[str, Any]
T = TypeVar("T")

_MISSING: Any = object()
_CANONICAL = re.compile(r"-?[1-9][0-9]{0,18}|0")
_TYPES: dict[type, str] = {dict: "Object", list: "Array"}


def text_field(source: Json, name: str) -> str:
    """Return a text, empty unless given; numbers count as their digits."""
    value = source.get(name, "")
    return value if isinstance(value, str) else _digits(value, name)


def required_text(source: Json, name: str) -> str:
    """Return a text that has to be there."""
    if name not in source:
        raise _not_found(name)
    return text_field(source, name)


def flag_field(source: Json, name: str) -> bool:
    """Return a truth value, false unless given; nothing else counts as one."""
    value = source.get(name, False)
    if value is True or value is False:
        return bool(value)
    raise FieldError(f'Field "{name}" must be of type Boolean')


def whole_field(source: Json, name: str, default: int = 0) -> int:
    """Return a number of 32 bits."""
    value = source.get(name, _MISSING)
    if value is _MISSING:
        return default
    return whole(value, f'Field "{name}" must be of type Number', bits=32)


def required_whole(source: Json, name: str) -> int:
    """Return a number of 32 bits that has to be there."""
    if name not in source:
        raise _not_found(name)
    return whole_field(source, name)


def long_field(source: Json, name: str) -> int:
    """Return a number of 64 bits, 0 unless given."""
    value = source.get(name, _MISSING)
    if value is _MISSING:
        return 0
    return whole(value, f'Field "{name}" must be a Number', bits=64)


def required_long(source: Json, name: str) -> int:
    """Return a number of 64 bits that has to be there."""
    if name not in source:
        raise _not_found(name)
    return long_field(source, name)


def required_structure(source: Json, name: str, kind: type[T]) -> T:
    """Return an object or an array that has to be there."""
    if name not in source:
        raise _not_found(name)
    value = source[name]
    if not isinstance(value, kind):
        raise FieldError(f'Field "{name}" must be of type {_TYPES[kind]}')
    return value


def whole(value: object, otherwise: str, *, bits: int) -> int:
    """Return a number, given as one or as its digits; refuse what is neither.

    Raises:
        FieldError: `otherwise` for other types, TDLib's words for digits that are no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise FieldError(otherwise)
    number = _number(value)
    if number is None or not -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
        raise FieldError(f'Can\'t parse as an integer string "{value}"')
    return number


def parsed(what: str, read: Callable[[Any], T], value: object) -> T:
    """Read a part of a request; a refusal says what could not be parsed."""
    try:
        return read(value)
    except FieldError as error:
        raise bad_request(f"can't parse {what}: {error.text}") from None


def _number(value: float | str) -> int | None:
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and _CANONICAL.fullmatch(value) else None


def _digits(value: object, name: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise FieldError(f'Field "{name}" must be of type String')


def _not_found(name: str) -> FieldError:
    return FieldError(f'Can\'t find field "{name}"')
