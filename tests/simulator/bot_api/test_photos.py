"""Photos: sent, kept, fetched."""

import base64
import struct

import aiohttp
import pytest

from tests.support.simulated import MINA, SimulatedWorld

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 320, 200) + b"\x08\x02\x00\x00\x00"
)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08"
    + struct.pack(">HH", 30, 40)
    + b"\x00" * 8
)


def _form(**fields: str | bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(MINA))
    for name, value in fields.items():
        filename = "picture" if isinstance(value, bytes) else None
        form.add_field(name, value, filename=filename)
    return form


@pytest.mark.parametrize(("data", "size"), [(PNG, (320, 200)), (JPEG, (40, 30))])
async def test_send_of_upload_can_be_fetched_again(
    world: SimulatedWorld, data: bytes, size: tuple[int, int]
) -> None:
    mina = await world.started()
    url = world.api.url("sendPhoto")
    answer = await world.api.send("POST", url, data=_form(photo=data, caption="<b>Food</b>"))
    [photo] = answer.body["result"]["photo"]
    assert (photo["width"], photo["height"]) == size
    assert photo["file_size"] == len(data)
    file = await world.api.call("getFile", file_id=photo["file_id"])
    path = f"{world.address}/file/bot{world.simulator.token}/{file['file_path']}"
    async with world.session.get(path) as response:
        assert await response.read() == data
    seen = await mina.sees("<b>Food</b>")
    async with world.session.get(world.address + seen["sim"]["photo_url"]) as response:
        assert await response.read() == data


async def test_send_of_attached_upload_is_found_by_name(world: SimulatedWorld) -> None:
    await world.started()
    form = _form(photo="attach://picture1", picture1=PNG, parse_mode="HTML", caption="<b>a</b>")
    answer = await world.api.send("POST", world.api.url("sendPhoto"), data=form)
    assert answer.body["result"]["caption_entities"][0]["type"] == "bold"


async def test_send_by_file_id_reuses_the_file(world: SimulatedWorld) -> None:
    mina = await world.started()
    await mina.sends_photo(base64.b64encode(PNG).decode())
    [photo] = (await world.api.update("message"))["photo"]
    sent = await world.api.call("sendPhoto", chat_id=MINA, photo=photo["file_id"])
    assert sent["photo"] == [photo]


@pytest.mark.parametrize(
    ("photo", "problem"),
    [
        ("", "there is no photo in the request"),
        ("attach://nothing", "there is no photo in the request"),
        ("htp:/x.y", "wrong file identifier/HTTP URL specified"),
        ("https://example.com/x.png", "failed to get HTTP URL content"),
        (
            "AgACnonsense",
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
        ),
    ],
)
async def test_send_of_what_is_no_photo_is_refused(
    world: SimulatedWorld, photo: str | None, problem: str
) -> None:
    await world.started()
    assert await world.api.refused("sendPhoto", chat_id=MINA, photo=photo) == problem


async def test_send_of_file_that_is_no_picture_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    answer = await world.api.send("POST", world.api.url("sendPhoto"), data=_form(photo=b"text"))
    assert answer.description == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_send_with_caption_over_1024_after_parsing_is_refused(
    world: SimulatedWorld,
) -> None:
    await world.started()
    url = world.api.url("sendPhoto")
    long = f"<b>{'x' * 1024}</b>"
    answer = await world.api.send(
        "POST", url, data=_form(photo=PNG, caption=long, parse_mode="HTML")
    )
    assert answer.status == 200
    refused = await world.api.refused("sendPhoto", chat_id=MINA, photo="x", caption="x" * 1025)
    assert refused == "message caption is too long"


async def test_edit_of_caption_changes_it(world: SimulatedWorld) -> None:
    mina = await world.started()
    form = _form(photo=PNG, caption="Before")
    answer = await world.api.send("POST", world.api.url("sendPhoto"), data=form)
    number = answer.body["result"]["message_id"]
    await world.api.call("editMessageCaption", chat_id=MINA, message_id=number, caption="After")
    await mina.sees("After")


async def test_get_file_of_unknown_id_is_refused(world: SimulatedWorld) -> None:
    refused = await world.api.refused("getFile", file_id="nonsense")
    assert refused == "wrong file_id or the file is temporarily unavailable"


async def test_download_of_unknown_file_is_not_found(world: SimulatedWorld) -> None:
    path = f"{world.address}/file/bot{world.simulator.token}/photos/none.png"
    assert (await world.api.send("GET", path)).status == 404
