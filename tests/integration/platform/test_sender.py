"""The sender: promises are kept, once, in order, and nothing is dropped."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any, cast

import pytest
from telegram import Message
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from bot.notifications.message_queue import MessageQueue
from bot.notifications.rendering import render
from bot.notifications.sender import Sender
from bot.notifications.unsent import MAX_TRIES
from domain.customer.commands import MeetPerson
from domain.order.commands import CancelOrder
from domain.payment.commands import RecordCharge
from domain.processes.checkout import ChooseCash
from domain.shared.errors import DatabaseUnavailable
from domain.store.commands import AcceptOrder, RejectOrder
from tests.integration.conftest import Platform
from tests.support.samples import (
    CUSTOMER,
    OPERATOR,
    ORDER,
    OTHER_CUSTOMER,
    OWNER,
    SECOND_OWNER,
    WON_18000,
    place,
)

WAITING = "select count(*) from messages"


class FakeBot:
    """Takes messages, or raises towards the customer what the test asks for."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int, str]] = []
        self.raises: list[tuple[str, TelegramError]] = []
        self.reached: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

    async def send_message(self, chat_id: int, text: str, **_: Any) -> Message:
        self._take("send", chat_id, text)
        message = cast("Any", type("Sent", (), {}))()
        message.message_id = len(self.sent)
        return cast("Message", message)

    async def edit_message_text(self, text: str, chat_id: int, message_id: int, **_: Any) -> None:
        self._take("edit", chat_id, text)

    def _take(self, how: str, chat_id: int, text: str) -> None:
        if self.raises and self.raises[0][0] == how and chat_id == CUSTOMER:
            raise self.raises.pop(0)[1]
        self.sent.append((how, chat_id, text))
        self.reached[chat_id].set()

    def to(self, chat_id: int) -> list[tuple[str, str]]:
        return [(how, text.split("\n")[0]) for how, chat, text in self.sent if chat == chat_id]


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def sender(platform: Platform, bot: FakeBot) -> Sender:
    return Sender(
        MessageQueue(platform.database, UTC),
        platform.bus,
        cast("ExtBot[int]", bot),
        platform.clock,
    )


async def send_all(sender: Sender) -> None:
    while await sender.send_once():
        pass


async def test_card_is_sent_once_and_edited_from_then_on(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    await send_all(sender)
    await platform.run(ChooseCash(ORDER, CUSTOMER))
    await send_all(sender)
    assert [how for how, _ in bot.to(CUSTOMER)] == ["send", "edit"]
    assert [how for how, _ in bot.to(OWNER)] == ["send"]
    assert await platform.look(WAITING) == [(0,)]


async def test_changes_waiting_for_one_card_collapse_into_one_edit(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER), AcceptOrder(ORDER, OWNER, 15))
    await send_all(sender)
    cards = [text for _, chat, text in bot.sent if chat == CUSTOMER and "Order #AAAAA" in text]
    assert len(cards) == 1
    assert "is being cooked" in cards[0]


async def test_card_that_looks_the_same_is_not_edited(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    await send_all(sender)
    await platform.database.write(lambda uow: uow.messages.card(CUSTOMER, "customer", ORDER))
    await send_all(sender)
    assert len(bot.sent) == 1


async def test_change_while_a_card_is_being_sent_is_sent_after_it(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    (promised,) = await platform.database.read(lambda uow: uow.messages.pending(10))
    await platform.run(CancelOrder(ORDER, CUSTOMER))
    await platform.database.write(lambda uow: uow.cards.remember(promised, 1, "old"))
    assert (await platform.look(WAITING))[0][0] >= 1
    await send_all(sender)
    assert "Cancelled" in bot.sent[0][2]


async def test_card_that_was_deleted_is_sent_anew(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    await send_all(sender)
    bot.raises = [("edit", BadRequest("Message to edit not found"))]
    await platform.run(CancelOrder(ORDER, CUSTOMER))
    await send_all(sender)
    assert [how for how, _ in bot.to(CUSTOMER)] == ["send", "send"]


async def test_unmodified_edit_counts_as_done(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    await send_all(sender)
    bot.raises = [("edit", BadRequest("Message is not modified: specified new …"))]
    await platform.run(CancelOrder(ORDER, CUSTOMER))
    await send_all(sender)
    assert await platform.look(WAITING) == [(0,)]


async def test_retry_after_waits_exactly_as_told(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    bot.raises = [("send", RetryAfter(timedelta(seconds=7)))]
    await send_all(sender)
    assert bot.sent == []
    platform.clock.advance(seconds=6)
    assert await sender.send_once() == 0
    platform.clock.advance(seconds=1.5)
    await send_all(sender)
    assert len(bot.sent) == 1


@pytest.mark.parametrize(
    "error",
    [
        InvalidToken("Unauthorized"),
        TelegramError("Invalid server response"),
        NetworkError("Bad Gateway"),
        Conflict("other"),
    ],
)
async def test_message_is_kept_however_long_the_line_is_in_trouble(
    platform: Platform, bot: FakeBot, error: TelegramError
) -> None:
    told: list[TelegramError] = []
    sender = Sender(
        MessageQueue(platform.database, UTC),
        platform.bus,
        cast("ExtBot[int]", bot),
        platform.clock,
        on_trouble=told.append,
    )
    await platform.run(place())
    for _ in range(3 * MAX_TRIES):
        bot.raises = [("send", error)]
        await sender.send_once()
        platform.clock.advance(minutes=2)
    assert told == [error] * 3 * MAX_TRIES
    bot.raises = [("send", BadRequest("nonsense"))]
    await sender.send_once()
    platform.clock.advance(minutes=2)
    await send_all(sender)
    assert len(bot.to(CUSTOMER)) == 1
    assert await platform.look("select 1 from events where name = 'MessageRefused'") == []


async def test_message_that_was_sent_is_not_sent_again_while_the_database_is_away(
    platform: Platform, sender: Sender, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.notifications.sender.backoff", lambda _tries: 0.0)
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(place(), charge, RejectOrder(ORDER, OWNER, "closing"))
    real, calls = platform.database.write, itertools.count(1)

    async def write(work: Any, **more: Any) -> Any:
        # Each is noted at its fourth try.
        if next(calls) % 4:
            raise DatabaseUnavailable("full")
        return await real(work, **more)

    monkeypatch.setattr(platform.database, "write", write)
    await send_all(sender)
    assert len(set(bot.sent)) == len(bot.sent)
    assert {how for how, _ in bot.to(CUSTOMER)} == {"send"}
    assert await platform.look(WAITING) == [(0,)]


async def test_message_that_we_cannot_make_is_set_aside_and_tried_by_the_next_process(
    platform: Platform, sender: Sender, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise LookupError("no text 'card-state'")

    monkeypatch.setattr("bot.notifications.message_queue.render", broken)
    await platform.run(place())
    for _ in range(MAX_TRIES):
        await sender.send_once()
        platform.clock.advance(minutes=2)
    monkeypatch.undo()
    await platform.settle()
    await send_all(sender)
    assert bot.to(CUSTOMER) == []
    assert "Not sent to" in bot.to(OPERATOR)[0][1]
    await sender.restore()
    await send_all(sender)
    assert len(bot.to(CUSTOMER)) == 1


@pytest.mark.parametrize("error", [NetworkError("down"), BadRequest("something new")])
async def test_message_that_fails_is_tried_again_and_keeps_its_place(
    platform: Platform, sender: Sender, bot: FakeBot, error: TelegramError
) -> None:
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    again = replace(charge, charge_id="ch_2", telegram_charge_id="tg_2")
    await platform.run(place(), charge, again)
    bot.raises = [("send", error)]
    await send_all(sender)
    assert bot.to(CUSTOMER) == []
    platform.clock.advance(seconds=2)
    await send_all(sender)
    first, *more = (text for _, text in bot.to(CUSTOMER))
    assert "Sent to the store" in first
    assert ["being given back" in it for it in more] == [True]


@pytest.mark.parametrize(
    "error", [Forbidden("Forbidden: bot was blocked by the user"), BadRequest("Chat not found")]
)
async def test_unreachable_person_keeps_the_messages_for_the_return(
    platform: Platform, sender: Sender, bot: FakeBot, error: TelegramError
) -> None:
    await platform.run(place())
    bot.raises = [("send", error)]
    await send_all(sender)
    await platform.run(CancelOrder(ORDER, CUSTOMER))
    await send_all(sender)
    assert bot.to(CUSTOMER) == []
    assert (await platform.look(WAITING))[0][0] >= 1
    await platform.run(MeetPerson(CUSTOMER, "Mina", "ko"))
    await send_all(sender)
    assert "취소됨: /order 로 다시 주문" in bot.to(CUSTOMER)[0][1]


async def test_store_is_suspended_when_its_last_owner_is_unreachable(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    gone = Forbidden("Forbidden: bot was blocked by the user")
    original = bot.send_message

    async def send(chat_id: int, text: str, **more: Any) -> Message:
        if chat_id in {OWNER, SECOND_OWNER}:
            raise gone
        return await original(chat_id, text, **more)

    bot.send_message = send  # type: ignore[method-assign]
    await send_all(sender)
    await platform.settle()
    assert await platform.look("select is_open from stores") == [(0,)]


@pytest.mark.timeout(180)
async def test_crash_between_telegram_and_the_database_repeats_at_most_that_message(
    platform: Platform, sender: Sender, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.notifications.sender.BROKEN_PAUSE", 0.0)
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(place(), charge, RejectOrder(ORDER, OWNER, "closing"))
    original = platform.database.write

    async def crash(_work: Any) -> Any:
        raise ConnectionAbortedError

    monkeypatch.setattr(platform.database, "write", crash)
    await sender.send_once()
    monkeypatch.setattr(platform.database, "write", original)
    before = bot.to(CUSTOMER)
    assert len(before) == 1
    await send_all(sender)
    after = bot.to(CUSTOMER)
    assert len(after) - len(set(after)) == 1


async def test_chat_that_has_to_wait_holds_up_nobody_else(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    other, gate = "b" * 32, asyncio.Event()
    original = bot.send_message

    async def send(chat_id: int, text: str, **more: Any) -> Message:
        if chat_id == CUSTOMER:
            await gate.wait()
        return await original(chat_id, text, **more)

    bot.send_message = send  # type: ignore[method-assign]
    running = asyncio.create_task(sender.run())
    await platform.run(place())
    sender.wakeup.set()
    await platform.run(place(other, OTHER_CUSTOMER))
    sender.wakeup.set()
    await asyncio.wait_for(bot.reached[OTHER_CUSTOMER].wait(), 5)
    assert bot.to(CUSTOMER) == []
    gate.set()
    await sender.finish()
    assert len(bot.to(CUSTOMER)) == 1
    running.cancel()


async def test_message_that_telegram_never_takes_is_put_aside_and_reported(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    for _ in range(MAX_TRIES):
        bot.raises = [("send", BadRequest("nonsense"))]
        await sender.send_once()
        platform.clock.advance(minutes=2)
    assert await platform.look("select count(*) from messages where kind = 'card'") == [(0,)]
    await platform.settle()
    told = "select chat_id from messages where audience = 'operator'"
    assert await platform.look(told) == [(OPERATOR,)]


async def test_card_that_changes_while_it_is_given_up_is_sent_as_it_is_then(
    platform: Platform, sender: Sender, bot: FakeBot
) -> None:
    await platform.run(place())
    (before,) = await platform.database.read(lambda uow: uow.messages.pending(10))
    await platform.database.write(lambda uow: uow.messages.card(CUSTOMER, "customer", ORDER))
    await platform.database.write(lambda uow: uow.messages.drop(before))
    await platform.database.write(lambda uow: uow.messages.set_aside(before))
    await send_all(sender)
    assert len(bot.to(CUSTOMER)) == 1


async def test_message_that_was_set_aside_holds_no_order_back(platform: Platform) -> None:
    await platform.run(place())
    (promised,) = await platform.database.read(lambda uow: uow.messages.pending(10))
    assert await platform.database.read(lambda uow: uow.backlog(10)) == 1
    await platform.database.write(lambda uow: uow.messages.set_aside(promised))
    assert await platform.database.read(lambda uow: uow.backlog(10)) == 0
    assert (await platform.database.read(lambda uow: uow.queues())).messages == 0


async def test_look_for_messages_of_a_chat_with_many_writes_only_the_next_one(
    platform: Platform, sender: Sender, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[int, str]] = []

    def noted(promised: Any, *others: Any) -> Any:
        written.append((promised.chat_id, promised.subject))
        return render(promised, *others)

    monkeypatch.setattr("bot.notifications.message_queue.render", noted)
    orders = [f"{number:032x}" for number in range(1, 6)]
    await platform.run(*(it for id in orders for it in (place(id), ChooseCash(id, CUSTOMER))))
    await send_all(sender)
    # Each card is written when it goes, and none besides.
    assert len(written) == len(set(written)) == 3 * len(orders)
    assert {chat for chat, _ in written} == {CUSTOMER, OWNER, SECOND_OWNER}
