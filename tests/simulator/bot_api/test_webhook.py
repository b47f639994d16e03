"""Updates delivered to the bot's address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.simulator import Exchange
from tests.support.simulated import MINA, THEO, SimulatedWorld, simulated


class Bot:
    """A webhook that answers as a test wants."""

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.headers: list[dict[str, str]] = []
        self.answers: list[web.Response] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        await self.arrived.put(await request.json())
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    async def texts(self, number: int) -> list[str]:
        return [(await self.arrived.get())["message"]["text"] for _ in range(number)]


@asynccontextmanager
async def _bot() -> AsyncIterator[Bot]:
    bot = Bot()
    application = web.Application()
    application.router.add_post("/hook", bot.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield bot
    bot.gate.set()
    await runner.cleanup()


class Pauses:
    """Waits that are over at once, and remembered."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


async def test_update_is_delivered_with_the_secret(world: SimulatedWorld) -> None:
    async with _bot() as bot:
        await world.api.call("setWebhook", url=bot.url, secret_token="secret-1")
        mina = await world.people.person(MINA)
        sent = await mina.says("/start")
        assert (await bot.arrived.get())["update_id"] == sent["update_id"]
        assert bot.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "secret-1"


async def test_updates_that_waited_are_delivered_first(world: SimulatedWorld) -> None:
    async with _bot() as bot:
        mina = await world.people.person(MINA)
        await mina.says("one")
        await mina.says("two")
        await world.api.call("setWebhook", url=bot.url)
        await mina.says("three")
        assert await bot.texts(3) == ["one", "two", "three"]


async def test_slow_chat_holds_up_only_itself(world: SimulatedWorld) -> None:
    async with _bot() as bot:
        await world.api.call("setWebhook", url=bot.url)
        bot.gate.clear()
        mina, theo = await world.people.person(MINA), await world.people.person(THEO)
        await mina.says("one")
        await mina.says("two")
        assert await bot.texts(1) == ["one"]
        await theo.says("hi")
        assert await bot.texts(1) == ["hi"]
        assert bot.arrived.empty()
        bot.gate.set()
        assert await bot.texts(1) == ["two"]


async def test_failed_delivery_is_repeated_with_growing_pauses() -> None:
    pauses = Pauses()
    async with _bot() as bot, simulated(pause=pauses) as world:
        bot.answers = [web.Response(status=500) for _ in range(8)]
        await world.api.call("setWebhook", url=bot.url)
        mina = await world.people.person(MINA)
        await mina.says("one")
        await mina.says("two")
        assert await bot.texts(10) == ["one"] * 9 + ["two"]
        assert pauses.taken == [0, 2, 4, 8, 16, 32, 60, 60]
        info = await world.api.call("getWebhookInfo")
        assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
        assert info["last_error_date"] == int(world.clock().timestamp())


async def test_redirection_is_no_success_and_not_followed() -> None:
    pauses = Pauses()
    async with _bot() as bot, simulated(pause=pauses) as world:
        elsewhere = bot.url.replace("/hook", "/elsewhere")
        bot.answers = [web.Response(status=301, headers={"Location": elsewhere})]
        await world.api.call("setWebhook", url=bot.url)
        mina = await world.people.person(MINA)
        await mina.says("one")
        assert await bot.texts(2) == ["one", "one"]
        info = await world.api.call("getWebhookInfo")
        assert info["last_error_message"] == (
            "Wrong response from the webhook: 301 Moved Permanently"
        )


async def test_retry_after_is_honoured_up_to_an_hour() -> None:
    pauses = Pauses()
    async with _bot() as bot, simulated(pause=pauses) as world:
        waits = ("7", "9999", "soon")
        bot.answers = [web.Response(status=503, headers={"Retry-After": it}) for it in waits]
        await world.api.call("setWebhook", url=bot.url)
        mina = await world.people.person(MINA)
        await mina.says("one")
        assert await bot.texts(4) == ["one"] * 4
        assert pauses.taken == [7, 3600, 4]


async def test_update_that_nobody_takes_expires() -> None:
    expired = asyncio.Event()

    async def pause(_seconds: float) -> None:
        world.clock.passes(24 * 3600)
        expired.set()
        await asyncio.sleep(0)

    async with simulated(pause=pause) as world:
        await world.api.call("setWebhook", url="http://127.0.0.1:9/hook")
        mina = await world.people.person(MINA)
        await mina.says("one")
        await expired.wait()
        info = await world.api.call("getWebhookInfo")
        assert info["pending_update_count"] == 0
        assert info["last_error_message"].startswith("Connection failed: ")


async def test_method_in_the_reply_is_carried_out(world: SimulatedWorld) -> None:
    async with _bot() as bot:
        await world.api.call("setWebhook", url=bot.url)
        mina = await world.people.person(MINA)
        call = {"method": "sendMessage", "chat_id": MINA, "text": "From the reply"}
        bot.answers = [web.json_response(call)]
        await mina.says("/start")
        await mina.sees("From the reply")
        form = f"method=sendMessage&chat_id={MINA}&text=From+a+form"
        kind = "application/x-www-form-urlencoded"
        bot.answers = [web.Response(text=form, content_type=kind), web.Response(text="ok")]
        await mina.says("again")
        await mina.sees("From a form")


async def test_method_in_the_reply_may_remove_the_webhook(world: SimulatedWorld) -> None:
    async with _bot() as bot:
        await world.api.call("setWebhook", url=bot.url)
        mina = await world.people.person(MINA)
        bot.answers = [web.json_response({"method": "deleteWebhook"})]
        removed = asyncio.Event()

        def observe(exchange: Exchange) -> None:
            if exchange.method == "deleteWebhook":
                removed.set()

        world.simulator.observers.append(observe)
        await mina.says("one")
        await removed.wait()
        await mina.says("two")
        assert (await world.api.update("message"))["text"] == "two"


async def test_delete_of_webhook_keeps_or_drops_what_waits(world: SimulatedWorld) -> None:
    async with _bot() as bot:
        bot.gate.clear()
        await world.api.call("setWebhook", url=bot.url)
        mina = await world.people.person(MINA)
        await mina.says("one")
        await bot.texts(1)
        await world.api.call("deleteWebhook")
        assert len(await world.api.call("getUpdates")) == 1
        await world.api.call("deleteWebhook", drop_pending_updates=True)
        assert await world.api.call("getUpdates") == []


async def test_info_tells_how_the_webhook_is_set(world: SimulatedWorld) -> None:
    assert await world.api.call("getWebhookInfo") == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }
    wanted = {"url": "http://127.0.0.1:9/hook", "max_connections": 7}
    await world.api.call("setWebhook", **wanted, allowed_updates=["message"])
    info = await world.api.call("getWebhookInfo")
    assert info["url"] == wanted["url"]
    assert info["max_connections"] == 7
    assert info["allowed_updates"] == ["message"]


async def test_set_twice_in_a_second_has_to_wait(world: SimulatedWorld) -> None:
    await world.api.call("setWebhook", url="http://127.0.0.1:9/hook")
    answer = await world.api.refusal("setWebhook", url="http://127.0.0.1:9/other")
    assert (answer.status, answer.description) == (429, "Too Many Requests: retry after 1")
    assert answer.body["parameters"] == {"retry_after": 1}
    assert answer.headers["Retry-After"] == "1"
    world.clock.passes(1)
    await world.api.call("setWebhook", url="http://127.0.0.1:9/other")


async def test_set_of_wrong_address_or_secret_is_refused(world: SimulatedWorld) -> None:
    refused = world.api.refused
    for url in ("nonsense", "ftp://example.com", "http://[", "http://x:y/"):
        assert await refused("setWebhook", url=url) == "invalid webhook URL specified"
    problem = "secret token contains unallowed characters"
    assert await refused("setWebhook", url="http://x/", secret_token="ä") == problem


async def test_set_on_strict_server_wants_https_and_a_known_port() -> None:
    async with simulated(strict=True) as world:
        refused = world.api.refused
        assert (
            await refused("setWebhook", url="http://example.com/")
            == "bad webhook: An HTTPS URL must be provided for webhook"
        )
        assert (
            await refused("setWebhook", url="https://example.com:8000/")
            == "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
