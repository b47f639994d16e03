"""The payment provider behind the simulated invoices: whoever charged can give back."""

import asyncio

import orjson
from aiohttp import web

from bot.simulator.bot_api.troubled import hang_up
from bot.simulator.model import Json
from bot.simulator.world import World


class Provider:
    """A small strict provider: it keeps idempotency keys, and gives back what it took, once.

    A charge can be given back in parts, as long as they are no more than the charge.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: dict[str, tuple[Json, int, Json]] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return what is served below /provider."""
        return [
            web.post("/provider/refunds", self.refund),
            web.get("/provider/status", self.status),
        ]

    async def status(self, request: web.Request) -> web.StreamResponse:
        """Tell that it works, or fail as it does now."""
        return await self._trouble(request) or _reply(200, {"status": "up"})

    async def refund(self, request: web.Request) -> web.StreamResponse:
        """Give a charge, or a part of it, back; the same key and body again get the same answer."""
        if (trouble := await self._trouble(request)) is not None:
            return trouble
        key = request.headers.get("Idempotency-Key", "")
        try:
            wanted = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            wanted = None
        if not key or not isinstance(wanted, dict):
            return _reply(400, {"error": "idempotency_key_and_json_required"})
        if key in self._answers:
            before, status, answer = self._answers[key]
            if before != wanted:
                return _reply(400, {"error": "idempotency_key_in_use"})
            return _reply(status, answer)
        status, answer = self._refund(wanted)
        self._answers[key] = (wanted, status, answer)
        return _reply(status, answer)

    async def _trouble(self, request: web.Request) -> web.StreamResponse | None:
        faults = self._world.faults
        fault = faults.fires("provider_error", "provider_time_out") if faults.active else None
        if fault is None:
            return None
        if fault.kind == "provider_error":
            return _reply(500, {"error": "internal_error"})
        await asyncio.sleep(faults.seconds(fault))
        return hang_up(request)

    def _refund(self, wanted: Json) -> tuple[int, Json]:
        charges = {it["provider_payment_charge_id"]: it for it in self._world.charges}
        charge = charges.get(wanted.get("charge"))
        if charge is None:
            return 404, {"error": "no_such_charge"}
        before = charge.get("refunded", 0)
        left = charge["amount"] - before
        if not left:
            return 400, {"error": "charge_already_refunded"}
        if wanted.get("currency") != charge["currency"]:
            return 400, {"error": "currency_differs"}
        amount = wanted.get("amount")
        if type(amount) is not int or amount <= 0:
            return 400, {"error": "amount_must_be_positive"}
        if amount > left:
            return 400, {"error": "amount_is_more_than_is_left", "left": left}
        charge["refunded"] = before + amount
        return 200, {"charge": wanted["charge"], "refunded": amount}


def _reply(status: int, answer: Json) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(answer), content_type="application/json")
