"""Where a store's phone numbers are from, and its own number."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from domain.shared.errors import InvalidInput
from handlers.ui.phones import REGIONS, read_phone, region_of_currency


def _known(region: str) -> str:
    if region not in REGIONS:
        raise ValueError(f"{region!r} is no region: write two letters of ISO 3166-1, such as KR")
    return region


Region = Annotated[str, AfterValidator(_known)]
"""The region of phone numbers that are written without their country's code."""


def phone_of(written: str, region: str, currency: str) -> str:
    """Return a number as it is kept (E.164); one without its country's code is of the region.

    Raises:
        ValueError: It is no phone number, or there is nothing to tell its country by.
    """
    try:
        return read_phone(written, region or region_of_currency(currency))
    except InvalidInput as error:
        if error.problem == "no_country":
            problem = "begin it with + and the country's code, or write `region`, such as KR"
        else:
            problem = "it is no phone number"
        raise ValueError(f"phone {written!r}: {problem}") from None
