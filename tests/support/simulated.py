"""A simulated world for tests: the server, a plain Bot API caller and people."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from bot.simulator import Exchange, People, PersonClient, Roster, Simulator, serve
from tests.support.bot_api import check_result, check_update

Json = dict[str, Any]

TOKEN = "7000000001:AAExampleTokenForTheLocalSimulator00"
BOT_ID = 7000000001
MINA, THEO, RAVI, LENA = 1001, 1002, 3001, 3002
COURIERS, OLD_GROUP, ELSEWHERE = -1000000001, -2001, -2002
PROVIDER = "SIMULATED:TEST:PROVIDER"
SEOUL = {"latitude": 37.5665, "longitude": 126.978}

ROSTER = Roster.model_validate(
    {
        "bot": {
            "id": BOT_ID,
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
                        "username": "mina",
                        "language_code": "ko",
                        "phone": "+821012345678",
                        "location": SEOUL,
                    },
                    {"id": THEO, "first_name": "Theo"},
                ],
            },
            {
                "key": "courier",
                "title": {"en": "Courier", "ko": "배달원"},
                "people": [
                    {"id": RAVI, "first_name": "Ravi"},
                    {"id": LENA, "first_name": "Lena"},
                ],
            },
        ],
        "groups": [
            {"id": COURIERS, "title": "Couriers", "members": [RAVI, LENA]},
            {"id": OLD_GROUP, "title": "Old", "type": "group", "members": [RAVI]},
            {"id": ELSEWHERE, "title": "Elsewhere", "members": [RAVI], "bot_is_member": False},
        ],
    }
)


class Clock:
    """Time that passes only when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Answer:
    """What the Bot API answered."""

    status: int
    body: Json
    headers: dict[str, str]

    @property
    def description(self) -> str:
        return str(self.body["description"])


class Api:
    """The Bot API called without any library."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address
        self._offset = 0

    def url(self, method: str, token: str = TOKEN) -> str:
        return f"{self._address}/bot{token}/{method}"

    async def send(self, way: str, url: str, **how: Any) -> Answer:
        async with self._session.request(way, url, **how) as response:
            body = json.loads(await response.read())
            return Answer(response.status, body, dict(response.headers))

    async def call(self, method: str, **params: Any) -> Any:
        answer = await self.send("POST", self.url(method), json=params)
        assert answer.status == 200, answer.body
        assert answer.body["ok"] is True
        return answer.body["result"]

    async def refusal(self, method: str, **params: Any) -> Answer:
        answer = await self.send("POST", self.url(method), json=params)
        assert answer.body["ok"] is False, answer.body
        assert answer.body["error_code"] == answer.status
        return answer

    async def refused(self, method: str, **params: Any) -> str:
        """Return the text of a refusal with status 400, without its prefix."""
        answer = await self.refusal(method, **params)
        assert answer.status == 400
        assert answer.description.startswith("Bad Request: ")
        return answer.description.removeprefix("Bad Request: ")

    async def updates(self, seconds: int = 0, **params: Any) -> list[Json]:
        """Fetch and confirm what waits."""
        found: list[Json] = await self.call(
            "getUpdates", offset=self._offset, timeout=seconds, **params
        )
        if found:
            self._offset = found[-1]["update_id"] + 1
        return found

    async def forget_updates(self) -> None:
        """Confirm everything that waits."""
        while await self.updates():
            pass

    async def update(self, kind: str) -> Json:
        """Fetch the one update that waits, which is of this kind."""
        [update] = await self.updates(5)
        assert kind in update, update
        body: Json = update[kind]
        return body


@dataclass
class SimulatedWorld:
    """Everything a test of the simulator needs."""

    simulator: Simulator
    address: str
    clock: Clock
    session: aiohttp.ClientSession
    api: Api
    people: People

    async def started(self, person_id: int = MINA) -> PersonClient:
        """Return a person who has started the bot, which has heard of it."""
        person = await self.people.person(person_id)
        await person.says("/start")
        await self.api.forget_updates()
        return person

    async def message(self, text: str = "Hello", **params: Any) -> Json:
        """Let the bot send a message to Mina."""
        sent: Json = await self.api.call("sendMessage", **{"chat_id": MINA, "text": text} | params)
        return sent

    async def sim(self, way: str, path: str, body: Json | None = None) -> tuple[int, Any]:
        """Call /sim directly."""
        async with self.session.request(way, f"{self.address}/sim{path}", json=body) as response:
            return response.status, await response.json()


class SchemaWatch:
    """Holds every answer and update against the Bot API's schema."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.exchanges: list[Exchange] = []

    def __call__(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        try:
            if exchange.kind == "update":
                check_update(exchange.payload)
            elif exchange.payload["ok"]:
                check_result(exchange.method, exchange.payload["result"])
        except AssertionError as problem:
            self.problems.append(str(problem))


@asynccontextmanager
async def simulated(**options: Any) -> AsyncIterator[SimulatedWorld]:
    """Serve a world whose exchanges all fit the Bot API's schema."""
    clock = Clock()
    simulator = Simulator(options.pop("roster", ROSTER), clock=clock, **options)
    watch = SchemaWatch()
    simulator.observers.append(watch)
    async with (
        serve(simulator) as address,
        aiohttp.ClientSession() as session,
        People(address) as people,
    ):
        api = Api(session, address)
        yield SimulatedWorld(simulator, address, clock, session, api, people)
    assert not watch.problems, "\n".join(sorted(set(watch.problems)))
