"""The promised messages, as their sender needs them: each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from telegram.error import BadRequest

from bot.notifications.rendering import render
from bot.persistence.brought import Brought, DeliveryQuestion
from bot.persistence.database.engine import is_unavailable
from bot.persistence.queues.promises import Priority
from domain.customer import MessageRefused
from domain.shared.audience import Audience
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, tzinfo

    from bot.persistence.queues.cards import OldCard
    from bot.persistence.queues.promises import Promised
    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from handlers.ui.keyboards import Card

# It is a subject of events, which has so much room (``events.subject``).
_MESSAGE = 64
_PROBLEM = 200
# Cards that nobody can write without the delivery they are about; operators' are written without.
CARRIED = frozenset({Audience.COURIER, Audience.TRIP})
SHOWS_DELIVERY = CARRIED | {Audience.OPERATOR}


class _OfAChat(Protocol):
    @property
    def chat_id(self) -> int: ...


Waits = TypeVar("Waits", bound=_OfAChat)


@dataclass(frozen=True, slots=True)
class Ready:
    """A promise, and what it looks like, or why that is unknown.

    Nothing is shown of a card that is no longer any of its reader's business.
    """

    promised: Promised
    shown: Card | None
    error: Exception | None

    @classmethod
    def of(cls, promised: Promised, zone: tzinfo, uow: UnitOfWork) -> Ready:
        """How a promise looks at this moment. Raises DatabaseUnavailable."""
        try:
            return cls(promised, render(promised, zone, uow), None)
        except Exception as error:
            if is_unavailable(error):
                raise
            return cls(promised, None, error)

    @property
    def is_needless(self) -> bool:
        """Whether there is nothing to show."""
        return self.shown is None and self.error is None

    def card(self) -> Card:
        """What it looks like. Raises whatever making it raised."""
        if self.shown is None:
            raise self.error or LookupError("nothing to show")
        return self.shown


@dataclass(frozen=True, slots=True)
class Look:
    """The first message of each chat that has any now, and how many there were in all."""

    ready: list[Ready]
    found: int


class MessageQueue:
    """Promises of a database. Every method raises DatabaseUnavailable while it is away."""

    def __init__(self, database: Database, zone: tzinfo, side: DeliverySide | None = None) -> None:
        """Show times in ``zone``, and deliveries from their own database if they lie apart."""
        self._database, self._zone, self._side = database, zone, side

    async def ready(self, most: int, busy: Collection[int], crowded: Collection[int] = ()) -> Look:
        """What may be sent now, as it looks now, most urgent first; see ``SqlMessages.pending``.

        A chat has one message at a time: what comes after it may look otherwise by then.
        """

        def read(uow: UnitOfWork) -> Look:
            return self._look(uow.messages.pending(most, busy, crowded), uow)

        if self._side is None:
            return await self._database.read(read)
        return await self._ready_apart(self._side, most, busy, crowded)

    async def _ready_apart(
        self,
        side: DeliverySide,
        most: int,
        busy: Collection[int],
        crowded: Collection[int],
    ) -> Look:
        """While the side is away only what cannot be written without it waits."""
        promises = await self._database.read(
            lambda uow: uow.messages.pending(most, busy, crowded, CARRIED if side.is_away else ())
        )
        try:
            brought = await self._brought(side, first_of_each_chat(promises))
        except DatabaseUnavailable:
            promises = [it for it in promises if it.audience not in CARRIED]
            brought = await self._brought(side, first_of_each_chat(promises))

        def write(uow: UnitOfWork) -> Look:
            uow.lend(brought)
            return self._look(promises, uow)

        return await self._database.read(write)

    def _look(self, promises: list[Promised], uow: UnitOfWork) -> Look:
        ready = [Ready.of(promised, self._zone, uow) for promised in first_of_each_chat(promises)]
        return Look(ready, len(promises))

    async def _brought(self, side: DeliverySide, promises: list[Promised]) -> Brought:
        """What these messages tell of deliveries.

        Raises:
            DatabaseUnavailable: The side is away, and some cannot be written without it.
        """
        about = [it for it in promises if it.kind == "card" and it.audience in SHOWS_DELIVERY]
        question = DeliveryQuestion(orders=frozenset(it.subject for it in about))
        if not about:
            return Brought(question)
        try:
            return await side.ask(question)
        except DatabaseUnavailable:
            if any(it.audience in CARRIED for it in about):
                raise
            return Brought(question)

    async def sent(self, promised: Promised) -> None:
        """Telegram has a message."""
        await self._database.write(lambda uow: uow.messages.sent(promised))

    async def sent_card(self, promised: Promised) -> None:
        """Telegram has a card as it is already."""
        await self._database.write(lambda uow: uow.messages.sent_card(promised))

    async def card_sent(self, promised: Promised, message_id: int, digest: str) -> None:
        """Telegram has a card as ``message_id``; see ``SqlCards.remember``."""

        def remember(uow: UnitOfWork) -> None:
            # The card comes before the promise: two that lock both in another order would wait for
            # each other.
            uow.cards.remember(promised, message_id, digest)
            uow.messages.sent_card(promised)

        await self._database.write(remember)

    async def taken_away(self, promised: Promised) -> None:
        """The chat shall have no such card; see ``SqlCards.take_away``."""

        def take_away(uow: UnitOfWork) -> None:
            uow.cards.take_away(promised)
            uow.messages.sent_card(promised)

        await self._database.write(take_away)

    async def card_answers(self, chat_id: int, message_id: int, button: str) -> bool | None:
        """Whether a card says by itself why a tap was too late; it is brought up to date at once.

        So it is when it has no such button any more. One that is about to go says nothing. None
        where the message is no card.

        Args:
            chat_id: Whose card.
            message_id: The message that was tapped.
            button: The callback data of the button.
        """
        brought = None
        if self._side is not None:
            brought = await self._brought_of(self._side, chat_id, message_id)

        def answers(uow: UnitOfWork) -> bool | None:
            if brought is not None:
                uow.lend(brought)
            promised = uow.cards.in_message(chat_id, message_id)
            if promised is None:
                return None
            card = Ready.of(promised, self._zone, uow).shown
            if card is None or card.has_button(button):
                return False
            # What it shows already the sender does not send again.
            uow.messages.card(chat_id, promised.audience, promised.subject, Priority.REPLY)
            return True

        return await self._database.write(answers)

    async def _brought_of(self, side: DeliverySide, chat_id: int, message_id: int) -> Brought:
        promised = await self._database.read(lambda uow: uow.cards.in_message(chat_id, message_id))
        try:
            return await self._brought(side, [promised] if promised else [])
        except DatabaseUnavailable:
            return Brought(DeliveryQuestion())

    async def old_cards(self, most: int) -> list[OldCard]:
        """The messages that cards were before, and that are still there."""
        return await self._database.read(lambda uow: uow.cards.old(most))

    async def old_card_gone(self, old: OldCard) -> None:
        """Such a message is gone."""
        await self._database.write(lambda uow: uow.cards.old_is_gone(old))

    async def set_back(self, promised: Promised, retry_at: datetime, *, counts: bool) -> None:
        """Try again at a time (UTC), which ``counts`` as an attempt or not."""
        await self._database.write(
            lambda uow: uow.messages.failed(promised, retry_at, counts=counts)
        )

    async def end(self, promised: Promised, error: Exception) -> None:
        """Give a message up that Telegram refuses, set one aside that we cannot make; tell why."""

        def end(uow: UnitOfWork) -> None:
            if isinstance(error, BadRequest):
                uow.messages.drop(promised)
            else:
                # What we cannot make today, a later version may: it is tried at its start.
                uow.messages.set_aside(promised)
            told = promised.about[0] if promised.about else promised.kind
            message = ":".join((promised.audience, promised.subject, told))[:_MESSAGE]
            problem = str(error)[:_PROBLEM]
            uow.publish(MessageRefused(user_id=promised.chat_id, problem=problem, message=message))

        await self._database.write(end)

    async def revive(self) -> int:
        """Let messages be tried again that were set aside; answers how many there were."""
        return await self._database.write(lambda uow: uow.messages.revive())


def first_of_each_chat(waiting: Iterable[Waits]) -> list[Waits]:
    """The first one of each chat, in the order in which they come."""
    firsts: dict[int, Waits] = {}
    for one in waiting:
        firsts.setdefault(one.chat_id, one)
    return list(firsts.values())
