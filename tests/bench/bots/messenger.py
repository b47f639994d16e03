"""Sends what the notifications of the bot without storage promise, each chat in order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from telegram.constants import ParseMode
from telegram.ext import ExtBot

from domain.delivery.queries import DeliveryView
from domain.shared.audience import Audience
from domain.shared.messages import Event
from domain.store.queries import TicketView
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.delivery_cards import delivery_card
from handlers.ui.keyboards import Card
from handlers.ui.notices import customer_notice, store_notice
from handlers.ui.translator import Translator
from tests.bench.bots.memory import Wish

_NOTICES: Mapping[str, Callable[[Event, Translator], Card]] = {
    Audience.CUSTOMER: customer_notice,
    Audience.STORE: store_notice,
}


class Messenger:
    """Remembers which message is the card of an order in a chat, and nothing else."""

    def __init__(self, bot: ExtBot[int], uow: Any, zone: tzinfo) -> None:
        self._bot, self._tx, self._zone = bot, uow, zone
        self._cards: dict[Wish, int] = {}
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, wishes: list[Wish]) -> None:
        """Send them, chats side by side."""
        chats: defaultdict[int, list[Wish]] = defaultdict(list)
        for wish in wishes:
            chats[wish.chat_id].append(wish)
        for chat_id, found in chats.items():
            task = asyncio.create_task(self._send_in_order(chat_id, found))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _send_in_order(self, chat_id: int, wishes: list[Wish]) -> None:
        async with self._turns[chat_id]:
            for wish in wishes:
                await self._send(wish)

    async def _send(self, wish: Wish) -> None:
        card = self._rendered(wish)
        form: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": card.keyboard}
        known = self._cards.get(wish)
        if known is not None:
            await self._bot.edit_message_text(card.text, wish.chat_id, known, **form)
            return
        message = await self._bot.send_message(wish.chat_id, card.text, **form)
        if wish.event is None:
            self._cards[wish] = message.message_id

    def _rendered(self, wish: Wish) -> Card:
        translate = Translator("en", self._zone)
        if wish.event is not None:
            return _NOTICES[wish.audience](wish.event, translate)
        if wish.audience == Audience.CUSTOMER:
            return customer_card(self._tx.views.get(wish.subject), translate)
        if wish.audience == Audience.COURIER:
            return delivery_card(
                DeliveryView.of(self._tx.deliveries.get(wish.subject), wish.chat_id), translate
            )
        return ticket_card(
            TicketView.of(self._tx.tickets.get(wish.subject), self._tx.now), translate
        )
