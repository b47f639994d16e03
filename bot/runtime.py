"""The composition root: the only place that knows every part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.apart import Apart, shares
from bot.clock import Clock
from bot.command_bus import CommandBus
from bot.events.bus import bus_of, routes_of
from bot.events.consumers import CONSUMERS
from bot.events.relay import Relay
from bot.http.event_stream import EventStream
from bot.http.lookout import Lookout
from bot.http.metrics import Metrics
from bot.measures import Measures
from bot.notifications.alarm import Telling, raise_alarm
from bot.notifications.message_queue import MessageQueue
from bot.notifications.sender import Sender
from bot.payments.providers.registry import providers_of
from bot.payments.resilience.breaker import BreakerState
from bot.payments.resilience.guarded import guarded
from bot.payments.workers.payment_resumer import PaymentResumer
from bot.payments.workers.provider_monitor import ProviderMonitor
from bot.payments.workers.refund_worker import RefundWorker
from bot.persistence.database.location import location_of
from bot.persistence.side import DeliverySide
from bot.persistence.unit_of_work import nothing, open_database
from bot.scheduling import deadline_worker, housekeeping, nightly_audit
from bot.scheduling.deadline_worker import DeadlineWorker
from bot.scheduling.housekeeping import Housekeeping
from bot.scheduling.nightly_audit import NightlyAudit
from bot.scheduling.schedule import Schedule
from bot.standing import Standing
from bot.starting import available
from bot.telegram.application import budgets_of, build_application, introduce
from bot.telegram.incoming.inbox import Inbox
from bot.telegram.incoming.update_store import UpdateStore
from bot.telegram.incoming.ways_in import way_in_of
from bot.telegram.link import Link, LinkState
from bot.telegram.outgoing.rate_limiter import RateLimiter
from bot.telegram.transport.request import AiohttpRequest
from bot.worker import working
from domain.customer import TokenContested
from domain.payment import RefundRequested
from domain.shared.errors import DatabaseUnavailable
from handlers.context import Dependencies

if TYPE_CHECKING:
    from bot.persistence.database.location import Session
    from bot.settings import Settings
    from domain.shared.messages import Event
    from handlers.context import App

_log = structlog.get_logger(__name__)

# A database that goes while nobody writes is noticed within this time.
_WATCH_SECONDS = 2


class Runtime:
    """One process of the platform, put together but not started; see ``running``."""

    http_address = api_address = ""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock,
        session: Session | None = None,
        consumers: Collection[str] = CONSUMERS,
    ) -> None:
        """Put the parts together; the database must be migrated.

        Args:
            settings: The configuration.
            clock: Tells the time, in UTC.
            session: Holds the locks of this process, if there may be others.
            consumers: Whose events are handled here.
        """
        self.location, self.session = location_of(settings.database_address), session
        self.measures = Measures()
        self.database = open_database(
            self.location,
            routes=routes_of(settings),
            limits=settings.limits,
            clock=clock,
            on_commit=self._on_commit,
            on_lost=self._on_database_lost,
        )
        is_apart = settings.delivery_database_address is not None
        self.side = DeliverySide(self._on_messages) if is_apart else None
        self.bus = CommandBus(self.database, self.side, self.measures)
        # What one process does for all, it reads without a lock only where there is no other.
        leaders, leaders_bus = self.database, self.bus
        if session:
            leaders = session.leaders(self.database)
            leaders_bus = CommandBus(leaders, self.side, self.measures)
            session.on_rows, session.on_presence = self._on_rows, self._on_presence
        self._leaders = leaders
        self.dependencies = Dependencies(
            bus=self.bus,
            zone=settings.zone,
            clock=clock,
            provider=settings.provider_name,
            provider_token=settings.provider_token.get_secret_value(),
            check_provider=self._check_provider,
            card_answers=MessageQueue(self.database, settings.zone, self.side).card_answers,
        )
        poll = AiohttpRequest(connection_pool_size=1)
        # Without pacing there is nothing to share.
        self.autocommit = self.location.autocommit() if settings.messages_per_second else None
        budgets = budgets_of(settings.messages_per_second, self.autocommit)
        self.telegram: App = build_application(
            settings.bot_token.get_secret_value(),
            settings.telegram_url,
            self.dependencies,
            RateLimiter(budgets),
            poll,
        )
        leads = (lambda: session.is_leading) if session else (lambda: True)
        self.link = Link(
            self._on_link_change,
            lambda state: self.metrics.telegram_refused(state.value),
            is_fetching=leads,
        )
        updates = UpdateStore(self.database)
        self.inbox = Inbox(
            updates, self.bus, self.telegram, poll, self.link, session, self.measures
        )
        databases = (self.database, leaders)
        more = (clock, consumers, self.inbox.caught_up, self._on_events, self.measures)
        self.apart = Apart(settings, self.side, databases, *more) if self.side else None
        queued, relayed = shares(consumers, is_apart=is_apart)
        self.relay = Relay(self.database, clock, relayed, measures=self.measures)
        self.event_bus = bus_of(settings, *databases, self._on_events, queued)
        self.sender = Sender(
            MessageQueue(leaders, settings.zone, self.side),
            self.bus,
            self.telegram.bot,
            clock,
            on_trouble=self.link.failed,
            may_send=leads,
            crowded=budgets.crowded,
            measures=self.measures,
        )
        self.unguarded = providers_of(settings)
        self.providers = guarded(self.unguarded, self._on_provider_change)
        self.deadline_worker = DeadlineWorker(leaders, leaders_bus, clock, self.inbox.caught_up)
        self.refund_worker = RefundWorker(leaders_bus, self.providers)
        self.payment_resumer = PaymentResumer(leaders_bus, self._check_provider)
        self.provider_monitor = ProviderMonitor(leaders, leaders_bus, self.providers)
        lookout = Lookout(self.database, self.side)
        self.standing = Standing(self.link, self.event_bus, lookout, self.side)
        self.metrics = Metrics(
            lookout,
            lambda: self.inbox.waiting,
            self.providers,
            [self.event_bus, *([self.apart.event_bus] if self.apart else [])],
            measures=self.measures,
            watched=self.standing,
        )
        self.way_in = way_in_of(
            settings,
            self.inbox,
            self.telegram,
            self.link,
            may_take=lambda: not self.standing.is_database_away,
            on_news=self.metrics.webhook_told,
        )
        audited = (self.database, self.location, self.unguarded)
        self.audit = NightlyAudit(*audited, clock, settings.zone)
        self.housekeeping = Housekeeping(self.database, budgets.tidy)
        self.events = EventStream(self.database)
        self.schedule = Schedule(settings.zone)
        self.schedule.every(deadline_worker.EVERY_SECONDS, self.deadline_worker.wakeup.set)
        self.schedule.every(_WATCH_SECONDS, self.database.check_presence)
        self.schedule.every(housekeeping.EVERY_SECONDS, self.housekeeping.wakeup.set)
        self.schedule.nightly(nightly_audit.HOUR, nightly_audit.MINUTE, self.audit.wakeup.set)
        self._operators = settings.operators
        self._telling = Telling()

    def _on_commit(self, published: set[type[Event]], promised: bool) -> None:
        if published:
            self._on_events()
        if promised:
            self._on_messages()
        if RefundRequested in published:
            self.refund_worker.wakeup.set()

    def _on_events(self) -> None:
        self.event_bus.wake()
        self.relay.wakeup.set()
        self.events.announce()
        if self.apart:
            self.apart.main_committed()

    def give_up(self) -> None:
        """Wait for the database no more, for good, so that the process can end."""
        for part in (self.session, self.autocommit, self.side, self.database):
            if part is not None:
                part.give_up()

    async def lead(self) -> None:
        """Do what one process does for all, until cancelled."""
        # Who led before may have left something at Telegram.
        self.inbox.caught_up.clear()
        try:
            async with self.leading(), working("inbox", self.way_in.run):
                await asyncio.Event().wait()
        finally:
            self.link.relieved()

    @asynccontextmanager
    async def leading(self) -> AsyncIterator[None]:
        """Send, look after deadlines and money, publish: until left."""
        ready = partial(available, self.location)
        await ready(self.provider_monitor.restore)
        await ready(self.sender.restore)
        await ready(self.event_bus.prepare)
        await introduce(self.telegram, is_fetching=self.way_in.is_fetching)
        self.audit.begin()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.sender.stop)
            for name, work in (
                ("sender", self.sender.run),
                ("old cards", self.sender.old_cards.run),
                ("refund worker", self.refund_worker.run),
                ("payment resumer", self.payment_resumer.run),
                ("provider monitor", self.provider_monitor.run),
                ("nightly audit", self.audit.run),
                ("housekeeping", self.housekeeping.run),
                ("deadline worker", self.deadline_worker.run),
            ):
                await stack.enter_async_context(working(name, work))
            await stack.enter_async_context(self.event_bus.publishing())
            if self.apart:
                await stack.enter_async_context(self.apart.leading())
            yield

    def _on_rows(self, table: str) -> None:
        """Somebody committed rows of a table, or of any."""
        if table in {"updates", ""}:
            self.inbox.news.set()
        if table in {"outbox", ""}:
            self._on_events()
        if table in {"messages", ""}:
            self._on_messages()

    def _on_messages(self) -> None:
        self.sender.wakeup.set()

    def _on_presence(self, is_there: bool) -> None:
        self.standing.is_database_away = not is_there
        if not is_there:
            self.inbox.drop()

    async def _check_provider(self) -> None:
        """Ask the provider of new payments whether it works. Raises ProviderUnavailable."""
        if provider := self.providers.get(self.dependencies.provider):
            await provider.check()

    def _on_provider_change(self, name: str, state: BreakerState) -> None:
        self.metrics.provider_changed(name, state.value)
        self.standing.provider_changed(name, state)
        self.provider_monitor.wakeup.set()
        if state is BreakerState.CLOSED:
            self.refund_worker.resume()
            self.payment_resumer.wakeup.set()

    def _on_link_change(self, state: LinkState, problem: str) -> None:
        _log.warning("the link to Telegram changed", state=state.value)
        if state is LinkState.CONFLICT:
            self._telling.begin(self._tell_contested(TokenContested(problem=problem)))

    async def _tell_contested(self, event: TokenContested) -> None:
        try:
            await self._leaders.read(nothing)
            await self.database.write(lambda uow: uow.publish(event))
        except DatabaseUnavailable:
            # Who was frozen hears of its successor's poll before it hears that it has one. And where
            # it is the database that is away, a conflict that lasts is found anew.
            self.link.relieved()

    def _on_database_lost(self, problem: str) -> None:
        self.standing.is_database_lost = True
        _log.critical("the database is lost; restore it and start again", problem=problem)
        languages = self.dependencies.languages
        self._telling.begin(raise_alarm(self.telegram.bot, self._operators, languages, problem))
