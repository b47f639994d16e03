"""The queue of messages of the bot without storage; the platform's own sender works it off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from bot.clock import utc_now
from bot.notifications.message_queue import Look, Ready, first_of_each_chat
from bot.notifications.rendering import render
from bot.persistence.queues.cards import OldCard
from bot.persistence.queues.promises import Priority

if TYPE_CHECKING:
    from domain.shared.messages import Event

Key = tuple[int, str, str]
Told = tuple["Event", datetime]


@dataclass(slots=True)
class Wish:
    """A card that shall be brought up to date; the sender reads it as a ``Promised``."""

    chat_id: int
    audience: str
    subject: str
    priority: int = Priority.BROADCAST
    is_new: bool = False
    is_news: bool = False
    told: Told | None = None
    known: tuple[int, str] | None = None
    kind: str = "card"
    language: str = "en"
    news: int | None = None
    promised_at: datetime | None = None

    @property
    def order_id(self) -> str:
        """What the log names it by."""
        return self.subject

    @property
    def key(self) -> Key:
        """What the card is known by."""
        return self.chat_id, self.audience, self.subject

    @property
    def event(self) -> Event | None:
        """What it begins with."""
        return self.told[0] if self.told else None

    @property
    def told_at(self) -> datetime | None:
        """When that happened (UTC)."""
        return self.told[1] if self.told else None


class MemoryQueue:
    """Cards that are wished for, and those that were sent.

    It stands in for ``SqlMessages`` and ``SqlCards`` before the sending, and for ``MessageQueue``
    behind it. It knows no notices, and no message that is refused: none comes of an order that
    goes well.
    """

    def __init__(self) -> None:
        self.handled: Told | None = None
        self._wishes: dict[Key, Wish] = {}
        self._sent: dict[Key, tuple[int, str]] = {}
        self._told: dict[Key, Told] = {}
        self._old: list[OldCard] = []

    def card(
        self,
        chat_id: int,
        audience: str,
        subject: str,
        priority: Priority = Priority.ORDER_STEP,
        *,
        is_new: bool = False,
        news: int | None = None,
        not_before: datetime | None = None,
        is_settled: bool = False,
    ) -> None:
        assert not_before is None or not_before <= utc_now(), "nothing waits here"
        wish = Wish(chat_id, audience, subject)
        wish = self._wishes.setdefault(wish.key, wish)
        wish.priority = priority if is_settled else min(wish.priority, priority)
        wish.is_new |= is_new
        if news is not None:
            wish.is_news, wish.told = True, self.handled

    def move_down(
        self,
        user_id: int,
        audience: str,
        order_id: str,
        priority: Priority = Priority.ORDER_STEP,
        news: int | None = None,
    ) -> None:
        self.card(user_id, audience, order_id, priority, is_new=True, news=news)

    def refresh(self, chat_id: int, audience: str, subject: str) -> None:
        key = (chat_id, audience, subject)
        if key in self._sent or key in self._wishes:
            self.card(*key)

    def note(self, chat_id: int, audience: str, subject: str, message_id: int) -> None:
        self._sent.setdefault((chat_id, audience, subject), (message_id, ""))

    def take(self, most: int, busy: Collection[int]) -> tuple[list[Wish], int]:
        """What may be sent now, one of each chat, most urgent first; nothing for busy chats.

        Answers besides how many there were; the others stay.
        """
        free = [wish for wish in self._wishes.values() if wish.chat_id not in busy]
        found = sorted(free, key=lambda wish: wish.priority)[:most]
        firsts = first_of_each_chat(found)
        for wish in firsts:
            # What is wished for from now on is another message.
            del self._wishes[wish.key]
            wish.known = self._sent.get(wish.key)
            wish.told = wish.told or self._told.get(wish.key)
        return firsts, len(found)

    def sent(self, wish: Wish, message_id: int, digest: str) -> None:
        """Telegram has a card as ``message_id``."""
        self._sent[wish.key] = (message_id, digest)
        if wish.told:
            self._told[wish.key] = wish.told
        if wish.known and wish.known[0] != message_id:
            self._old.append(OldCard(*wish.key, wish.known[0], wish.language))

    async def old_cards(self, most: int) -> list[OldCard]:
        return self._old[:most]

    async def old_card_gone(self, old: OldCard) -> None:
        self._old.remove(old)


class SenderQueue:
    """What the sender asks a ``MessageQueue`` for while all goes well."""

    def __init__(self, uow: Any, zone: tzinfo) -> None:
        self._uow, self._zone = uow, zone
        self.old_cards, self.old_card_gone = uow.messages.old_cards, uow.messages.old_card_gone

    async def ready(self, most: int, busy: Collection[int], _crowded: Collection[int]) -> Look:
        taken, found = self._uow.messages.take(most, busy)
        ready = [Ready(wish, render(wish, self._zone, self._uow), None) for wish in taken]
        return Look(ready, found)

    async def sent_card(self, _wish: Wish) -> None:
        """It is as it was."""

    async def taken_away(self, _wish: Wish) -> None:
        raise AssertionError("every courier takes what they are offered")

    async def card_sent(self, wish: Wish, message_id: int, digest: str) -> None:
        self._uow.messages.sent(wish, message_id, digest)
