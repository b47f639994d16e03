"""Where the food goes and whom to call: checked before they enter an order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.shared.errors import InvalidInput
from domain.shared.typed import seen, tidied

_ADDRESS_MIN, _ADDRESS_MAX = 5, 300
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Location:
    """A point that the customer shared, in degrees."""

    latitude: float
    longitude: float

    @property
    def in_words(self) -> str:
        """The point as the address of an order that has no other, to about a metre."""
        return f"{self.latitude:.5f}, {self.longitude:.5f}"


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """What a courier needs: an address in words or a shared point (or both), and a phone."""

    address: str
    phone: str
    location: Location | None = None


def checked_address(text: str) -> str:
    """Tidy an address that a person typed.

    Raises:
        InvalidInput: Less than 5 characters of it can be seen, or it is longer than 300.
    """
    address = tidied(text)
    shown = "".join(char for char in address if char == " " or seen(char))
    if len(tidied(shown)) < _ADDRESS_MIN:
        raise InvalidInput("address", "too_short", _ADDRESS_MIN)
    if len(address) > _ADDRESS_MAX:
        raise InvalidInput("address", "too_long", _ADDRESS_MAX)
    return address


def checked_phone(text: str) -> str:
    """Return a phone number that is written as E.164 has it: a plus and 7 to 15 digits.

    Raises:
        InvalidInput: It is not.
    """
    if not _PHONE.fullmatch(text):
        raise InvalidInput("phone", "not_a_number")
    return text
