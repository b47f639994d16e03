"""The simulator put together, and served on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property

from aiohttp import web

from bot.simulator.bot_api import BotApi, Provider, answer
from bot.simulator.crowd import Crowd
from bot.simulator.model import BotApiError, Json
from bot.simulator.page import page_file
from bot.simulator.sim_api import FaultsApi, RushApi, SimApi, Stream, reply, sentences
from bot.simulator.world import World

_LARGEST_BODY = 20 * 1024 * 1024


class Simulator(World):
    """A world and the crowd that may come into it: what is served, and what a program holds."""

    doors: tuple[str, ...] = ()
    """Further addresses at which all of it is served; what is called tells observers its port."""

    @cached_property
    def crowd(self) -> Crowd:
        """Return those who act by themselves."""
        return Crowd(self)

    def state(self) -> Json:
        """Return everything a page needs to begin."""
        return super().state() | {"rush": self.crowd.view()}

    def close(self) -> None:
        """Stop every timer, and the crowd."""
        super().close()
        self.crowd.close()


@asynccontextmanager
async def serve(
    simulator: Simulator, host: str = "127.0.0.1", port: int = 0, doors: int = 0
) -> AsyncIterator[str]:
    """Serve a simulator and yield its address; at so many ``doors`` more it is served, too."""
    stream = Stream(simulator)
    runner = web.AppRunner(
        _application(simulator, stream),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=0.2,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        for _ in range(doors):
            await web.TCPSite(runner, host, 0).start()
        address, *others = (f"http://{host}:{place[1]}" for place in runner.addresses)
        simulator.doors = tuple(others)
        yield address
    finally:
        simulator.updates.release()
        stream.close()
        simulator.close()
        await simulator.webhook.close()
        await runner.cleanup()


def _application(simulator: Simulator, stream: Stream) -> web.Application:
    bot_api = BotApi(simulator)
    application = web.Application(client_max_size=_LARGEST_BODY)
    for way in ("GET", "POST"):
        application.router.add_route(way, "/bot{token:[^/]+}/{method:[^/]+}", bot_api.handle)
    application.router.add_get("/file/bot{token:[^/]+}/{path:.+}", bot_api.download)
    application.add_routes(SimApi(simulator).routes())
    application.add_routes(FaultsApi(simulator).routes())
    application.add_routes(RushApi(simulator.crowd).routes())
    application.add_routes(Provider(simulator).routes())
    application.router.add_get("/sim/changes", sentences(stream.handle))
    application.router.add_get("/{path:.*}", _page)
    application.router.add_route("*", "/{path:.*}", _not_found)
    return application


async def _page(request: web.Request) -> web.StreamResponse:
    return page_file(request) or await _not_found(request)


async def _not_found(request: web.Request) -> web.Response:
    if request.path.startswith("/sim/"):
        return reply({"error": f"Nothing answers {request.method} {request.path}."}, 404)
    return answer(404, BotApiError(404, "Not Found").payload())
