"""Whatever a call carries, it is answered or refused; nothing breaks."""

import dataclasses
from typing import Any

import pytest

from bot.simulator.bot_api import METHODS
from tests.support import bot_api
from tests.support.simulated import COURIERS, MINA, PROVIDER, SimulatedWorld

ODD: tuple[Any, ...] = (
    *("", "x", "[", "{}", "[]", "[[]]", "null", "1e400"),
    *(True, -1, 10**30, 0.5, [], {}, [[]], [{}], [None], {"a": 1}),
    {"message_id": {}, "type": 5, "chat_id": {}},
    {"inline_keyboard": [[5]]},
    {"inline_keyboard": [[{"text": "x", "callback_data": {}}]]},
    {"inline_keyboard": [[{"text": "x", "url": [], "style": []}]]},
    {"keyboard": [[None]]},
    [{"type": "bold"}],
    [{"type": "bold", "offset": "x", "length": []}],
    [{"type": [], "offset": 0, "length": 10**9}],
    [{"label": "x", "amount": 10**400}],
    [{"command": {}, "description": []}],
)
USUAL = {
    "chat_id": MINA,
    "from_chat_id": MINA,
    "message_id": 2,
    "text": " Hello 😀 ",
    "action": "typing",
    "latitude": 1,
    "longitude": 2,
    "title": "Order",
    "description": "Food",
    "payload": "1",
    "provider_token": PROVIDER,
    "currency": "KRW",
    "prices": [{"label": "Food", "amount": 9000}],
    "phone_number": "+82",
    "first_name": "Ravi",
    "reaction": [],
    "callback_query_id": "1",
    "pre_checkout_query_id": "1",
}


@pytest.mark.parametrize("method", sorted(method.name for method in METHODS.values()))
async def test_call_with_odd_value_is_answered_or_refused(
    world: SimulatedWorld, method: str
) -> None:
    await world.started()
    await world.message()
    read = {field.name for field in dataclasses.fields(METHODS[method.lower()].read(USUAL))}
    fields = read & bot_api.method_fields(method).keys()
    usual = {name: it for name, it in USUAL.items() if name in fields}
    for name in sorted(fields):
        for odd in ODD:
            params = usual | {name: odd} | ({"timeout": 0} if method == "getUpdates" else {})
            answer = await world.api.send("POST", world.api.url(method), json=params)
            assert answer.status in {200, 400, 401, 403, 404, 409, 429}, (params, answer)
            assert isinstance(answer.body["ok"], bool)


@pytest.mark.parametrize(
    ("way", "path"),
    [
        ("POST", "/people"),
        ("PATCH", f"/people/{MINA}"),
        ("PATCH", f"/chats/{COURIERS}"),
        ("POST", f"/chats/{MINA}/messages"),
        ("PATCH", f"/chats/{MINA}/messages/1"),
        ("POST", f"/chats/{MINA}/taps"),
        ("POST", f"/chats/{MINA}/payments"),
    ],
)
async def test_act_with_odd_value_is_done_or_refused(
    world: SimulatedWorld, way: str, path: str
) -> None:
    mina = await world.started()
    usual = {"from": mina.id, "message_id": 1}
    names = ("from", "column", "text", "location", "contact", "photo", "reply_to", "blocked")
    for name in (*names, "message_id", "data", "row", "tip_amount", "bot_status", "upgrade"):
        for odd in ODD:
            status, answer = await world.sim(way, path, usual | {name: odd})
            assert status < 500
            assert status < 400 or set(answer) == {"error"}


def test_every_method_reads_its_parameters_into_a_dataclass() -> None:
    for method in METHODS.values():
        assert dataclasses.is_dataclass(method.read(USUAL))
