"""Updates delivered to the bot's own address."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import orjson

from bot.simulator.world.updates import Pending, Updates

Json = dict[str, Any]

_LONGEST_PAUSE = 60.0
_LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""


class Webhook:
    """Delivers each key's updates in order, the keys in parallel."""

    def __init__(
        self,
        updates: Updates,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._updates = updates
        self._clock = clock
        self._pause = pause
        self._session: aiohttp.ClientSession | None = None
        self._queues: dict[Hashable, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(40)
        self.target: Target | None = None
        self.last_error: tuple[int, str] | None = None
        self.call: Callable[[str, Json], Awaitable[object]] | None = None
        self.delivered: Callable[[Pending], None] = lambda _pending: None

    async def set(self, target: Target | None) -> None:
        """Turn to another address, or to none."""
        await self._stop()
        self.target = target
        self.last_error = None
        if target is None:
            self._updates.listener = None
            return
        self._slots = asyncio.Semaphore(target.max_connections)
        self._updates.listener = self._offer
        for pending in self._updates.live():
            self._offer(pending)

    async def close(self) -> None:
        """Stop delivering for good."""
        await self._stop()
        if self._session is not None:
            await self._session.close()

    async def _stop(self) -> None:
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._queues.clear()

    def _offer(self, pending: Pending) -> None:
        queue = self._queues.get(pending.key)
        if queue is not None:
            queue.append(pending)
            return
        self._queues[pending.key] = queue = deque([pending])
        task = asyncio.create_task(self._drain(pending.key, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: Hashable, queue: deque[Pending]) -> None:
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
        # A bot may change its webhook in the reply, and the queues with it.
        if self._queues.get(key) is queue:
            del self._queues[key]

    async def _deliver(self, pending: Pending) -> None:
        failures = 0
        while pending.expires > self._clock():
            async with self._slots:
                asked = await self._post(pending)
            if asked is None:
                break
            failures += 1
            backoff = min(_LONGEST_PAUSE, 2.0 ** (failures - 1)) if failures > 1 else 0.0
            await self._pause(min(_LONGEST_RETRY_AFTER, asked) if asked else backoff)
        self._updates.done(pending.id)

    async def _post(self, pending: Pending) -> float | None:
        """Deliver once; return None for success, else the pause the bot asked for."""
        target = self.target
        if target is None:
            return None
        headers = {"Content-Type": "application/json"}
        if target.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = target.secret
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=60)
            self._session = aiohttp.ClientSession(timeout=timeout)
        body = orjson.dumps(pending.body)
        try:
            async with self._session.post(
                target.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                reply = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._failed(f"Connection failed: {error}")
            return 0.0
        if not 200 <= response.status < 300:
            self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
            return _seconds(response.headers.get("Retry-After"))
        self.delivered(pending)
        # The update counts as received before the reply is carried out.
        self._updates.done(pending.id)
        await self._carry_out(reply, response.content_type)
        return None

    def _failed(self, text: str) -> None:
        self.last_error = (int(self._clock().timestamp()), text)

    async def _carry_out(self, reply: bytes, content_type: str) -> None:
        params: object = None
        with suppress(orjson.JSONDecodeError, UnicodeDecodeError):
            if content_type == "application/x-www-form-urlencoded":
                params = dict(parse_qsl(reply.decode()))
            elif reply:
                params = orjson.loads(reply)
        if isinstance(params, dict) and "method" in params and self.call is not None:
            await self.call(str(params.pop("method")), params)


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0
