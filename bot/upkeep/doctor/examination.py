"""The whole set-up, one thing after the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.persistence.database.location import location_of
from bot.upkeep.doctor.engines import check_broker, check_database, check_deliveries
from bot.upkeep.doctor.finding import Finding
from bot.upkeep.doctor.gateway import check_gateway
from bot.upkeep.doctor.people import check_people, check_provider
from bot.upkeep.doctor.telegram import check_telegram

if TYPE_CHECKING:
    from bot.settings import Settings


async def examine(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[Finding]:
    """Look at everything; nothing is changed, and the platform may run meanwhile.

    Args:
        settings: The set-up.
        clock: Tells this machine's time, in UTC.
    """
    location = location_of(settings.database_address)
    for looking in (
        partial(check_telegram, settings, clock),
        partial(check_provider, settings),
        partial(check_database, location),
        partial(check_deliveries, settings),
        partial(check_broker, settings),
        partial(check_gateway, settings, location),
        partial(check_people, settings, location),
    ):
        for finding in await looking():
            yield finding
