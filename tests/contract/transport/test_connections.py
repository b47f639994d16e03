"""Many calls, none, and what they leave behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram.error import NetworkError, TimedOut

from tests.contract.transport.conftest import Line
from tests.support.wire import Behaviour, agrees, hangs_up, hangs_up_midway, ok, talks_nonsense

SOON = 0.05


@asynccontextmanager
async def under_way(line: Line, **own: Any) -> AsyncIterator[asyncio.Task[Any]]:
    """Have a call that the server answers only in the end."""
    call = asyncio.create_task(line.behaves(line.server.stalls).post(**own))
    await line.server.arrived.acquire()
    yield call
    line.server.released.set()
    assert await call is True


@pytest.mark.parametrize("failure", [hangs_up, hangs_up_midway, talks_nonsense])
async def test_post_over_a_failing_connection_is_sent_once_and_the_next_succeeds(
    line: Line, failure: Behaviour
) -> None:
    with pytest.raises(NetworkError):
        await line.behaves(failure).post()
    assert len(line.server.received) == 1

    assert await line.behaves(agrees).post() is True


async def test_call_with_no_read_timeout_outlasts_the_transports_own(line: Line) -> None:
    async with under_way(line.opened(read_timeout=SOON), read_timeout=None):
        with pytest.raises(TimedOut, match=r"^Timed out\b"):
            await line.post()


async def test_read_timeout_of_the_transport_is_what_it_was_given(line: Line) -> None:
    assert line.transport.read_timeout == 5
    assert line.opened(read_timeout=None).transport.read_timeout is None
    assert line.opened(read_timeout=7.5).transport.read_timeout == 7.5


@pytest.mark.parametrize("own", [{}, {"pool_timeout": SOON}, {"pool_timeout": 0}])
async def test_call_without_a_free_connection_raises_the_pools_time_out(
    line: Line, own: dict[str, Any]
) -> None:
    line.opened(connection_pool_size=1, pool_timeout=30 if own else SOON)

    async with under_way(line):
        with pytest.raises(TimedOut) as caught:
            async with asyncio.timeout(5):
                await line.post(**own)

    assert caught.value.message == (
        "Pool timeout: All connections in the connection pool are occupied. Request was *not* "
        "sent to Telegram. Consider adjusting the connection pool size or the pool timeout."
    )
    assert await line.post() is True


async def test_call_cancelled_while_it_waits_for_a_connection_takes_none(line: Line) -> None:
    async with under_way(line.opened(connection_pool_size=1)):
        waiting = asyncio.create_task(line.post(pool_timeout=None))
        done, _ = await asyncio.wait({waiting}, timeout=SOON)
        assert not done
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    assert await line.post() is True


@pytest.mark.parametrize("midway", [False, True])
async def test_cancelled_call_ends_as_cancelled_and_frees_its_connection(
    line: Line, midway: bool
) -> None:
    server = line.opened(connection_pool_size=1).server
    call = asyncio.create_task(
        line.behaves(server.stalls_midway if midway else server.stalls).post()
    )
    await (server.halfway if midway else server.arrived).acquire()

    call.cancel()

    with pytest.raises(asyncio.CancelledError):
        await call
    assert await line.behaves(agrees).post() is True


async def test_a_hundred_calls_at_once_each_get_their_own_answer(ours: Line) -> None:
    async def behave(request: web.Request) -> web.Response:
        return ok(request.path)

    ours.behaves(behave).opened(connection_pool_size=10, pool_timeout=30)

    results = await asyncio.gather(*(ours.post(url=f"ADDRESS/{n}") for n in range(100)))

    assert results == [f"/{n}" for n in range(100)]
    assert 1 < len(ours.server.connections) <= 10


async def test_calls_share_a_connection_until_a_shutdown_after_which_they_are_refused(
    line: Line,
) -> None:
    await line.post()
    await line.transport.initialize()
    await line.post()
    assert len(line.server.connections) == 1

    await line.transport.shutdown()
    await line.transport.shutdown()
    text = f"This {type(line.transport).__name__} is not initialized!"
    with pytest.raises(RuntimeError, match=text):
        await line.transport.do_request(line.server.url(), "POST")

    await line.transport.initialize()
    assert await line.post() is True
    assert len(line.server.connections) == 2


async def test_connection_idle_for_a_minute_is_used_again_and_dropped_later(
    ours: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("aiohttp.connector.monotonic", lambda: now)

    for idle, connections in ((0, 1), (70, 1), (80, 2)):
        now += idle
        await ours.post()
        assert len(ours.server.connections) == connections


async def test_shutdown_during_a_call_ends_it_with_a_network_error(line: Line) -> None:
    call = asyncio.create_task(line.behaves(line.server.stalls).post())
    await line.server.arrived.acquire()

    await line.transport.shutdown()

    with pytest.raises(NetworkError):
        await call
