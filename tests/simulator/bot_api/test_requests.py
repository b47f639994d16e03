"""How calls are made and answered, whatever they are about."""

from typing import Any

import aiohttp
import pytest

from tests.support.simulated import MINA, TOKEN, SimulatedWorld


@pytest.mark.parametrize(
    "how",
    [
        {"json": {"chat_id": MINA, "text": "Hello"}},
        {"json": {"chat_id": str(MINA), "text": "Hello"}},
        {"data": {"chat_id": str(MINA), "text": "Hello"}},
        {"params": {"chat_id": str(MINA), "text": "Hello"}},
        {"params": {"chat_id": str(MINA)}, "json": {"text": "Hello"}},
    ],
)
async def test_call_in_any_encoding_is_understood(
    world: SimulatedWorld, how: dict[str, Any]
) -> None:
    await world.started()
    answer = await world.api.send("POST", world.api.url("sendMessage"), **how)
    assert answer.status == 200
    assert answer.body["result"]["text"] == "Hello"


async def test_call_as_multipart_is_understood(world: SimulatedWorld) -> None:
    await world.started()
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("chat_id", str(MINA))
    form.add_field("text", "Hello")
    answer = await world.api.send("POST", world.api.url("sendMessage"), data=form)
    assert answer.body["result"]["text"] == "Hello"


async def test_call_by_get_with_query_is_understood(world: SimulatedWorld) -> None:
    await world.started()
    query = {"chat_id": str(MINA), "text": "Hello"}
    answer = await world.api.send("GET", world.api.url("sendMessage"), params=query)
    assert answer.body["result"]["text"] == "Hello"


async def test_call_with_method_in_other_case_is_understood(world: SimulatedWorld) -> None:
    assert (await world.api.call("GETME"))["username"] == "azer_delivery_bot"


async def test_call_with_structure_as_text_is_understood(world: SimulatedWorld) -> None:
    await world.started()
    markup = '{"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}'
    sent = await world.message(reply_markup=markup)
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "go"


async def test_call_with_broken_json_is_refused(world: SimulatedWorld) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await world.api.send("POST", world.api.url("getMe"), data=b"{", headers=headers)
    assert answer.status == 400
    assert answer.description == "Bad Request: can't parse JSON object"


async def test_call_with_unknown_parameters_is_answered(world: SimulatedWorld) -> None:
    assert (await world.api.call("getMe", something="else"))["is_bot"] is True


async def test_call_with_malformed_token_is_unauthorized(world: SimulatedWorld) -> None:
    answer = await world.api.send("POST", world.api.url("getMe", "nonsense"))
    assert (answer.status, answer.description) == (
        401,
        "Unauthorized: invalid token specified",
    )


async def test_call_with_unknown_token_is_unauthorized(world: SimulatedWorld) -> None:
    other = TOKEN.replace("7000000001", "7000000002")
    answer = await world.api.send("POST", world.api.url("getMe", other))
    assert (answer.status, answer.description) == (401, "Unauthorized")


async def test_call_of_unknown_method_is_not_found(world: SimulatedWorld) -> None:
    answer = await world.api.refusal("sendEverything")
    assert (answer.status, answer.description) == (404, "Not Found: method not found")


async def test_call_of_method_left_out_names_the_simulator(world: SimulatedWorld) -> None:
    answer = await world.api.refusal("senddice")
    assert answer.status == 404
    assert answer.description == "Not Found: sendDice is not implemented by the simulator"


async def test_call_of_unknown_path_is_not_found(world: SimulatedWorld) -> None:
    answer = await world.api.send("POST", f"{world.address}/nowhere")
    assert (answer.status, answer.description) == (404, "Not Found")
    assert answer.body == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_download_with_unknown_token_is_unauthorized(world: SimulatedWorld) -> None:
    answer = await world.api.send("GET", f"{world.address}/file/botnonsense/photos/1.png")
    assert answer.status == 401


async def test_observer_of_form_call_gets_decoded_parameters(world: SimulatedWorld) -> None:
    await world.started()
    seen: list[Any] = []
    world.simulator.observers.append(seen.append)
    data = {"chat_id": str(MINA), "text": "Hello"}
    await world.api.send("POST", world.api.url("sendmessage"), data=data)
    [exchange] = seen
    assert (exchange.kind, exchange.method, exchange.status) == ("call", "sendMessage", 200)
    assert exchange.params == {"chat_id": MINA, "text": "Hello"}
    assert exchange.payload["result"]["text"] == "Hello"
