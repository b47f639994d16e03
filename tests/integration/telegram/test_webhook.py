"""Updates that Telegram brings by HTTP: kept before they are answered, or to be brought again."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import orjson
import pytest
from pydantic import SecretStr

from bot.http.server import LARGEST_BODY, serving
from bot.telegram.incoming import inbox as inbox_module
from bot.telegram.incoming.webhook import HEADER, Webhook
from domain.shared.errors import DatabaseLost, DatabaseUnavailable
from tests.integration.telegram.process import Process, message, tap

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.integration.conftest import Platform as Town

SECRET = "of-a_test-1"
KEPT = "select update_id from updates order by update_id"


class Caller:
    """Telegram, as it brings updates."""

    def __init__(self, process: Process, webhook: Webhook, url: str) -> None:
        self.process, self.webhook, self._url = process, webhook, url
        self.session = aiohttp.ClientSession()
        self.retry_after: str | None = None

    @property
    def host(self) -> tuple[str | None, int | None]:
        parts = urlsplit(self._url)
        return parts.hostname, parts.port

    async def brings(self, update: Any, secret: str | None = SECRET) -> int:
        body = update if isinstance(update, bytes | BytesIO) else orjson.dumps(update)
        headers = {} if secret is None else {HEADER: secret}
        async with self.session.post(self._url, data=body, headers=headers) as response:
            self.retry_after = response.headers.get("Retry-After")
            return response.status


@asynccontextmanager
async def _called(town: Town, **options: Any) -> AsyncIterator[Caller]:
    process = await Process.start(town)
    webhook = Webhook(process.inbox, "/hook", SecretStr(SECRET), **options)
    async with serving(webhook.routes(), "127.0.0.1", 0) as address:
        caller = Caller(process, webhook, f"{address}/hook")
        async with caller.session, webhook.accepting():
            yield caller
    await process.inbox.stop()


@pytest.fixture
async def caller(town: Town) -> AsyncIterator[Caller]:
    async with _called(town) as it:
        yield it


async def test_update_that_is_brought_is_kept_when_it_is_answered_and_handled(
    caller: Caller, town: Town
) -> None:
    caller.process.waits_for = asyncio.Event()
    assert await caller.brings(message(5, "a")) == 200
    assert await town.look(KEPT) == [(5,)]
    caller.process.waits_for.set()
    await caller.process.until(seen=1)
    await caller.process.all_done()


async def test_update_that_is_brought_again_is_answered_and_handled_once(caller: Caller) -> None:
    for _ in range(3):
        assert await caller.brings(message(5, "a")) == 200
    assert await caller.brings(message(6, "b")) == 200
    await caller.process.until(seen=2)
    await caller.process.all_done()
    assert caller.process.seen == ["a", "b"]


async def test_tap_that_is_brought_stops_spinning_though_its_turn_has_not_come(
    caller: Caller,
) -> None:
    caller.process.waits_for = asyncio.Event()
    await caller.brings(message(5, "a"))
    await caller.brings(tap(6, "b"))
    assert await asyncio.wait_for(caller.process.telegram.told_of_taps.get(), 5) == "tap-6"
    caller.process.waits_for.set()
    await caller.process.all_done()


@pytest.mark.parametrize("secret", [None, "", "another", SECRET + "x", "ä"])
async def test_request_without_the_secret_is_refused(
    caller: Caller, town: Town, secret: str | None
) -> None:
    assert await caller.brings(message(5, "a"), secret) == 401
    assert await town.look(KEPT) == []


async def test_request_whose_secret_is_no_text_is_refused(caller: Caller) -> None:
    host, port = caller.host
    reader, writer = await asyncio.open_connection(host, port)
    lines = (b"POST /hook HTTP/1.1", b"Host: x", HEADER.encode() + b": \xe4", b"", b"")
    writer.write(b"\r\n".join(lines))
    assert await reader.readline() == b"HTTP/1.1 401 Unauthorized\r\n"
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b'{"update_id": "5"}',
        b'{"update_id": true}',
        b'{"update_id": 5.0}',
        b'{"update_id": -5}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 5, "message": "a"}',
    ],
)
async def test_request_that_is_no_update_is_refused(
    caller: Caller, town: Town, body: bytes
) -> None:
    assert await caller.brings(body) == 400
    assert await town.look(KEPT) == []


async def test_request_that_is_too_long_is_refused(caller: Caller) -> None:
    assert await caller.brings(BytesIO(b" " * LARGEST_BODY + b"{}")) == 413


async def test_update_while_too_much_is_in_hand_is_to_be_brought_again(
    caller: Caller, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "MAX_WAITING", 2)
    caller.process.waits_for = asyncio.Event()
    assert await caller.brings(message(5, "a", 1)) == 200
    assert await caller.brings(message(6, "b", 2)) == 200
    assert await caller.brings(message(7, "c", 3)) == 503
    assert caller.retry_after == "1"
    assert await town.look(KEPT) == [(5,), (6,)]
    caller.process.waits_for.set()
    await caller.process.until(seen=2)
    await caller.process.all_done()
    assert await caller.brings(message(7, "c", 3)) == 200


async def test_update_while_the_database_is_away_is_to_be_brought_again(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_arrived: object) -> None:
        raise DatabaseUnavailable("locked")

    with monkeypatch.context() as patched:
        patched.setattr(caller.process.inbox._updates, "keep", away)
        assert await caller.brings(message(5, "a")) == 503
    assert caller.retry_after == "1"
    assert await caller.brings(message(5, "a")) == 200
    await caller.process.until(seen=1)


async def test_update_when_the_database_is_lost_is_turned_away_once_and_stays_at_telegram(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(_arrived: object) -> None:
        raise DatabaseLost("gone")

    monkeypatch.setattr(caller.process.inbox._updates, "keep", lost)
    for _ in range(3):
        assert await caller.brings(message(5, "a")) == 503
    assert caller.process.telegram.sent == 1


async def test_update_when_the_process_stops_is_to_be_brought_to_another(town: Town) -> None:
    async with _called(town) as caller:
        async with caller.webhook.accepting():
            assert await caller.brings(message(5, "a")) == 200
        assert await caller.brings(message(6, "b")) == 503
        assert caller.retry_after is None
    assert await town.look(KEPT) == [(5,)]


async def test_update_while_the_process_may_have_nothing_in_hand_goes_to_another(
    town: Town,
) -> None:
    is_there = False
    async with _called(town, may_take=lambda: is_there) as caller:
        assert await caller.brings(message(5, "a")) == 503
        is_there = True
        assert await caller.brings(message(5, "a")) == 200


async def test_update_whose_caller_hangs_up_meanwhile_is_handled_at_once(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = caller.process.inbox
    keep, begun, hung_up = inbox._updates.keep, asyncio.Event(), asyncio.Event()

    async def slowly(arrived: Any) -> Any:
        begun.set()
        await hung_up.wait()
        return await keep(arrived)

    monkeypatch.setattr(inbox._updates, "keep", slowly)
    bringing = asyncio.create_task(caller.brings(message(5, "a")))
    await asyncio.wait_for(begun.wait(), 5)
    bringing.cancel()
    await asyncio.gather(bringing, return_exceptions=True)
    # The server sees the end of that connection before the beginning of another.
    assert await caller.brings(message(6, "b"), "another") == 401
    hung_up.set()
    await caller.process.until(seen=1)
    assert caller.process.seen == ["a"]


async def test_update_that_is_being_kept_when_the_process_stops_is_answered(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _called(town) as caller:
        inbox = caller.process.inbox
        keep, begun, stopping = inbox._updates.keep, asyncio.Event(), asyncio.Event()

        async def slowly(arrived: Any) -> Any:
            begun.set()
            await stopping.wait()
            return await keep(arrived)

        monkeypatch.setattr(inbox._updates, "keep", slowly)
        async with caller.webhook.accepting():
            bringing = asyncio.create_task(caller.brings(message(5, "a")))
            await asyncio.wait_for(begun.wait(), 5)
            asyncio.get_running_loop().call_soon(stopping.set)
        assert await town.look(KEPT) == [(5,)]
        assert await bringing == 200


async def test_updates_of_one_person_that_wait_are_handled_by_their_numbers(
    caller: Caller,
) -> None:
    caller.process.waits_for = asyncio.Event()
    # Telegram brings taps and messages side by side, so that a later one may come first.
    for number in (5, 8, 6, 9, 7):
        assert await caller.brings(message(number, f"{number}")) == 200
    caller.process.waits_for.set()
    await caller.process.until(seen=5)
    assert caller.process.seen == ["5", "6", "7", "8", "9"]
