"""The Bot API over HTTP: requests read, methods called, answers wrapped."""

import inspect
import re

import orjson
from aiohttp import web

from bot.simulator.bot_api.methods import METHODS
from bot.simulator.bot_api.methods.receiving import observe_delivery
from bot.simulator.bot_api.methods.unimplemented import (
    LEFT_OUT,
    UNIMPLEMENTED,
    refuse_left_out,
)
from bot.simulator.bot_api.requests import read_request
from bot.simulator.bot_api.troubled import Outcome, Refusal, go_through
from bot.simulator.model import BotApiError, Json, Upload, unauthorized
from bot.simulator.world import Exchange, World

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,100}")


class BotApi:
    """Serves one simulator's methods."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.webhook.call = self.call
        world.webhook.delivered = lambda pending: observe_delivery(world, pending)

    async def call(
        self, name: str, params: Json, refusal: Refusal = None, port: int = 0
    ) -> Outcome:
        """Call a method, unless it is to be refused; return status, envelope, extra headers.

        Observers are told at which ``port``.
        """
        method = METHODS.get(name.lower())
        headers: dict[str, str] = {}
        decoded: object = None
        try:
            if method is None:
                raise _unknown(name)
            if not LEFT_OUT.isdisjoint(params):
                refuse_left_out(params)
            decoded = method.read(params)
            if refusal is not None:
                raise refusal
            result = method.run(self._world, decoded)
            if inspect.isawaitable(result):
                result = await result
            status, payload = 200, {"ok": True, "result": result}
        except BotApiError as error:
            status, payload = error.code, error.payload()
            if "retry_after" in error.parameters:
                headers["Retry-After"] = str(error.parameters["retry_after"])
        if self._world.observers:
            called = method.name if method is not None else name
            seen = _seen(params, decoded)
            self._world.observe(Exchange("call", called, seen, status, payload, port))
        return status, payload, headers

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request to /bot<token>/<method>."""
        refusal = self._refusal(request.match_info["token"])
        if refusal is not None:
            return answer(refusal.code, refusal.payload())
        try:
            params = await read_request(request)
        except BotApiError as error:
            return answer(error.code, error.payload())
        name, faults, port = request.match_info["method"], self._world.faults, _port(request)
        if not faults.active:
            return answer(*await self.call(name, params, port=port))
        outcome = await go_through(
            faults,
            faults.for_call(name),
            request,
            lambda refusal: self.call(name, params, refusal, port),
        )
        return outcome if isinstance(outcome, web.Response) else answer(*outcome)

    async def download(self, request: web.Request) -> web.Response:
        """Send a file to the bot."""
        refusal = self._refusal(request.match_info["token"])
        if refusal is not None:
            return answer(refusal.code, refusal.payload())
        file = self._world.files.by_path(request.match_info["path"])
        if file is None:
            return answer(404, BotApiError(404, "Not Found").payload())
        return web.Response(body=file.data, content_type=file.media_type)

    def _refusal(self, token: str) -> BotApiError | None:
        if token == self._world.token:
            return None
        if not _TOKEN.fullmatch(token):
            return BotApiError(401, "Unauthorized: invalid token specified")
        return unauthorized()


def _seen(params: Json, decoded: object) -> Json:
    """Return a call's parameters for observers: decoded, and without loose attachments."""
    return {
        name: getattr(decoded, name, value)
        for name, value in params.items()
        if name != "uploads" and (hasattr(decoded, name) or not isinstance(value, Upload))
    }


def _port(request: web.Request) -> int:
    """Return the port that the caller has connected to; 0 where there is no connection."""
    transport = request.transport
    place = transport.get_extra_info("sockname") if transport is not None else None
    return int(place[1]) if place else 0


def _unknown(name: str) -> BotApiError:
    known = UNIMPLEMENTED.get(name.lower())
    if known is None:
        return BotApiError(404, "Not Found: method not found")
    return BotApiError(404, f"Not Found: {known} is not implemented by the simulator")


def answer(status: int, payload: Json, headers: dict[str, str] | None = None) -> web.Response:
    """Wrap an envelope into a response."""
    body = orjson.dumps(payload)
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)
