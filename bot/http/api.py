"""Whether a process serves programs over HTTP, and what: the gateway, or one service of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.settings.gateway import RESOURCES
from handlers.arguments import StartArguments
from handlers.ui.invoices import invoice_fields
from handlers.ui.translator import Translator

if TYPE_CHECKING:
    from bot.command_bus import CommandBus
    from bot.http.event_stream import EventStream
    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database
    from bot.settings import Settings
    from domain.processes.checkout import Invoice
    from handlers.context import App, Dependencies


@asynccontextmanager
async def serving_api(
    settings: Settings,
    contexts: Collection[str],
    database: Database,
    side: DeliverySide | None,
    bus: CommandBus,
    events: EventStream,
    dependencies: Dependencies,
    app: App,
) -> AsyncIterator[str]:
    """Serve what the settings name, and yield its address; empty where they name nothing.

    Args:
        settings: ``GATEWAY_PORT`` serves every path in a process of all contexts, ``SERVICE_PORT`` the
            paths of its contexts in a process of some.
        contexts: Whose events are handled here.
        database: Where rows are read.
        side: Where those of deliveries are, if they have a database of their own.
        bus: The way to the domain, as that of the chats.
        events: What happens, as it happens.
        dependencies: The provider, and in which language and zone people read, as in the chats.
        app: Its bot sends invoices.

    Raises:
        CannotServeError: The address is none of this machine's, or is taken.
    """
    named = [name for name in RESOURCES if name in contexts]
    is_whole = len(named) == len(RESOURCES)
    port = settings.gateway_port if is_whole else settings.service_port
    if port is None:
        yield ""
        return
    # FastAPI and uvicorn are imported by whoever serves with them.
    from bot.http.gateway.context import GatewayContext  # noqa: PLC0415
    from bot.http.gateway.known_tokens import KnownTokens  # noqa: PLC0415
    from bot.http.gateway.serving import serving  # noqa: PLC0415

    async def send_invoice(customer_id: int, invoice: Invoice) -> None:
        language = await database.read(lambda uow: uow.people.language_of(customer_id))
        translate = Translator(language, dependencies.zone, dependencies.clock())
        link = StartArguments.link_to(invoice.order_id)
        fields = invoice_fields(invoice, translate, dependencies.provider_token, link)
        await app.bot.send_invoice(customer_id, **fields)

    context = GatewayContext(
        database=database,
        tokens=KnownTokens(database),
        side=side,
        bus=bus,
        events=events,
        clock=dependencies.clock,
        zone=dependencies.zone,
        check_provider=dependencies.check_provider,
        send_invoice=send_invoice,
        requests_per_minute=settings.gateway_requests_per_minute,
        contexts=named,
        origins=settings.allowed_origins,
        forwarded=settings.forwarded if is_whole else {},
    )
    async with serving(context, settings.gateway_host, port) as address:
        yield address
