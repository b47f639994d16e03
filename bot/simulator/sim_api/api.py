"""/sim over HTTP: what people do and see."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from bot.simulator.model import BotApiError, Json, SimError
from bot.simulator.people import (
    acting,
    button_data,
    next_person,
    pay,
    rewrite,
    set_blocked,
    set_membership,
    tap,
    upgrade,
    write,
)
from bot.simulator.sim_api.forms import (
    checked_text,
    message_content,
    read_changed_group,
    read_changed_message,
    read_changed_person,
    read_new_message,
    read_new_payment,
    read_new_person,
    read_new_tap,
)
from bot.simulator.sim_api.visitors import refuse_strangers
from bot.simulator.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def reply(data: Any, status: int = 200) -> web.Response:
    """Wrap data into a JSON response."""
    return web.Response(status=status, body=orjson.dumps(data), content_type="application/json")


async def _body(request: web.Request) -> Json:
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise SimError(400, "The request's body is not a JSON object.")
    return body


def _number(request: web.Request, name: str) -> int:
    return int(request.match_info[name])


def sentences(handler: Handler) -> Handler:
    """Let in who may come, and turn refusals into {"error": "one plain sentence"}."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            refuse_strangers(request)
            return await handler(request)
        except SimError as error:
            return reply({"error": error.sentence}, error.status)
        except BotApiError as error:
            text = error.description.removeprefix("Bad Request: ")
            return reply({"error": f"{text[:1].upper()}{text[1:]}."}, error.code)

    return handle


class SimApi:
    """Serves one simulator's people."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is served below /sim, but for the stream of changes."""
        chat = r"/sim/chats/{chat:-?\d+}"
        return [
            web.get("/sim/state", sentences(self.state)),
            web.get("/sim/charges", sentences(self.charges)),
            web.get("/sim/photos/{id}", sentences(self.photo)),
            web.post("/sim/people", sentences(self.add_person)),
            web.patch(r"/sim/people/{person:\d+}", sentences(self.change_person)),
            web.patch(chat, sentences(self.change_group)),
            web.post(f"{chat}/messages", sentences(self.write)),
            web.patch(chat + r"/messages/{message:\d+}", sentences(self.rewrite)),
            web.post(f"{chat}/taps", sentences(self.tap)),
            web.post(f"{chat}/payments", sentences(self.pay)),
        ]

    async def state(self, _request: web.Request) -> web.Response:
        """Return everything."""
        return reply(self._world.state())

    async def charges(self, _request: web.Request) -> web.Response:
        """Return every charge taken."""
        return reply(self._world.charges)

    async def photo(self, request: web.Request) -> web.Response:
        """Return a picture."""
        file = self._world.files.by_unique_id(request.match_info["id"])
        if file is None:
            raise SimError(404, "There is no such photo.")
        return web.Response(body=file.data, content_type=file.media_type)

    async def add_person(self, request: web.Request) -> web.Response:
        """Bring another person onto the page."""
        params = read_new_person(await _body(request))
        return reply(next_person(self._world, params.column).view(), 201)

    async def change_person(self, request: web.Request) -> web.Response:
        """Change a person's language, or let them block the bot or go."""
        world, params = self._world, read_changed_person(await _body(request))
        person = world.person(_number(request, "person"))
        if params.language_code is not None:
            person.language_code = params.language_code
        if params.deactivated is not None:
            person.deactivated = params.deactivated
        if params.blocked is not None:
            set_blocked(world, person, blocked=params.blocked)
        world.changes.publish("person", person.view())
        world.refresh_commands()
        return reply(person.view())

    async def change_group(self, request: web.Request) -> web.Response:
        """Let a member put the bot out of a group, bring it back, or upgrade the group."""
        world, params = self._world, read_changed_group(await _body(request))
        chat, person = acting(world, _number(request, "chat"), params.from_)
        if params.bot_status is not None:
            set_membership(world, chat, person, params.bot_status)
        if params.upgrade:
            chat = upgrade(world, chat, person)
        return reply(chat.view(world.clock()))

    async def write(self, request: web.Request) -> web.Response:
        """Let a person send a message."""
        params = read_new_message(await _body(request))
        chat, person = acting(self._world, _number(request, "chat"), params.from_)
        content = message_content(params, self._world.files)
        stored, update_id = write(self._world, chat, person, content, params.reply_to)
        return reply({"message_id": stored.id, "update_id": update_id}, 201)

    async def rewrite(self, request: web.Request) -> web.Response:
        """Let a person edit a message of their own."""
        params = read_changed_message(await _body(request))
        chat, person = acting(self._world, _number(request, "chat"), params.from_)
        stored = rewrite(
            self._world, chat, person, _number(request, "message"), checked_text(params.text)
        )
        return reply({"message_id": stored.id})

    async def tap(self, request: web.Request) -> web.Response:
        """Let a person press a button."""
        params = read_new_tap(await _body(request))
        chat, person = acting(self._world, _number(request, "chat"), params.from_)
        data = params.data
        if data is None:
            data = button_data(chat, params.message_id, params.row, params.column)
        query_id = tap(self._world, chat, person, params.message_id, data)
        return reply({"query_id": query_id}, 201)

    async def pay(self, request: web.Request) -> web.Response:
        """Let a person pay an invoice."""
        params = read_new_payment(await _body(request))
        chat, person = acting(self._world, _number(request, "chat"), params.from_)
        query_id = pay(self._world, chat, person, params.message_id, params.tip_amount)
        return reply({"query_id": query_id}, 201)
