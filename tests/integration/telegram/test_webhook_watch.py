"""The leader sets the webhook, and knows from Telegram how it goes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from telegram import WebhookInfo
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.incoming import webhook_watch
from bot.telegram.incoming.inbox import ALLOWED_UPDATES
from bot.telegram.incoming.webhook_watch import WebhookWatch
from bot.telegram.link import Link, LinkState
from tests.integration.telegram.process import Process, message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot

    from tests.integration.conftest import Platform as Town

URL, SECRET = "https://azer.example/hook", "of-a_test-1"
FAILED_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Telegram:
    """What Telegram keeps of a webhook; each look at it is counted."""

    def __init__(self) -> None:
        self.url, self.pending = "", 0
        self.failed_at: datetime | None = None
        self.sets: list[dict[str, Any]] = []
        self.errors: list[TelegramError] = []
        self.looks = asyncio.Semaphore(0)

    async def set_webhook(self, url: str, **options: Any) -> bool:
        self._fail()
        # Written in its own way, as an address is.
        self.url = f"{url}/"
        self.sets.append(options)
        return True

    async def get_webhook_info(self) -> WebhookInfo:
        self._fail()
        self.looks.release()
        return WebhookInfo(
            self.url,
            has_custom_certificate=False,
            pending_update_count=self.pending,
            last_error_date=self.failed_at,
            last_error_message="Connection refused" if self.failed_at else None,
        )

    async def looked(self, times: int) -> None:
        """Wait until it was looked so often from now on."""
        while not self.looks.locked():
            await self.looks.acquire()
        for _ in range(times):
            await asyncio.wait_for(self.looks.acquire(), 5)

    def _fail(self) -> None:
        if self.errors:
            raise self.errors.pop(0)


class Watched:
    """A watch with what it told."""

    def __init__(self, process: Process) -> None:
        self.telegram = Telegram()
        self.leads = True
        self.states: list[tuple[LinkState, str]] = []
        self.news: list[tuple[int, float]] = []
        self.link = Link(
            lambda state, problem: self.states.append((state, problem)),
            is_fetching=lambda: self.leads,
        )
        self.inbox = process.inbox
        self.watch = WebhookWatch(
            process.inbox,
            cast("Bot", self.telegram),
            self.link,
            URL,
            SecretStr(SECRET),
            on_news=lambda *news: self.news.append(news),
        )

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.watch.run())
        yield
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


@pytest.fixture
async def process(town: Town) -> AsyncIterator[Process]:
    process = await Process.start(town)
    yield process
    await process.inbox.stop()


@pytest.fixture
def watched(process: Process, monkeypatch: pytest.MonkeyPatch) -> Watched:
    for name in ("LOOK_EVERY", "LOOK_AGAIN_EVERY"):
        monkeypatch.setattr(webhook_watch, name, 0.01)
    return Watched(process)


async def test_webhook_is_set_once_with_the_secret_and_the_kinds_that_are_fetched_else(
    watched: Watched,
) -> None:
    async with watched.watching():
        await watched.telegram.looked(3)
    assert watched.telegram.sets == [{"secret_token": SECRET, "allowed_updates": ALLOWED_UPDATES}]
    assert watched.states == []


async def test_deadlines_may_begin_once_nothing_is_pending_at_telegram(watched: Watched) -> None:
    watched.telegram.pending = 1
    async with watched.watching():
        await watched.telegram.looked(3)
        assert not watched.inbox.caught_up.is_set()
        watched.telegram.pending = 0
        await asyncio.wait_for(watched.inbox.caught_up.wait(), 5)


async def test_deadlines_may_begin_once_what_was_pending_is_handled(
    watched: Watched, process: Process
) -> None:
    process.waits_for = asyncio.Event()
    await process.inbox.take([message(5, "a")])
    async with watched.watching():
        await watched.telegram.looked(3)
        assert not watched.inbox.caught_up.is_set()
        process.waits_for.set()
        await asyncio.wait_for(watched.inbox.caught_up.wait(), 5)
    assert process.seen == ["a"]


@pytest.mark.parametrize(
    ("url", "problem"),
    [("", "no webhook"), ("https://other.example/secret", "webhook: other.example")],
)
async def test_webhook_that_somebody_else_changed_is_told_and_set_again(
    watched: Watched, url: str, problem: str
) -> None:
    async with watched.watching():
        await watched.telegram.looked(2)
        watched.telegram.url = url
        await watched.telegram.looked(3)
        assert watched.telegram.url == f"{URL}/"
        assert watched.link.state is LinkState.CONFLICT
    assert watched.states == [(LinkState.CONFLICT, problem)]
    assert len(watched.telegram.sets) == 2


async def test_webhook_that_the_next_leader_changed_is_left_as_it_is(watched: Watched) -> None:
    async with watched.watching():
        await watched.telegram.looked(2)
        watched.leads = False
        watched.telegram.url = "https://other.example/"
        await watched.telegram.looked(3)
    assert len(watched.telegram.sets) == 1
    assert watched.states == []


async def test_webhook_that_telegram_refuses_is_told_and_set_when_it_is_taken(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = BadRequest("bad webhook: Failed to resolve host: Name or service not known")
    watched.telegram.errors = [refusal, refusal]
    monkeypatch.setattr(webhook_watch, "_LONGEST_PAUSE", 0.01)
    with capture_logs() as logs:
        async with watched.watching():
            await watched.telegram.looked(2)
    assert [it for it, _ in watched.states] == [LinkState.WEBHOOK_REFUSED, LinkState.WORKING]
    assert "WEBHOOK_URL: Telegram does not take it" in [it["event"] for it in logs]
    assert SECRET not in str(logs)


async def test_watch_goes_on_after_any_trouble(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_watch, "_LONGEST_PAUSE", 0.01)
    watched.telegram.errors = [NetworkError("down"), InvalidToken("Unauthorized"), RetryAfter(0)]
    async with watched.watching():
        await watched.telegram.looked(3)
        watched.telegram.errors = [InvalidToken("Unauthorized")]
        await watched.telegram.looked(3)
    assert len(watched.telegram.sets) == 1
    assert watched.link.state is LinkState.WORKING


async def test_what_telegram_could_not_bring_is_logged_once_and_measured_while_this_leads(
    watched: Watched,
) -> None:
    with capture_logs() as logs:
        async with watched.watching():
            await watched.telegram.looked(2)
            watched.telegram.failed_at, watched.telegram.pending = FAILED_AT, 3
            await watched.telegram.looked(4)
    told = [it for it in logs if it["event"] == "Telegram could not bring an update"]
    assert [(it["error"], it["pending"]) for it in told] == [("Connection refused", 3)]
    assert (3, FAILED_AT.timestamp()) in watched.news
    assert watched.news[-1] == (0, 0)
