"""The composition root: the only place that knows every part."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.command_bus import CommandBus
from bot.events.bus import bus_of, routes_of
from bot.events.relay import Relay
from bot.http.feed import Feed
from bot.http.health import READY, health_routes
from bot.http.metrics import Metrics
from bot.http.server import serving
from bot.notifications.alarm import raise_alarm
from bot.notifications.message_queue import MessageQueue
from bot.notifications.sender import Sender
from bot.payments.providers.registry import close, providers_of
from bot.payments.resilience.breaker import BreakerState
from bot.payments.resilience.guarded import GuardedProvider
from bot.payments.workers.payment_resumer import PaymentResumer
from bot.payments.workers.provider_monitor import ProviderMonitor
from bot.payments.workers.refund_worker import RefundWorker
from bot.persistence.database.location import location_of
from bot.persistence.unit_of_work import open_database
from bot.scheduling import deadline_worker, housekeeping, nightly_audit
from bot.scheduling.deadline_worker import DeadlineWorker
from bot.scheduling.housekeeping import Housekeeping
from bot.scheduling.nightly_audit import NightlyAudit
from bot.scheduling.schedule import Schedule
from bot.starting import available, check, only_process
from bot.telegram.application import build_application, connect
from bot.telegram.incoming.inbox import Inbox
from bot.telegram.incoming.update_store import UpdateStore
from bot.telegram.link import Link, LinkState
from bot.telegram.outgoing.rate_limiter import RateLimiter, RateLimits
from bot.telegram.transport.request import AiohttpRequest
from bot.worker import working
from domain.customer import TokenContested
from domain.payment import RefundRequested
from domain.store import ImportStore, StoreFile
from handlers.context import Dependencies

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.shared.messages import Event
    from handlers.context import App

_log = structlog.get_logger(__name__)

T = TypeVar("T")
Clock = Callable[[], datetime]
# A database that goes while nobody writes is noticed within this time.
_WATCH_SECONDS = 2


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Runtime:
    """One process of the platform, put together but not started; see ``running``."""

    def __init__(self, settings: Settings, *, clock: Clock) -> None:
        """Put the parts together; the database must be migrated.

        Args:
            settings: The configuration.
            clock: Tells the time, in UTC.
        """
        self.location = location_of(settings.database_address)
        self.database = open_database(
            self.location,
            routes=routes_of(settings),
            limits=settings.limits,
            clock=clock,
            on_commit=self._on_commit,
            on_lost=self._on_database_lost,
        )
        self.bus = CommandBus(self.database)
        messages = MessageQueue(self.database, settings.zone)
        self.dependencies = Dependencies(
            bus=self.bus,
            zone=settings.zone,
            clock=clock,
            provider=settings.provider_name,
            provider_token=settings.provider_token.get_secret_value(),
            check_provider=self._check_provider,
            card_answers=messages.card_answers,
        )
        poll = AiohttpRequest(connection_pool_size=1)
        rate_limiter = RateLimiter(RateLimits(overall=settings.messages_per_second))
        self.telegram: App = build_application(
            settings.bot_token.get_secret_value(),
            settings.telegram_url,
            self.dependencies,
            rate_limiter,
            poll,
        )
        self.link = Link(self._on_link_change, self._on_link_failure)
        self.inbox = Inbox(UpdateStore(self.database), self.bus, self.telegram, poll, self.link)
        self.relay = Relay(self.database, clock)
        self.event_bus = bus_of(settings, self.database, self.relay.wakeup.set)
        self.sender = Sender(
            messages,
            self.bus,
            self.telegram.bot,
            clock,
            on_lost=self._forget,
            on_trouble=self.link.failed,
            crowded=rate_limiter.crowded,
        )
        self.unguarded = providers_of(settings)
        self.providers = {
            name: GuardedProvider(name, provider, on_change=self._on_provider_change)
            for name, provider in self.unguarded.items()
        }
        self.deadline_worker = DeadlineWorker(self.database, self.bus, clock, self.inbox.caught_up)
        self.refund_worker = RefundWorker(self.bus, self.providers)
        self.payment_resumer = PaymentResumer(self.bus, self._check_provider)
        self.provider_monitor = ProviderMonitor(self.database, self.bus, self.providers)
        self.metrics = Metrics(
            self.database, lambda: self.inbox.waiting, self.providers, self.event_bus
        )
        self.audit = NightlyAudit(
            self.database, self.location, self.unguarded, clock, settings.zone
        )
        self.housekeeping = Housekeeping(self.database)
        self.feed = Feed(self.database)
        self.schedule = Schedule(settings.zone)
        self.schedule.every(deadline_worker.EVERY_SECONDS, self.deadline_worker.wakeup.set)
        self.schedule.every(_WATCH_SECONDS, self.database.check_presence)
        self.schedule.every(housekeeping.EVERY_SECONDS, self.housekeeping.wakeup.set)
        self.schedule.nightly(nightly_audit.HOUR, nightly_audit.MINUTE, self.audit.wakeup.set)
        self.http_address = ""
        self.is_started = False
        self._is_database_lost = self._is_database_away = False
        self._operators = settings.operators
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def status(self) -> str:
        """Whether all is well (``ready``), or in a word why not."""
        if not self.is_started:
            return "starting"
        if self._is_database_lost:
            return "database_lost"
        if self._is_database_away:
            return "database_away"
        return READY if self.link.state is LinkState.WORKING else self.link.state.value

    def _on_commit(self, published: set[type[Event]], promised: bool) -> None:
        if published:
            self.event_bus.wake()
            self.relay.wakeup.set()
            self.feed.announce()
        if promised:
            self.sender.wakeup.set()
        if RefundRequested in published:
            self.refund_worker.wakeup.set()

    def on_rows(self) -> None:
        """Somebody committed rows that have to be worked off: events or messages."""
        self.event_bus.wake()
        self.relay.wakeup.set()
        self.sender.wakeup.set()
        self.feed.announce()

    def on_presence(self, is_there: bool) -> None:
        """The database's server has gone, or has come back."""
        self._is_database_away = not is_there

    async def _check_provider(self) -> None:
        """Ask the provider of new payments whether it works. Raises ProviderUnavailable."""
        if provider := self.providers.get(self.dependencies.provider):
            await provider.check()

    def _on_provider_change(self, name: str, state: BreakerState) -> None:
        self.metrics.provider_changed(name, state.value)
        self.provider_monitor.wakeup.set()
        if state is BreakerState.CLOSED:
            self.refund_worker.resume()
            self.payment_resumer.wakeup.set()

    def _on_link_failure(self, state: LinkState) -> None:
        self.metrics.telegram_refused(state.value)

    def _on_link_change(self, state: LinkState, problem: str) -> None:
        _log.warning("the link to Telegram changed", state=state.value)
        if state is LinkState.CONFLICT:
            event = TokenContested(problem=problem)
            telling = partial(self.database.write, lambda uow: uow.publish(event))
            self._tell(available(self.location, telling))

    def _on_database_lost(self, problem: str) -> None:
        self._is_database_lost = True
        _log.critical("the database is lost; restore it and start again", problem=problem)
        languages = {id: language for id, (_, language, _) in self.dependencies.met.items()}
        self._tell(raise_alarm(self.telegram.bot, self._operators, languages, problem))

    def _tell(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("operators not told", error=str(error))

    def _forget(self, user_id: int) -> None:
        self.dependencies.met.pop(user_id, None)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    stores: tuple[StoreFile, ...] = (),
    feed_reader: str = "",
) -> AsyncIterator[Runtime]:
    """Run the platform: migrate, import ``stores`` that are new, start every part.

    ``feed_reader`` is the address of the demo's page, which alone may show the event feed.

    Leaving stops taking updates, finishes what is in hand and closes the database.
    """
    async with AsyncExitStack() as stack:
        location = location_of(settings.database_address)
        ready = partial(available, location)
        # A thread cannot be broken off, so it waits for no lock: whoever stops the process at its
        # start does not wait either.
        with location.using():
            await stack.enter_async_context(only_process(location))
            await check(location)
            await ready(partial(asyncio.to_thread, location.migrate, patience=0))
            runtime = await ready(partial(_opened, settings, clock))
        stack.callback(runtime.database.close)
        stack.push_async_callback(close, runtime.unguarded)
        for store in stores:
            await ready(partial(runtime.bus.execute, ImportStore(store, only_new=True)))
        await ready(runtime.provider_monitor.restore)
        await ready(runtime.sender.restore)
        await ready(runtime.event_bus.prepare)
        http = health_routes(lambda: runtime.status, lambda: runtime.event_bus.degraded)
        http += runtime.metrics.routes()
        if feed_reader:
            http += runtime.feed.routes(feed_reader)
        server = serving(http, settings.host, settings.port)
        runtime.http_address = await stack.enter_async_context(server)
        # Whatever of it was opened when connecting is broken off.
        stack.push_async_callback(runtime.telegram.bot.shutdown)
        await connect(runtime.telegram)
        stack.push_async_callback(runtime.telegram.shutdown)
        stack.push_async_callback(runtime.sender.finish)
        for name, work in (
            ("relay", runtime.relay.run),
            ("sender", runtime.sender.run),
            ("old cards", runtime.sender.old_cards.run),
            ("refund worker", runtime.refund_worker.run),
            ("payment resumer", runtime.payment_resumer.run),
            ("provider monitor", runtime.provider_monitor.run),
            ("nightly audit", runtime.audit.run),
            ("housekeeping", runtime.housekeeping.run),
            ("deadline worker", runtime.deadline_worker.run),
        ):
            await stack.enter_async_context(working(name, work))
        await stack.enter_async_context(runtime.event_bus.working())
        if listener := location.listener(runtime.on_rows, runtime.on_presence):
            await stack.enter_async_context(working("listener", listener.run))
        stack.enter_context(runtime.schedule.running())
        await ready(runtime.inbox.restore)
        stack.push_async_callback(runtime.inbox.stop)
        await stack.enter_async_context(working("inbox", runtime.inbox.run))
        # What is here now stays. Left among the young, it would be searched again and again,
        # 0.2 s each time.
        gc.collect()
        gc.freeze()
        runtime.is_started = True
        yield runtime
        runtime.is_started = False


async def _opened(settings: Settings, clock: Clock) -> Runtime:
    return Runtime(settings, clock=clock)
