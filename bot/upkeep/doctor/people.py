"""Whether those whom the platform needs can be reached, and who takes the customers' money."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError

from bot.operator_error import OperatorError
from bot.payments.providers.registry import close, providers_of
from bot.persistence.database.tables import people, store_staff, stores
from bot.upkeep.doctor.finding import Finding, bad, look, ok
from domain.payment import ProviderUnavailable
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.database.location import Location
    from bot.settings import Settings

_MET = select(people.c.user_id, people.c.reachable)
_STORES = select(stores.c.id)
_OWNERS = select(store_staff.c.store_id, store_staff.c.user_id).where(
    store_staff.c.role == "owner"
)
_START = (
    "They send the bot /start (again, if they have blocked it): Telegram lets no bot write first."
)


async def check_people(settings: Settings, location: Location) -> list[Finding]:
    """Look whether operators and owners have started the bot and not blocked it since."""
    try:
        reachable, owners = await asyncio.to_thread(_read, location)
    except (OperatorError, DatabaseLost, DatabaseUnavailable, DBAPIError):
        # Why, another check says.
        return [look("people", "cannot be looked up: there is no database yet", "Start once.")]
    found = []
    if not settings.operators:
        found.append(look("operators", "nobody", "Put your own Telegram id into OPERATORS."))
    elif missing := set(settings.operators) - reachable:
        found.append(bad("operators", f"not reached: {_ids(missing)}", _START))
    else:
        found.append(ok("operators", f"{len(settings.operators)}, all reached"))
    if not owners:
        found.append(look("stores", "there are none", "main.py stores import FOLDER"))
    for store, its in sorted(owners.items()):
        if not its & reachable:
            seen = f"{store}: none of its owners is reached ({_ids(its) or 'it names none'})"
            found.append(bad("owners", seen, f"{_START} Until then its orders are rejected."))
        elif missing := its - reachable:
            found.append(look("owners", f"{store}: not reached: {_ids(missing)}", _START))
        else:
            found.append(ok("owners", f"{store}: all reached"))
    return found


def _read(location: Location) -> tuple[set[int], dict[str, set[int]]]:
    owners: dict[str, set[int]] = defaultdict(set)
    with location.one_moment() as connection:
        if not inspect(connection).has_table(people.name):
            return set(), {}
        reachable = {id for id, is_reached in connection.execute(_MET) if is_reached}
        for store in connection.scalars(_STORES):
            owners[store] = set()
        for store, user_id in connection.execute(_OWNERS):
            owners[store].add(user_id)
    return reachable, owners


def _ids(people: set[int]) -> str:
    return ", ".join(map(str, sorted(people)))


async def check_provider(settings: Settings) -> list[Finding]:
    """Ask the payment provider whether it works for our key."""
    token = settings.provider_token.get_secret_value()
    if not token:
        return [ok("provider", "none: orders are paid in cash")]
    found = []
    if ":TEST:" in token:
        to_do = "Before you open, connect the live one at @BotFather and set PROVIDER_TOKEN."
        found.append(look("provider", "PROVIDER_TOKEN is a test's: no money moves", to_do))
    providers = providers_of(settings)
    try:
        provider = providers.get(settings.provider_name)
        if provider is None:
            to_do = "Nothing, if operators refund by hand; or see STRIPE_KEY in README.md."
            found.append(
                look(
                    "provider", f"{settings.provider_name}: refunds are tasks of operators", to_do
                )
            )
        else:
            await provider.check()
            found.append(ok("provider", f"{settings.provider_name} answers"))
    except ProviderUnavailable as error:
        to_do = "Look at its status page, and at its key (STRIPE_KEY); payments rest meanwhile."
        found.append(bad("provider", f"{settings.provider_name}: {error}", to_do))
    finally:
        await close(providers)
    return found
