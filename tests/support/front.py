"""What stands before the processes where Telegram brings updates: the one public address."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from tests.support.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PASSED_ON = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")


class Front:
    """Passes requests on to the processes in turn, but for those where nothing listens."""

    def __init__(self) -> None:
        self.url = ""
        self.processes: list[str] = []
        # By process and status, what was answered.
        self.answers: Counter[tuple[str, int]] = Counter()
        self._news = asyncio.Event()
        self._session = aiohttp.ClientSession()

    async def handle(self, request: web.Request) -> web.Response:
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        body, status = await request.read(), 502
        turn = list(self.processes)
        self.processes = turn[1:] + turn[:1]
        for process in turn:
            url = f"{process}{request.path}"
            try:
                async with self._session.post(url, data=body, headers=headers) as answered:
                    status = answered.status
            except aiohttp.ClientConnectorError:
                # Nothing listens there, so nothing was sent.
                continue
            except aiohttp.ClientError:
                status = 502
            self.answers[process, status] += 1
            self._news.set()
            break
        return web.Response(status=status)

    def before(self, count: int, secret: str) -> list[dict[str, str]]:
        """Stand before so many processes of the program; answers the settings of each."""
        ports = [free_port() for _ in range(count)]
        self.processes = [f"http://127.0.0.1:{port}" for port in ports]
        webhook = {"WEBHOOK_URL": self.url, "WEBHOOK_SECRET": secret}
        return [webhook | {"PORT": str(port)} for port in ports]

    def statuses(self, process: str) -> set[int]:
        """Which statuses a process has answered with."""
        return {status for name, status in self.answers if name == process}

    async def answered(self, status: int) -> None:
        """Wait until somebody has answered with a status."""
        async with asyncio.timeout(20):
            while all(it != status for _, it in self.answers):
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        await self._session.close()


@asynccontextmanager
async def front() -> AsyncIterator[Front]:
    """Serve on loopback, at ``url``."""
    it = Front()
    application = web.Application()
    application.router.add_post("/hook", it.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        it.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        yield it
    finally:
        await it.close()
        await runner.cleanup()
