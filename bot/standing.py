"""How a process stands: what makes it useless, and what only works less well."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.apart import AWAY
from bot.http.health import READY
from bot.payments.resilience.breaker import BreakerState
from bot.telegram.link import LinkState

if TYPE_CHECKING:
    from bot.events.bus import EventBus
    from bot.http.lookout import Lookout
    from bot.persistence.side import DeliverySide
    from bot.telegram.link import Link


class Standing:
    """Knows how the parts of a process are; see ``bot.http.health.Watched``."""

    def __init__(
        self, link: Link, event_bus: EventBus, lookout: Lookout, side: DeliverySide | None
    ) -> None:
        """Ask the line to Telegram, the bus, the queues, and the deliveries' own database."""
        self._link, self._event_bus, self._lookout, self._side = link, event_bus, lookout, side
        self.is_database_lost = self.is_database_away = False
        self._failing_providers: set[str] = set()

    @property
    def status(self) -> str:
        """``ready``, or in a word what makes this process useless."""
        useless = {
            "database_lost": self.is_database_lost,
            "database_away": self.is_database_away,
            "wrong_schema": self._lookout.has_other_tables,
            LinkState.UNAUTHORIZED.value: self._link.state is LinkState.UNAUTHORIZED,
        }
        return next((word for word, is_so in useless.items() if is_so), READY)

    @property
    def degraded(self) -> Collection[str]:
        """What does not work, in a word each (``DEGRADED``), though all else goes on.

        So is a token that somebody else uses, too, and an address that Telegram does not take:
        programs are served, messages are sent, what does come is handled. Without its calls a process
        would do less, and neither would be mended.
        """
        state = self._link.state
        less = {
            AWAY: self._side is not None and self._side.is_away,
            "provider_away": bool(self._failing_providers),
            "telegram_away": self._link.is_away,
            state.value: state in (LinkState.CONFLICT, LinkState.WEBHOOK_REFUSED),
        }
        words = (word for word, is_so in less.items() if is_so)
        return {*words, *self._event_bus.degraded, *self._lookout.late}

    async def look(self) -> None:
        """See how long the queues are, unless nobody could tell."""
        if not (self.is_database_lost or self.is_database_away):
            await self._lookout.look()

    def provider_changed(self, name: str, state: BreakerState) -> None:
        """Note the new state of a payment provider's breaker; half open it is not there yet."""
        if state is BreakerState.CLOSED:
            self._failing_providers.discard(name)
        else:
            self._failing_providers.add(name)
