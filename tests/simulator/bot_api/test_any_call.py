"""Whatever is sent to any method, however it is sent, gets the Bot API's envelope."""

import asyncio
import dataclasses
import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.simulator.bot_api import METHODS
from tests.simulator.bot_api.test_odd_values import USUAL
from tests.support import bot_api
from tests.support.simulated import COURIERS, MINA, SimulatedWorld, simulated

ENVELOPES = {200, 400, 401, 403, 404, 409, 413, 429}
NAMES = (
    *("type", "text", "url", "message_id", "chat_id", "user_id", "offset", "length", "id"),
    *("inline_keyboard", "keyboard", "callback_data", "web_app", "copy_text", "pay", "style"),
    *("label", "amount", "command", "description", "emoji", "user", "quote", "request_users"),
    *("force_reply", "remove_keyboard", "is_disabled", "language", "unix_time", "request_id"),
)
WORDS = st.sampled_from(
    (
        *("", "x", "{", "[]", "{}", "null", "true", "bold", "text_link", "emoji", "web_app"),
        *("chat", "chat_member", "HTML", "<{a}>", "<b>x", "&#xDFFF;", "tg://user?id=1001"),
        *("https://e.com", "@mina", str(MINA), str(COURIERS), "-1", "9" * 30, "\0", "👍", "가"),
    )
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS
    | st.text(st.characters(codec="utf-8"), max_size=20)
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
# Structures that are right, for one place in them to go wrong.
RIGHT: dict[str, list[Any]] = {
    "reply_markup": [
        {"inline_keyboard": [[{"text": "a", "callback_data": "x", "style": "danger"}]]},
        {"inline_keyboard": [[{"text": "a", "url": "https://e.com"}]]},
        {"inline_keyboard": [[{"text": "a", "web_app": {"url": "https://e.com"}}]]},
        {"keyboard": [[{"text": "a", "request_users": {"request_id": 1}}]]},
        {"keyboard": [[{"text": "a", "request_contact": True}]], "resize_keyboard": True},
        {"force_reply": True, "input_field_placeholder": "a"},
    ],
    "reply_parameters": [{"message_id": 1, "quote": "/start", "quote_position": 0}],
    "link_preview_options": [{"is_disabled": True, "url": "https://e.com"}],
    "entities": [
        [{"type": "text_mention", "offset": 0, "length": 3, "user": {"id": MINA}}],
        [{"type": "pre", "offset": 0, "length": 3, "language": "py"}],
        [{"type": "date_time", "offset": 0, "length": 3, "unix_time": 5}],
    ],
    "prices": [[{"label": "Food", "amount": 9000}]],
    "suggested_tip_amounts": [[100, 200]],
    "commands": [[{"command": "start", "description": "Begin"}]],
    "scope": [{"type": "chat", "chat_id": MINA}, {"type": "chat_member", "user_id": MINA}],
    "menu_button": [{"type": "web_app", "text": "a", "web_app": {"url": "https://e.com"}}],
    "message_ids": [[1, 2]],
    "reaction": [[{"type": "emoji", "emoji": "👍"}]],
}


def _fields(method: str) -> list[str]:
    read = {field.name for field in dataclasses.fields(METHODS[method.lower()].read(USUAL))}
    return sorted(read | bot_api.method_fields(method).keys())


@st.composite
def nearly_right(draw: st.DrawFn, value: Any) -> Any:
    """Change one place of a value that is right."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        name = draw(st.sampled_from(sorted(value)))
        return value | {name: draw(nearly_right(value[name]))}
    if isinstance(value, list) and value and draw(st.booleans()):
        return [draw(nearly_right(value[0])), *value[1:]]
    return draw(VALUES)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any], str]:
    method = draw(st.sampled_from(sorted(method.name for method in METHODS.values())))
    fields = _fields(method)
    usual = {name: it for name, it in USUAL.items() if name in fields}
    odd: dict[str, Any] = {}
    if fields:
        for name in draw(st.lists(st.sampled_from(fields), max_size=3, unique=True)):
            known = RIGHT.get(name)
            right = draw(st.sampled_from(known)) if known else usual.get(name)
            odd[name] = draw(nearly_right(right) if right is not None else VALUES)
    # Nobody waits here, neither for updates nor for an address of a webhook.
    fixed = {name: 0 for name in ("timeout",) if name in fields}
    return method, usual | odd | fixed, draw(st.sampled_from(("json", "form", "query")))


async def _send(world: SimulatedWorld, method: str, params: dict[str, Any], way: str) -> None:
    url = world.api.url(method)
    as_text = {name: it if isinstance(it, str) else json.dumps(it) for name, it in params.items()}
    if way == "json":
        answer = await world.api.send("POST", url, json=params)
    elif way == "form":
        answer = await world.api.send("POST", url, data=as_text)
    else:
        answer = await world.api.send("GET", url, params=as_text)
    assert answer.status in ENVELOPES, (method, params, answer)
    assert answer.body["ok"] is (answer.status == 200)
    assert answer.status == 200 or answer.body["error_code"] == answer.status


def test_call_with_anything_in_any_encoding_gets_an_envelope() -> None:
    async def run(call: tuple[str, dict[str, Any], str]) -> None:
        await _send(world, *call)

    with asyncio.Runner() as runner:
        context = simulated()
        world = runner.run(context.__aenter__())
        try:
            runner.run(world.started())
            runner.run(world.message())

            @settings(
                max_examples=400,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(calls())
            def fuzz(call: tuple[str, dict[str, Any], str]) -> None:
                runner.run(run(call))

            fuzz()
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("setMyCommands", {"scope": {"type": []}}),
        ("sendMessage", {"chat_id": MINA, "text": "x", "reply_parameters": {"message_id": [1]}}),
        ("setChatMenuButton", {"menu_button": {"text": "x"}}),
        ("sendMessage", {"chat_id": MINA, "text": "<{x}>", "parse_mode": "HTML"}),
        ("sendMessage", {"chat_id": MINA, "text": "&#xDFFF;", "parse_mode": "HTML"}),
    ],
)
async def test_call_that_broke_the_simulator_is_refused(
    world: SimulatedWorld, method: str, params: dict[str, Any]
) -> None:
    await world.started()
    assert await world.api.refused(method, **params)
    assert await world.api.call("getChatMenuButton", chat_id=MINA) == {"type": "commands"}


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


async def test_call_with_deeply_nested_text_is_refused(world: SimulatedWorld) -> None:
    body = {"chat_id": MINA, "text": _nested(400)}
    answer = await world.api.send("POST", world.api.url("sendMessage"), json=body)
    assert answer.status == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"chat_id=1001&text=%ff", "application/x-www-form-urlencoded"),
        (b"chat_id=1001&text=\xff", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"nothing of that", "multipart/form-data; boundary=x"),
        (b"nothing of that", "multipart/form-data"),
    ],
)
async def test_call_with_unreadable_form_is_refused(
    world: SimulatedWorld, body: bytes, kind: str
) -> None:
    headers = {"Content-Type": kind}
    answer = await world.api.send("POST", world.api.url("sendMessage"), data=body, headers=headers)
    assert answer.status == 400
    assert answer.body["ok"] is False


async def test_call_with_too_large_body_is_refused_in_an_envelope(world: SimulatedWorld) -> None:
    body = io.BytesIO(b'{"text": "%s"}' % (b"x" * 21 * 1024 * 1024))
    headers = {"Content-Type": "application/json"}
    answer = await world.api.send("POST", world.api.url("sendMessage"), data=body, headers=headers)
    assert (answer.status, answer.body["error_code"]) == (413, 413)
