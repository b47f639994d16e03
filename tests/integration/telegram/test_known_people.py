"""What is known of people is what the database says, whichever process has met them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update
from telegram.ext import TypeHandler

from domain.customer.commands import LosePerson
from handlers.routes import meet
from tests.integration.telegram.process import Process, message
from tests.support.samples import CUSTOMER

if TYPE_CHECKING:
    from tests.integration.conftest import Platform as Town

PERSON = "select name, language, reachable, username from people"


async def greeting(town: Town) -> Process:
    """A process that remembers whoever writes."""
    process = await Process.start(town)
    process.app.add_handler(TypeHandler(Update, meet), group=-1)
    return process


def hello(number: int, **profile: Any) -> dict[str, Any]:
    update = message(number, "hello")
    update["message"]["from"] |= profile
    return update


async def says(process: Process, update: dict[str, Any]) -> None:
    await process.inbox.take([update])
    await process.all_done()


async def told(town: Town) -> list[tuple[Any, ...]]:
    return [(*row[:2], bool(row[2]), row[3]) for row in await town.look(PERSON)]


async def keys(town: Town) -> int:
    return sum(
        "MeetPerson" in key for (key,) in await town.look("select key from idempotency_keys")
    )


async def test_person_who_changed_the_language_with_another_process_is_met_again(
    town: Town,
) -> None:
    first, second = await greeting(town), await greeting(town)
    await says(first, hello(1, language_code="en"))
    await says(second, hello(2, language_code="ko"))
    await says(first, hello(3, language_code="en"))
    assert await told(town) == [("Mina", "en", True, None)]


async def test_person_whom_another_process_lost_is_met_again(town: Town) -> None:
    first = await greeting(town)
    await says(first, hello(1))
    await town.run(LosePerson(CUSTOMER))
    assert await told(town) == [("Mina", "en", False, None)]
    await says(first, hello(2))
    assert await told(town) == [("Mina", "en", True, None)]


@pytest.mark.parametrize("profile", [{}, {"username": "Mina_Kim", "last_name": "Kim"}])
async def test_person_who_is_as_before_is_met_once_whoever_serves_them(
    town: Town, profile: dict[str, Any]
) -> None:
    first, second = await greeting(town), await greeting(town)
    for number, process in enumerate((first, second, first, second)):
        await says(process, hello(number, **profile))
    assert await keys(town) == 1


async def test_person_who_was_banned_before_they_wrote_is_met(town: Town) -> None:
    await town.database.write(lambda uow: uow.people.ban(CUSTOMER, 1))
    first = await greeting(town)
    await says(first, hello(1))
    assert await told(town) == [("Mina", "en", True, None)]
