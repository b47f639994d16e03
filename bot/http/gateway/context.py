"""What every route has at hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi import Request

from bot.command_bus import told_away
from bot.http.gateway.known_tokens import KnownTokens
from bot.http.gateway.rates import Rates
from handlers.ui.translator import Translator

if TYPE_CHECKING:
    from bot.command_bus import CommandBus
    from bot.http.event_stream import EventStream
    from bot.persistence.pages import Listing
    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.processes.checkout import Invoice

T = TypeVar("T")


@dataclass(frozen=True)
class GatewayContext:
    """What all routes share.

    Args:
        database: Where rows are read, page by page.
        tokens: Whose tokens there are.
        bus: The way to the domain, the same as that of the chats.
        events: What happens, as it happens.
        clock: Tells the time, in UTC.
        zone: The time zone in which texts tell times.
        check_provider: Asks the payment provider whether it works; raises ProviderUnavailable.
        send_invoice: Sends an invoice to the chat of whoever ordered, in their language.
        requests_per_minute: How many requests each token may make.
        origins: Whose pages a browser lets call.
        forwarded: By the first part of a path, the service that answers it.
        contexts: Whose paths are served here.
        side: Where deliveries are, if they have a database of their own.
    """

    database: Database
    tokens: KnownTokens
    bus: CommandBus
    events: EventStream
    clock: Callable[[], datetime]
    zone: tzinfo
    check_provider: Callable[[], Awaitable[None]]
    send_invoice: Callable[[int, Invoice], Awaitable[None]]
    requests_per_minute: int
    contexts: Sequence[str]
    origins: Sequence[str] = ()
    forwarded: Mapping[str, str] = field(default_factory=dict)
    side: DeliverySide | None = None
    rates: Rates = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", Rates(self.requests_per_minute))

    async def read(self, listing: Listing, work: Callable[[UnitOfWork], T]) -> T:
        """Read where the rows of a listing are. Raises DatabaseUnavailable, ContextAway."""
        if self.side is None or not listing.is_of_delivery:
            return await self.database.read(work)
        with told_away(self.side):
            return await self.side.read(work)

    def translate(self, languages: str) -> Translator:
        """Texts in the first language of an ``Accept-Language`` (RFC 9110) that we have."""
        first = languages.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
        return Translator(first or None, self.zone, self.clock())


def context_of(request: Request) -> GatewayContext:
    """What the routes of the application of a request share."""
    context: GatewayContext = request.app.state.context
    return context


def problem_content(example: Mapping[str, Any]) -> dict[str, Any]:
    """How a problem is described in the OpenAPI document."""
    return {
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/ProblemDetails"},
                "example": example,
            }
        }
    }
