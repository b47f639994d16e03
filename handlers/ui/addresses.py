"""Where an order goes, as its reader is told."""

from __future__ import annotations

from domain.order import Location
from handlers.ui.translator import Translator


def point_of(latitude: float | None, longitude: float | None) -> Location | None:
    """Return the point that was shared, if there is one."""
    if latitude is None or longitude is None:
        return None
    return Location(latitude, longitude)


def shown_address(address: str, location: Location | None, translate: Translator) -> str:
    """Return an address in words; a point alone is named in the reader's language."""
    if location is None or address != location.in_words:
        return address
    return translate.plain("shared-location", point=location.in_words)
