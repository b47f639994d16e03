"""A step that must be noticed is the card itself, sent anew: a chat is never without its card."""

from __future__ import annotations

from datetime import UTC
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.notifications.message_queue import MessageQueue
from bot.notifications.sender import Sender
from bot.persistence.queues.promises import Priority
from domain.customer import ShowMyOrder
from domain.delivery import PickUp, TakeDelivery
from domain.processes.checkout import ChooseCash
from domain.store import AcceptOrder, MarkCooked, PutOff
from tests.support.samples import COURIER, CUSTOMER, ORDER, OWNER, place

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.persistence.queues.promises import Promised
    from tests.integration.conftest import Platform

CARD = f"select message_id, old_messages from cards where chat_id = {CUSTOMER}"
WAITING = f"select count(*) from messages where chat_id = {CUSTOMER}"
COOKING = (ChooseCash(ORDER, CUSTOMER), AcceptOrder(ORDER, OWNER, 15))


class Crash(Exception):
    """The process dies here."""


class Chat:
    """The customer's chat, as a bot's calls make it; the others are not looked at."""

    def __init__(self) -> None:
        self.messages: dict[int, str] = {}
        self.priorities: list[int] = []
        self.silent: list[bool] = []
        self.refuses: dict[str, TelegramError] = {}
        self.least = 99
        self._number = 0

    async def send_message(self, chat_id: int, text: str, **call: Any) -> SimpleNamespace:
        self._number += 1
        if chat_id == CUSTOMER:
            self.messages[self._number] = text
            self.silent.append(call["disable_notification"])
        return SimpleNamespace(message_id=self._number)

    async def edit_message_text(self, text: str, chat_id: int, message_id: int, **_: Any) -> None:
        if chat_id == CUSTOMER:
            self._refuse("edit")
            self.messages[message_id] = text

    async def delete_message(self, chat_id: int, message_id: int, **call: Any) -> None:
        if chat_id == CUSTOMER:
            self.priorities.append(call["rate_limit_args"])
            self._refuse("delete")
            self.messages.pop(message_id)
            self.least = min(self.least, len(self.messages))

    def _refuse(self, how: str) -> None:
        if error := self.refuses.get(how):
            raise error

    @property
    def heads(self) -> list[str]:
        """The first line of each message, oldest first."""
        return [text.split("\n")[0] for text in self.messages.values()]


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def sender(platform: Platform, chat: Chat) -> Sender:
    queue = MessageQueue(platform.database, UTC)
    return Sender(queue, platform.bus, cast("ExtBot[int]", chat), platform.clock)


async def send_all(sender: Sender) -> None:
    while await sender.send_once():
        pass


async def an_accepted_order(platform: Platform, sender: Sender) -> None:
    """Its customer has had two cards: the second one was sent anew."""
    await platform.run(place())
    await send_all(sender)
    await platform.run(*COOKING)
    await send_all(sender)


async def promised_to_customer(platform: Platform) -> list[Promised]:
    promised = await platform.database.read(lambda uow: uow.messages.pending(20))
    return [it for it in promised if it.chat_id == CUSTOMER]


async def a_card_to_be_sent_anew(platform: Platform, sender: Sender) -> Promised:
    """Its customer has the first one, and shall notice that it is accepted."""
    await platform.run(place())
    await send_all(sender)
    await platform.run(*COOKING)
    (promised,) = await promised_to_customer(platform)
    return promised


@pytest.mark.each_engine
async def test_card_sent_anew_is_noted_before_the_message_that_it_was_goes(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await an_accepted_order(platform, sender)
    assert "is accepted: please wait" in chat.heads[-1]
    (first, second) = chat.messages
    assert await platform.look(CARD) == [(second, str(first))]
    assert await sender.old_cards.take_away_once() is False
    assert list(chat.messages) == [second]
    assert chat.least == 1
    assert await platform.look(CARD) == [(second, None)]


async def test_crash_between_sending_anew_and_noting_it_leaves_a_card_and_repeats_one_message(
    platform: Platform, sender: Sender, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform.run(place())
    await send_all(sender)
    await platform.run(*COOKING)

    async def die(*_: Any) -> None:
        raise Crash

    with monkeypatch.context() as dying:
        dying.setattr("bot.notifications.message_queue.MessageQueue.card_sent", die)
        await sender.send_once()
    assert len(chat.messages) == 2
    platform.clock.advance(minutes=1)
    await send_all(sender)
    await sender.old_cards.take_away_once()
    # What the dead process has sent stays beside the card; nobody knows of it.
    assert [("is accepted" in it) for it in chat.heads] == [True, True]
    assert await platform.look(CARD) == [(max(chat.messages), None)]


async def test_message_that_telegram_deletes_no_more_says_that_it_is_old(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await an_accepted_order(platform, sender)
    chat.refuses["delete"] = BadRequest("Message can't be deleted for everyone")
    await sender.old_cards.take_away_once()
    assert chat.heads[0] == "⬇️ #AAAAA: see the newer message below"
    assert "is accepted" in chat.heads[1]
    chat.refuses["edit"] = BadRequest("Message to edit not found")
    await sender.old_cards.take_away_once()
    assert (await platform.look(CARD))[0][1] is None


@pytest.mark.parametrize("error", [NetworkError("away"), TelegramError("Bad Gateway")])
async def test_old_message_stays_noted_while_the_line_is_in_trouble(
    platform: Platform, sender: Sender, chat: Chat, error: TelegramError
) -> None:
    await an_accepted_order(platform, sender)
    chat.refuses["delete"] = error
    with pytest.raises(type(error)):
        await sender.old_cards.take_away_once()
    chat.refuses.clear()
    await sender.old_cards.take_away_once()
    assert len(chat.messages) == 1


async def test_old_message_of_somebody_who_blocked_the_bot_is_let_go(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await an_accepted_order(platform, sender)
    chat.refuses["delete"] = Forbidden("Forbidden: bot was blocked by the user")
    await sender.old_cards.take_away_once()
    assert (await platform.look(CARD))[0][1] is None


async def test_card_sent_anew_twice_takes_both_older_messages_away(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await an_accepted_order(platform, sender)
    await platform.run(PutOff(ORDER, OWNER, 10, "the oven"))
    await send_all(sender)
    await sender.old_cards.take_away_once()
    assert len(chat.messages) == 1
    assert "takes longer" in chat.heads[0]


async def test_change_while_a_card_is_sent_anew_edits_it_and_sends_no_third_one(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    promised = await a_card_to_be_sent_anew(platform, sender)
    assert promised.is_new
    # It is on its way while the kitchen says that it is cooked.
    await platform.run(MarkCooked(ORDER, OWNER))
    await sender._queue.card_sent(promised, 77, "shown")
    chat.messages[77] = "sent anew"
    await send_all(sender)
    assert list(chat.messages)[-1] == 77
    assert "Cooked: please wait for the delivery" in chat.messages[77]
    assert await platform.look(WAITING) == [(0,)]


async def test_news_that_came_while_a_card_is_sent_anew_comes_anew_too(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    promised = await a_card_to_be_sent_anew(platform, sender)
    await platform.run(PutOff(ORDER, OWNER, 10))
    await sender._queue.card_sent(promised, 77, "shown")
    chat.messages[77] = "sent anew"
    await send_all(sender)
    assert "takes longer" in chat.heads[-1]
    assert max(chat.messages) > 2


async def test_what_a_step_said_stays_on_the_card_that_skipped_it(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await platform.run(place(), *COOKING, PutOff(ORDER, OWNER, 10, "the oven broke"))
    await platform.run(MarkCooked(ORDER, OWNER))
    await send_all(sender)
    (text,) = chat.messages.values()
    assert text.startswith("🥡 Cooked: please wait for the delivery")
    assert "Reason: the oven broke" in text


async def test_news_is_what_the_card_begins_with_until_the_order_is_a_step_further(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await platform.run(place(), *COOKING, MarkCooked(ORDER, OWNER))
    await platform.run(TakeDelivery(ORDER, COURIER, "Dan"), PickUp(ORDER, COURIER))
    await send_all(sender)
    assert "is on the way to you" in chat.heads[-1]
    await platform.run(ShowMyOrder(ORDER, CUSTOMER))
    await send_all(sender)
    assert "is on the way to you" in chat.heads[-1]


async def test_card_of_whoever_acted_goes_first_and_makes_no_sound(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await platform.run(place())
    look = f"select priority from messages where chat_id = {CUSTOMER}"
    assert await platform.look(look) == [(Priority.REPLY,)]
    await send_all(sender)
    await platform.run(*COOKING)
    await send_all(sender)
    assert chat.silent == [True, False]


async def test_message_of_a_summary_becomes_the_card_of_its_order(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    chat.messages[500] = "the summary"
    await platform.bus.execute(place(), shown_in=500)
    await platform.settle()
    await send_all(sender)
    assert list(chat.messages) == [500]
    assert "Waiting for payment" in chat.heads[0]
    # The same tap once more, after the card was sent anew.
    await platform.run(*COOKING)
    await send_all(sender)
    await platform.bus.execute(place(), shown_in=500)
    assert (await platform.look(CARD))[0][0] != 500


async def test_old_messages_are_taken_away_behind_everything_else(
    platform: Platform, sender: Sender, chat: Chat
) -> None:
    await an_accepted_order(platform, sender)
    await sender.old_cards.take_away_once()
    assert chat.priorities == [Priority.CLEANUP]
