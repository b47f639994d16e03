"""Phone numbers: as people type, paste or share them, and as they are shown."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import phonenumbers
from babel.core import get_global
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from domain.order import checked_phone
from domain.shared.errors import InvalidInput

REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""Two capital letters for each region (ISO 3166-1) whose numbering is known."""

_URI = "tel:"
# What a Japanese keyboard has for a dash, which lengthens a vowel elsewhere and so is a letter.
_LONG_VOWEL = "ー"


def read_phone(text: str, region: str = "") -> str:
    """Return a number in E.164, as ``+821012345678``.

    Args:
        text: As it was typed or pasted: in any digits, with any punctuation, or a ``tel:`` URI
            (RFC 3966).
        region: Where a number without its country's code is from; empty for nowhere, and then
            it needs that code.

    Raises:
        InvalidInput: It is no phone number (``not_a_number``), or lacks its country's code
            (``no_country``).
    """
    written = "".join(char for char in text if unicodedata.category(char) != "Cf").strip()
    written = written.replace(_LONG_VOWEL, "-")
    is_uri = written[: len(_URI)].lower() == _URI
    if is_uri:
        written = _URI + written[len(_URI) :]
    # The library would make digits of letters, as American companies have them.
    if not is_uri and any(char.isalpha() for char in written):
        raise InvalidInput("phone", "not_a_number")
    try:
        number = phonenumbers.parse(written, region or None, keep_raw_input=True)
    except NumberParseException as error:
        no_region = error.error_type == NumberParseException.INVALID_COUNTRY_CODE
        is_national = no_region and not region and any(char.isdigit() for char in written)
        raise InvalidInput("phone", "no_country" if is_national else "not_a_number") from None
    if number.extension or not _is_good(number):
        raise InvalidInput("phone", "not_a_number")
    return checked_phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def read_shared_phone(number: str) -> str:
    """Return a number that Telegram knows somebody by, which it gives with or without a plus.

    Raises:
        InvalidInput: Nobody can be called there (Telegram sells such numbers, too).
    """
    return read_phone(number if number.startswith("+") else f"+{number}")


@lru_cache(maxsize=4_096)
def shown_phone(number: str) -> str:
    """Return a number as people write it abroad; one that is kept in no such form as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def region_of_currency(currency: str) -> str:
    """Return the one region in which a currency is money; empty where there is none or several."""
    regions = {
        region
        for region, listed in get_global("territory_currencies").items()
        for code, _since, until, is_tender in listed
        if code == currency and is_tender and until is None
    }
    (only, *others) = regions or {""}
    return only if only in REGIONS and not others else ""


def _is_good(number: PhoneNumber) -> bool:
    """Whether it can be a number; one without its country's code has to look like one there.

    New numbers come faster than what the library knows of them; whoever has one can write its
    country's code before it.
    """
    if number.country_code_source == phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return phonenumbers.is_valid_number(number)
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason == ValidationResult.IS_POSSIBLE
