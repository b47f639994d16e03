"""Whole numbers that come from a button or are typed."""

from __future__ import annotations

from pydantic import BeforeValidator

from domain.shared.errors import InvalidInput

_MAX_DIGITS = 4
MAX_NUMBER = 10**_MAX_DIGITS - 1


def read_number(typed: str, field: str, limit: int | None = None) -> int:
    """Return the number in plain digits, 0 to 9.

    Raises:
        InvalidInput: It is none, or has more digits than anything here needs.
    """
    # Superscripts and digits of other scripts are digits to str.isdigit, too.
    if not (typed.isascii() and typed.isdigit()) or len(typed) > _MAX_DIGITS:
        raise InvalidInput(field, "not_a_number", limit)
    return int(typed)


def whole_number(field: str, limit: int | None = None) -> BeforeValidator:
    """Return a validator that refuses what is no number in the way the domain refuses a field.

    Pydantic lets its error through, since it is no ValueError.
    """

    def read(value: object) -> object:
        return read_number(value, field, limit) if isinstance(value, str) else value

    return BeforeValidator(read)
