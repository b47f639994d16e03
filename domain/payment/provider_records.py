"""Comparing the ledger with what a provider says that it took and gave back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from domain.payment.ledger_snapshot import Difference, LedgerSnapshot, Tally, tallies
from domain.payment.ports import ProviderCharge

JUST_NOW = timedelta(minutes=10)
"""What moved so recently may be known to one side only, and is left for the next time."""


def provider_differences(
    provider: str,
    snapshot: LedgerSnapshot,
    listed: Iterable[ProviderCharge],
    since: datetime,
    now: datetime,
) -> list[Difference]:
    """Compare a provider's charges with those of the ledger.

    Args:
        provider: The name that its charges are recorded with.
        snapshot: Ours, read after the provider's were.
        listed: The provider's charges, from some time before ``since`` on.
        since: Our own charges are missed there from this time on (UTC).
        now: The time, in UTC.
    """
    ours: dict[str, Tally] = {}
    for booked in tallies(snapshot).values():
        # What was reported for a second order under the same id, the provider knows once.
        if booked.provider == provider:
            ours.setdefault(booked.charge_id, booked)
    found: list[Difference] = []
    seen: set[str] = set()
    for charge in listed:
        about = f"{provider} {charge.charge_id}"
        # Telegram reports one of the two ids, whichever the provider gave it.
        tally = ours.get(charge.charge_id) or ours.get(charge.payment_intent or "")
        if tally is None:
            said = f"{charge.amount.amount} {charge.amount.currency} taken there"
            found.append(Difference("unknown_to_us", about, said))
        else:
            seen.add(tally.charge_id)
            found += _compare(about, tally, charge, now)
    for charge_id, tally in ours.items():
        at = tally.times.get("charged")
        if charge_id not in seen and at and since <= at < now - JUST_NOW:
            said = f"{tally.sum('charged')} {tally.currency} of {tally.order_id}"
            found.append(Difference("missing_there", f"{provider} {charge_id}", said))
    return found


def _compare(
    about: str, tally: Tally, there: ProviderCharge, now: datetime
) -> Iterator[Difference]:
    here = tally.sum("charged"), tally.currency
    if here != (there.amount.amount, there.amount.currency):
        said = f"{here[0]} {here[1]}, there {there.amount.amount} {there.amount.currency}"
        yield Difference("amount_differs_there", about, said)
    refunded, asked = tally.sum("refunded"), tally.sum("refund_requested")
    is_settled = max(tally.times.values()) < now - JUST_NOW
    # A refund that we still ask for may have been made there, so that only the answer was lost.
    if is_settled and not refunded <= there.refunded.amount <= max(asked, refunded):
        said = f"{refunded} {tally.currency} given back, there {there.refunded.amount}"
        yield Difference("refunded_differs_there", about, said)
