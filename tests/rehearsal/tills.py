"""Programs that order over HTTP, each with the token of a customer, and what they were answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.bench.figures import quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STORE = "counter"
NO_ANSWER = 0
_WANTED = {
    "store_id": STORE,
    "lines": [{"dish_id": "bibimbap", "quantity": 1}],
    "address": "5 Gahoe-ro, Jongno-gu",
    "phone": "+821012345678",
}
_ACCEPTED = (201, 202)
# So many looks at an order follow it, so long apart, in seconds.
_LOOKS, _PAUSE = 3, 0.25


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: its status, or ``NO_ANSWER`` and why, after so many seconds."""

    status: int
    seconds: float
    problem: str = ""

    def __str__(self) -> str:
        """In a few words."""
        return self.problem or str(self.status)


@dataclass
class Sales:
    """What all tills asked for, and what they were answered.

    Args:
        phase: What is rehearsed just now.
        answers: By phase, what requests were answered.
        orders: By key, under which id an order was accepted.
        unanswered: Keys under which nothing was accepted yet, and whose they are.
        numbers: What keys are made of.
    """

    phase: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    unanswered: dict[str, Till] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def note(self, phase: str, answer: Answer) -> None:
        """Keep what a request of a phase was answered."""
        self.answers.setdefault(phase, []).append(answer)

    def accept(self, key: str, order_id: str) -> None:
        """Keep that an order stands; the same key must always be the same order."""
        self.unanswered.pop(key, None)
        known = self.orders.setdefault(key, order_id)
        if known != order_id:
            self.broken.append(f"{key} is two orders: {known} and {order_id}")

    def lost(self, phase: str) -> list[Answer]:
        """The requests of a phase that were not carried out."""
        return [it for it in self.answers.get(phase, []) if not 200 <= it.status < 300]

    def availability(self, phase: str) -> float:
        """Which share of a phase's requests was carried out."""
        asked = len(self.answers.get(phase, []))
        return 1 - len(self.lost(phase)) / asked if asked else 0.0

    def told(self, phase: str) -> str:
        """How many requests a phase had, and how many of them were lost."""
        number, lost = len(self.answers.get(phase, [])), self.lost(phase)
        kinds = Counter(map(str, lost))
        why = f" ({', '.join(f'{n} × {kind}' for kind, n in kinds.items())})" if lost else ""
        return f"{number}, {len(lost)} lost{why}"

    def took(self, phase: str, share: float) -> float:
        """The seconds within which such a share of a phase's requests was answered."""
        return quantile([it.seconds for it in self.answers.get(phase, [])], share)


class Till:
    """A program that orders for one customer. Each request has a connection of its own."""

    def __init__(
        self,
        person: int,
        secret: str,
        service: str,
        session: aiohttp.ClientSession,
        sales: Sales,
    ) -> None:
        """Speak to ``service`` with a token; note in ``sales`` what comes of it."""
        self._person, self._secret = person, secret
        self._service, self._session, self._sales = service, session, sales
        self.mine: list[str] = []

    def new_key(self) -> str:
        """The key of an order that is to be placed."""
        key = f"{self._person}/{next(self._sales.numbers)}"
        self._sales.unanswered[key] = self
        self.mine.append(key)
        return key

    async def place(self, key: str) -> bool:
        """Try once to place the order of a key; answers whether it stands."""
        status, body = await self._call("POST", "/orders", key, _WANTED)
        if status in _ACCEPTED:
            self._sales.accept(key, body["id"])
        return status in _ACCEPTED

    async def insist(self, key: str) -> None:
        """Try until it stands."""
        while True:
            if await self.place(key):
                return
            await asyncio.sleep(_PAUSE)

    async def work(self) -> None:
        """Order, and look at the order, again and again, until cancelled."""
        while True:
            key = self.new_key()
            await self.insist(key)
            for _ in range(_LOOKS):
                await asyncio.sleep(_PAUSE)
                await self._call("GET", f"/orders/{self._sales.orders[key]}", key)

    async def besiege(self, until: float) -> None:
        """Order without a pause until a moment (monotonic); each order is tried once."""
        while time.monotonic() < until:
            await self.place(self.new_key())

    async def cancel(self) -> Counter[str]:
        """Cancel whatever was ordered; answers the statuses."""
        found: Counter[str] = Counter()
        for key in self.mine:
            status, _ = await self._call(
                "POST",
                f"/orders/{self._sales.orders[key]}/cancel",
                f"{key}/cancel",
            )
            found[str(status)] += 1
        return found

    async def _call(self, method: str, path: str, key: str, body: Any = None) -> tuple[int, Any]:
        phase, began = self._sales.phase, time.monotonic()
        headers = {"Authorization": f"Bearer {self._secret}", "Idempotency-Key": key}
        status, said, problem = NO_ANSWER, None, ""
        try:
            async with self._session.request(
                method, f"{self._service}{path}", json=body, headers=headers
            ) as answer:
                said = await answer.json(content_type=None)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            problem = type(error).__name__
        self._sales.note(phase, Answer(status, time.monotonic() - began, problem))
        return status, said


def caller(patience: float) -> aiohttp.ClientSession:
    """What calls with a connection for each request, and waits so many seconds for its answer."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True, limit=0),
        timeout=aiohttp.ClientTimeout(total=patience),
    )


async def all_cancel(tills: Iterable[Till]) -> Counter[str]:
    """Let everybody cancel everything; answers the statuses."""
    return sum(await asyncio.gather(*(it.cancel() for it in tills)), Counter())
