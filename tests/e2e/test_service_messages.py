"""What a chat says by itself is no word of its person: nobody answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.journey import MINA, SORA, TestTown, fill_basket, pay_by_card, place_order

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.simulator import PersonClient

UPDATE = 2**40
# Bot API, Message: service messages that come into a private chat.
SERVICE: dict[str, Any] = {
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    "write_access_allowed": {},
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "x"}},
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": MINA, "type": "private"}},
}


async def _nothing(_town: TestTown, person: PersonClient) -> None:
    await person.says("/help")
    await person.sees("What I can do")


async def _address(_town: TestTown, person: PersonClient) -> None:
    await fill_basket(person)
    await person.taps("✅ Checkout")
    await person.sees("Where shall we bring it?")


async def _reason(town: TestTown, person: PersonClient) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    await pay_by_card(mina)
    await person.taps("❌ Reject")
    await person.taps("Other… (type it)")
    await person.sees("Type the reason")


@pytest.mark.parametrize("kind", SERVICE)
@pytest.mark.parametrize(
    ("person_id", "ask"), [(MINA, _nothing), (MINA, _address), (SORA, _reason)]
)
async def test_service_message_in_any_step_is_answered_with_nothing(
    town: TestTown,
    kind: str,
    person_id: int,
    ask: Callable[[TestTown, PersonClient], Awaitable[None]],
) -> None:
    if person_id == SORA:
        await town.staff(SORA)
    person = await town.person(person_id)
    await ask(town, person)
    await town.rest()
    chat = town.running.simulator.chats[person_id]
    before = set(chat.messages)
    message = {
        "message_id": max(before) + 1,
        "date": 1_750_000_000,
        "chat": {"id": person_id, "type": "private"},
        "from": {"id": person_id, "is_bot": False, "first_name": "Somebody"},
        kind: SERVICE[kind],
    }
    inbox = town.running.runtime.inbox
    await inbox.take([{"update_id": UPDATE, "message": message}])
    await inbox._user_queues.below(1)
    done = f"select count(*) from updates where update_id = {UPDATE} and error is null"
    assert town.rows(done) == [(1,)]
    assert set(chat.messages) == before
