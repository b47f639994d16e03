"""Conversations left for a day are closed politely; old marks are forgotten."""

from __future__ import annotations

from datetime import UTC

import pytest

from bot.notifications.rendering import render
from bot.persistence.queues.idempotency import scope_of_update
from bot.persistence.queues.inbox import Conversation, StoredUpdate
from bot.scheduling.housekeeping import Housekeeping
from domain.customer import RejectionAbandoned
from domain.customer.commands import MeetPerson
from handlers.ui.translator import order_code
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, OWNER, place

LEFT = Conversation(CUSTOMER, '{"ordering":"basket"}', "{}")


async def test_tidy_after_a_day_closes_the_conversation_and_says_so(platform: Platform) -> None:
    await platform.database.write(lambda uow: uow.conversations.save(LEFT))
    assert await Housekeeping(platform.database).tidy() == 0
    platform.clock.advance(hours=23)
    assert await Housekeeping(platform.database).tidy() == 0
    platform.clock.advance(hours=2)
    assert await Housekeeping(platform.database).tidy() == 1
    await platform.settle()
    assert await platform.look("select count(*) from conversations") == [(0,)]
    (promised,) = await platform.database.read(lambda uow: uow.messages.pending(10))
    assert (promised.chat_id, type(promised.event).__name__) == (CUSTOMER, "DraftAbandoned")
    assert await Housekeeping(platform.database).tidy() == 0


@pytest.mark.parametrize(
    ("states", "session", "told"),
    [
        ('{"rejecting":"words"}', f'{{"rejecting":"{ORDER}"}}', ["RejectionAbandoned"]),
        (
            '{"ordering":"store","rejecting":"words"}',
            f'{{"rejecting":"{ORDER}"}}',
            ["DraftAbandoned", "RejectionAbandoned"],
        ),
        ("{}", '{"question":"reason"}', []),
    ],
)
async def test_tidy_says_what_it_was_that_was_left_open(
    platform: Platform, states: str, session: str, told: list[str]
) -> None:
    left = Conversation(OWNER, states, session)
    await platform.database.write(lambda uow: uow.conversations.save(left))
    platform.clock.advance(hours=25)
    assert await Housekeeping(platform.database).tidy() == 1
    await platform.settle()
    promised = await platform.database.read(lambda uow: uow.messages.pending(10))
    assert [(it.chat_id, type(it.event).__name__) for it in promised] == [
        (OWNER, name) for name in told
    ]


async def test_notice_of_a_reason_that_was_not_typed_names_the_order_and_no_draft(
    platform: Platform,
) -> None:
    left = RejectionAbandoned(user_id=OWNER, order_id=ORDER)
    await platform.database.write(lambda uow: uow.publish(left))
    await platform.settle()
    (promised,) = await platform.database.read(lambda uow: uow.messages.pending(10))
    shown = await platform.database.read(lambda uow: render(promised, UTC, uow))
    assert shown is not None
    assert order_code(ORDER) in shown.text
    assert "Nothing was ordered" not in shown.text


async def test_tidy_forgets_updates_only_after_telegram_has(platform: Platform) -> None:
    def arrive(uow):  # type: ignore[no-untyped-def]
        uow.updates.keep([StoredUpdate(1, "user-1", "{}"), StoredUpdate(2, "user-1", "{}")])
        uow.updates.done(1)

    await platform.database.write(arrive)
    platform.clock.advance(hours=47)
    await Housekeeping(platform.database).tidy()
    assert await platform.look("select count(*) from updates") == [(2,)]
    platform.clock.advance(hours=2)
    await Housekeeping(platform.database).tidy()
    assert await platform.look("select update_id from updates") == [(2,)]


async def test_tidy_forgets_who_processed_what_after_a_month(platform: Platform) -> None:
    await platform.run(place())
    platform.clock.advance(days=29)
    await Housekeeping(platform.database).tidy()
    assert (await platform.look("select count(*) from processed_events"))[0][0] >= 1
    platform.clock.advance(days=2)
    await Housekeeping(platform.database).tidy()
    assert await platform.look("select count(*) from processed_events") == [(0,)]
    assert await platform.look(f"select count(*) from orders where id = '{ORDER}'") == [(1,)]


async def test_tidy_forgets_keys_only_with_their_update(platform: Platform) -> None:
    def arrive(uow):  # type: ignore[no-untyped-def]
        uow.updates.keep([StoredUpdate(1, "user-1", "{}"), StoredUpdate(2, "user-1", "{}")])
        uow.updates.done(1)
        uow.updates.set_aside(2, "bug")

    await platform.database.write(arrive)
    for update_id in (1, 2):
        await platform.bus.within(scope_of_update(update_id)).execute(MeetPerson(1, "Mina", "ko"))
    platform.clock.advance(hours=47)
    await Housekeeping(platform.database).tidy()
    assert await platform.look("select count(*) from idempotency_keys") == [(2,)]
    platform.clock.advance(hours=2)
    await Housekeeping(platform.database).tidy()
    # The update that was set aside can still be replayed, and must not act twice.
    assert await platform.look("select key from idempotency_keys") == [("update:2:MeetPerson:1",)]
