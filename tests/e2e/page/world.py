"""The page seen as its people see it, and a bot that does only what a test tells it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx
from aiohttp import web
from playwright.async_api import Locator, Page, ViewportSize

from bot.simulator import Roster
from tests.support.ports import free_port
from tests.support.visits import Visits, relay

Json = dict[str, Any]

TOKEN = "7000000001:AAExampleTokenForTheLocalSimulator00"
MINA, MIN_JUN, JAE, ANA = 1001, 2001, 3001, 3002
COURIERS = -1000000001
PROVIDER = "SIMULATED:TEST:PROVIDER"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

ROSTER = Roster.model_validate(
    {
        "bot": {
            "id": 7000000001,
            "first_name": "Azer Delivery",
            "username": "azer_delivery_bot",
            "token": TOKEN,
        },
        "provider_tokens": [PROVIDER],
        "columns": [
            {
                "key": "customer",
                "title": {"en": "Customer", "ko": "고객"},
                "newcomers": True,
                "people": [
                    {
                        "id": MINA,
                        "first_name": "Mina",
                        "last_name": "Kim",
                        "language_code": "en",
                        "phone": "+821012345678",
                        "location": {"latitude": 37.5665, "longitude": 126.978},
                    }
                ],
            },
            {
                "key": "owner",
                "title": {"en": "Owner", "ko": "사장님"},
                "people": [{"id": MIN_JUN, "first_name": "민준", "language_code": "ko"}],
            },
            {
                "key": "courier",
                "title": {"en": "Courier", "ko": "배달원"},
                "people": [
                    {"id": JAE, "first_name": "Jae", "language_code": "en"},
                    {"id": ANA, "first_name": "Ana", "language_code": "en"},
                ],
            },
        ],
        "groups": [
            {"id": COURIERS, "title": "Couriers", "type": "supergroup", "members": [JAE, ANA]}
        ],
    }
)


class Bot:
    """Speaks the Bot API in plain HTTP."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._offset = 0

    async def ask(self, method: str, **params: Any) -> Json:
        """Return the whole answer to a call that may be refused."""
        answer: Json = (await self._client.post(method, json=params)).json()
        return answer

    async def call(self, method: str, **params: Any) -> Any:
        answer = await self.ask(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def says(self, chat_id: int, text: str, **more: Any) -> int:
        message = await self.call("sendMessage", chat_id=chat_id, text=text, **more)
        return int(message["message_id"])

    async def hears(self, kind: str) -> Json:
        """Return the next update of a kind."""
        async with asyncio.timeout(5):
            while True:
                updates = await self.call("getUpdates", offset=self._offset, limit=1, timeout=5)
                for update in updates:
                    self._offset = update["update_id"] + 1
                    if kind in update:
                        found: Json = update[kind]
                        return found


@asynccontextmanager
async def talking(address: str) -> AsyncIterator[Bot]:
    async with httpx.AsyncClient(base_url=f"{address}/bot{TOKEN}/", timeout=10) as client:
        yield Bot(client)


class Column:
    """One chat on the page."""

    def __init__(self, page: Page, key: str) -> None:
        self.page = page
        self.panel = page.locator(f"#panel-{key}")
        self.field = self.panel.get_by_role("textbox")
        self.log = self.panel.get_by_role("log")
        self.messages = self.panel.get_by_role("article")

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=exact)

    async def says(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")


class World:
    """The page, and the people and the bot behind it."""

    def __init__(self, page: Page, bot: Bot) -> None:
        self.page = page
        self.bot = bot
        self.customer = Column(page, "customer")
        self.owner = Column(page, "owner")
        self.courier = Column(page, "courier")

    async def begins(self, column: Column) -> None:
        """Let a person write first, without which no bot may write to them."""
        await column.says("Hello")
        await self.bot.hears("message")


class Line:
    """A connection to a server that can be cut and mended."""

    def __init__(self, target: int) -> None:
        self.port = free_port()
        self._server: asyncio.Server | None = None
        self._visits = Visits(partial(relay, port=target))

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._visits.welcome, "127.0.0.1", self.port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._visits.break_off()


@asynccontextmanager
async def feeding(rows: list[tuple[str, str]]) -> AsyncIterator[str]:
    """Serve an event feed and yield its address."""

    async def send(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        for number, (subject, name) in enumerate(rows):
            row = {"id": str(number), "subject": subject, "name": name, "text": ""}
            data = json.dumps(row | {"at": "2026-03-01T12:00:00Z"})
            await response.write(f"data: {data}\n\n".encode())
        await asyncio.Event().wait()
        return response

    application = web.Application()
    application.router.add_get("/feed", send)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/feed"
    finally:
        await runner.cleanup()
