"""A strict little Stripe on loopback: what it refuses, Stripe refuses.

It speaks form-encoded requests and Stripe's error objects, enforces idempotency keys and gives
no charge back twice. Where our SDK asks for something that is not played here, it fails loudly.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]
KEY = "sk_test_local"
_FORM = "application/x-www-form-urlencoded"
REASONS = {"duplicate", "fraudulent", "requested_by_customer"}


@dataclass
class StripeCharge:
    """A charge as Stripe keeps it; amounts in minor units."""

    id: str
    payment_intent: str | None
    amount: int
    currency: str
    created: int
    refunded: int = 0
    paid: bool = True

    def shown(self) -> Json:
        """What the API shows of it."""
        return {
            "id": self.id,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": self.amount if self.paid else 0,
            "amount_refunded": self.refunded,
            "created": self.created,
            "currency": self.currency,
            "paid": self.paid,
            "payment_intent": self.payment_intent,
            "refunded": self.refunded == self.amount,
            "status": "succeeded" if self.paid else "failed",
        }


class Refusal(Exception):
    """An error object with its HTTP status."""

    def __init__(
        self, status: int, code: str, message: str, kind: str = "invalid_request_error"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message}}
        if not code:
            del self.body["error"]["code"]


class StripeServer:
    """The charges, the refunds and the trouble.

    ``trouble`` says how requests fail now: ``error`` (500), ``limit`` (429), ``busy`` (409),
    ``drop`` (the connection ends), ``silence`` (no answer) or ``lost`` (done, but the answer is
    not delivered); empty for not at all.
    """

    def __init__(self) -> None:
        self.charges: dict[str, StripeCharge] = {}
        self.refunds: list[Json] = []
        self.requests: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.trouble = ""
        self.refund_status = "succeeded"
        self._answers: dict[str, tuple[str, Json, int, Json]] = {}
        self._over = asyncio.Event()

    def charge(self, id: str, amount: int, currency: str = "krw", **more: Any) -> StripeCharge:
        """Take money; the newest charge is the first of a list."""
        intent = more.pop("payment_intent", None)
        created = more.pop("created", 1_772_000_000 + len(self.charges))
        self.charges[id] = StripeCharge(id, intent, amount, currency, created, **more)
        return self.charges[id]

    def forget_keys(self) -> None:
        """As Stripe does with idempotency keys after a day."""
        self._answers.clear()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve on a free port and yield the address."""
        application = web.Application(middlewares=[self._middleware])
        application.add_routes(
            [
                web.get("/v1/balance", self._balance),
                web.get("/v1/charges", self._list),
                web.get("/v1/charges/{id}", self._get_charge),
                web.get("/v1/payment_intents/{id}", self._get_intent),
                web.get("/v1/refunds", self._list_refunds),
                web.post("/v1/refunds", self._refund),
            ]
        )
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            self._over.set()
            await runner.cleanup()

    @web.middleware
    async def _middleware(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        self.headers.append(dict(request.headers))
        try:
            await self._fail(request)
            self._authorize(request)
            response = await (self._post(request, handler) if request.method == "POST"
                              else handler(request))  # fmt: skip
        except Refusal as refusal:
            response = web.json_response(refusal.body, status=refusal.status)
        except web.HTTPNotFound:
            raise AssertionError(f"not played here: {request.method} {request.path}") from None
        if self.trouble == "lost":
            _hang_up(request)
        response.headers["Request-Id"] = f"req_{len(self.requests)}"
        return response

    async def _fail(self, request: web.Request) -> None:
        match self.trouble:
            case "error":
                raise Refusal(500, "", "An unknown error occurred", "api_error")
            case "limit":
                raise Refusal(429, "rate_limit", "Too many requests hit the API too quickly")
            case "busy":
                raise Refusal(409, "idempotency_key_in_use", "There is another request", "idempotency_error")  # fmt: skip
            case "drop":
                _hang_up(request)
            case "silence":
                await self._over.wait()

    def _authorize(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            raise Refusal(401, "", "Invalid API Key provided: sk_test_***")

    async def _post(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Once for each idempotency key: the stored answer for the same body, else an error."""
        if request.content_type != _FORM:
            raise Refusal(400, "", f"Invalid content type: {request.content_type}")
        key = request.headers.get("Idempotency-Key", "")
        wanted = {name: str(value) for name, value in (await request.post()).items()}
        if key not in self._answers:
            try:
                status, answer = 200, self._give_back(wanted)
            except Refusal as refusal:
                status, answer = refusal.status, refusal.body
            if key:
                self._answers[key] = (request.path, wanted, status, answer)
            return web.json_response(answer, status=status)
        path, before, status, answer = self._answers[key]
        if (path, before) != (request.path, wanted):
            raise Refusal(400, "", "Keys for idempotent requests can only be used with the same parameters they were first used with", "idempotency_error")  # fmt: skip
        return web.json_response(answer, status=status, headers={"Idempotent-Replayed": "true"})

    async def _refund(self, _request: web.Request) -> web.StreamResponse:
        raise AssertionError("refunds pass by the idempotency keys")

    def _give_back(self, wanted: dict[str, str]) -> Json:
        known = {"charge", "payment_intent", "amount", "reason"}
        metadata = {
            name[len("metadata[") : -1]: value
            for name, value in wanted.items()
            if name.startswith("metadata[")
        }
        plain = {name for name in wanted if not name.startswith("metadata[")}
        if unknown := sorted(plain - known):
            raise Refusal(400, "parameter_unknown", f"Received unknown parameter: {unknown[0]}")
        if wanted.get("reason", "duplicate") not in REASONS:
            raise Refusal(400, "", "Invalid reason")
        if ("charge" in wanted) == ("payment_intent" in wanted):
            raise Refusal(400, "parameter_missing", "One of charge and payment_intent is needed")
        charge = self._find(wanted.get("charge"), wanted.get("payment_intent"))
        left = charge.amount - charge.refunded
        amount = _positive(wanted.get("amount", str(left or charge.amount)))
        if not left:
            raise Refusal(400, "charge_already_refunded", f"Charge {charge.id} has already been refunded.")  # fmt: skip
        if amount > left:
            raise Refusal(400, "", f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")  # fmt: skip
        if self.refund_status != "failed":
            charge.refunded += amount
        refund = {
            "id": f"re_{len(self.refunds) + 1}",
            "object": "refund",
            "amount": amount,
            "charge": charge.id,
            "currency": charge.currency,
            "payment_intent": charge.payment_intent,
            "status": self.refund_status,
            "metadata": metadata,
        }
        if self.refund_status == "failed":
            refund["failure_reason"] = "expired_or_canceled_card"
        self.refunds.append(refund)
        return refund

    async def _list_refunds(self, request: web.Request) -> web.StreamResponse:
        charge = self._find(request.query.get("charge"), request.query.get("payment_intent"))
        found = [refund for refund in self.refunds if refund["charge"] == charge.id]
        shown = {"object": "list", "url": "/v1/refunds", "has_more": False, "data": found}
        return web.json_response(shown)

    async def _balance(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"object": "balance", "livemode": False, "available": []})

    async def _get_charge(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self._find(request.match_info["id"], None).shown())

    async def _get_intent(self, request: web.Request) -> web.StreamResponse:
        charge = self._find(None, request.match_info["id"])
        shown = {
            "id": charge.payment_intent,
            "object": "payment_intent",
            "amount": charge.amount,
            "amount_received": charge.amount,
            "currency": charge.currency,
            "latest_charge": charge.id,
            "status": "succeeded",
        }
        return web.json_response(shown)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        known = {"created[gte]", "limit", "starting_after"}
        if unknown := sorted(set(request.query) - known):
            raise Refusal(400, "parameter_unknown", f"Received unknown parameter: {unknown[0]}")
        limit = _positive(request.query.get("limit", "10"))
        if limit > 100:
            raise Refusal(400, "parameter_invalid_integer", "This value must be at most 100")
        since = int(request.query.get("created[gte]", "0"))
        found = [it for it in self.charges.values() if it.created >= since]
        found.sort(key=lambda charge: charge.created, reverse=True)
        if after := request.query.get("starting_after"):
            found = found[found.index(self._find(after, None)) + 1 :]
        page = [charge.shown() for charge in found[:limit]]
        shown = {"object": "list", "url": "/v1/charges", "has_more": len(found) > limit}
        return web.json_response(shown | {"data": page})

    def _find(self, charge_id: str | None, intent: str | None) -> StripeCharge:
        for charge in self.charges.values():
            if charge.id == charge_id or (intent and charge.payment_intent == intent):
                return charge
        kind = "charge" if charge_id else "payment_intent"
        raise Refusal(404, "resource_missing", f"No such {kind}: '{charge_id or intent}'")


def _positive(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value)):
        raise Refusal(400, "parameter_invalid_integer", f"Invalid positive integer: {value}")
    return int(value)


def _hang_up(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()
