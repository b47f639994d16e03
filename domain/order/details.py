"""Where the food goes and whom to call: checked before they enter an order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.shared.errors import InvalidInput

_ADDRESS_MIN, _ADDRESS_MAX = 5, 300
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_PHONE_NOISE = re.compile(r"[\s().\-]")


@dataclass(frozen=True, slots=True)
class Location:
    """A point that the customer shared, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class DeliveryDetails:
    """What a courier needs: an address in words or a shared point (or both), and a phone."""

    address: str
    phone: str
    location: Location | None = None


def checked_address(text: str) -> str:
    """Tidy an address that a person typed.

    Raises:
        InvalidInput: It is shorter than 5 or longer than 300 characters.
    """
    address = " ".join(text.split())
    if len(address) < _ADDRESS_MIN:
        raise InvalidInput("address", "too_short", _ADDRESS_MIN)
    if len(address) > _ADDRESS_MAX:
        raise InvalidInput("address", "too_long", _ADDRESS_MAX)
    return address


def checked_phone(text: str) -> str:
    """Tidy a phone number that a person typed or shared: digits with an optional plus.

    Raises:
        InvalidInput: It is not 7 to 15 digits (E.164 allows 15).
    """
    phone = _PHONE_NOISE.sub("", text)
    if not _PHONE.fullmatch(phone):
        raise InvalidInput("phone", "not_a_number")
    return phone
