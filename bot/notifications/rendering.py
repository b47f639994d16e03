"""What a promised message looks like now."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING

from bot.notifications.recipients import COURIER, CUSTOMER, OPERATOR, STORE
from handlers.ui.cards import customer_card, delivery_card, ticket_card
from handlers.ui.notices import customer_notice, operator_notice, store_notice
from handlers.ui.words import Words

if TYPE_CHECKING:
    from bot.persistence.messages import Promised
    from bot.persistence.transaction import SqlTransaction
    from handlers.ui.keyboards import Card

_NOTICES = {CUSTOMER: customer_notice, STORE: store_notice, OPERATOR: operator_notice}


def render(promised: Promised, zone: tzinfo, tx: SqlTransaction) -> Card:
    """The message in its reader's language; a card shows the state of this very moment."""
    words = Words(tx.people.language_of(promised.chat_id), zone)
    if promised.event is not None:
        return _NOTICES[promised.audience](promised.event, words)
    if promised.audience == CUSTOMER:
        return customer_card(tx.views.get(promised.subject), words)
    if promised.audience == STORE:
        return ticket_card(tx.tickets.get(promised.subject), words)
    if promised.audience == COURIER:
        return delivery_card(tx.deliveries.get(promised.subject), promised.chat_id, words)
    raise ValueError(f"no card for {promised.audience!r}")
