"""The audit: do the ledger, the payments, the orders and the providers say the same?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.own_thread import OwnThread
from bot.persistence.repositories.ledger_snapshot import read_ledger_snapshot
from domain.payment import ListsCharges, ProviderUnavailable, differences, provider_differences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.persistence.database.location import Location
    from domain.payment import Difference, LedgerSnapshot, PaymentProvider, ProviderCharge

LOOK_BACK = timedelta(days=30)
# A charge may have been taken well before we heard of it: Telegram keeps updates for a day.
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found; ``unasked`` are providers that could not be asked, and why."""

    differences: tuple[Difference, ...]
    unasked: tuple[str, ...] = ()


async def audit(
    location: Location,
    providers: Mapping[str, PaymentProvider],
    now: datetime,
    look_back: timedelta = LOOK_BACK,
) -> Audit:
    """Compare the books in the database with each other and with the providers' records.

    Args:
        location: The database. It is never written, and read in a thread for which nobody waits who
            stops.
        providers: By the names that charges are recorded with; those that list charges are asked.
        now: The time, in UTC.
        look_back: How far back the providers are asked.
    """
    since = now - look_back
    lists: dict[str, list[ProviderCharge]] = {}
    unasked: list[str] = []
    for name, provider in providers.items():
        if isinstance(provider, ListsCharges):
            try:
                lists[name] = await provider.charges(since - _MARGIN)
            except ProviderUnavailable as error:
                unasked.append(f"{name}: {error.problem}")

    def compare() -> tuple[Difference, ...]:
        snapshot: LedgerSnapshot = read_ledger_snapshot(location)
        found = differences(snapshot, now)
        for name, listed in lists.items():
            found += provider_differences(name, snapshot, listed, since, now)
        return tuple(found)

    thread = OwnThread("audit")
    try:
        return Audit(await thread.do(compare), tuple(unasked))
    finally:
        thread.end()
