"""What a call sends, and what it makes of the answer."""

import io
import json
from pathlib import Path

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest, RequestData

from tests.contract.transport.conftest import PASSWORD, Line, data
from tests.support.wire import TOKEN, answers_in_pieces, ok

TEXT = '주문이 접수되었습니다 🍜 a+b=c & d%20\n"quoted"'
MIXED = {"chat_id": -1001234567890, "latitude": 37.5665, "silent": True, "empty": "", "none": None}


@pytest.mark.parametrize(
    "values", [{**MIXED, "huge": 2**70, "names": [TEXT]}, {"text": "x" * 300_000}]
)
async def test_post_of_parameters_delivers_each_as_the_bot_api_reads_it(
    line: Line, values: dict[str, object]
) -> None:
    sent = data(**values)
    await line.post(sent)

    received = line.received
    assert (received.method, received.target) == ("POST", f"/bot{TOKEN}/sendMessage")
    assert received.headers["User-Agent"] == line.transport.USER_AGENT
    assert received.parameters == sent.json_parameters


async def test_parameters_without_files_go_out_as_json(ours: Line) -> None:
    await ours.post(data(chat_id=5, reply_markup={"a": ["만"]}))

    assert ours.received.headers["Content-Type"] == "application/json"
    assert ours.received.body == '{"chat_id":5,"reply_markup":{"a":["만"]}}'.encode()


@pytest.mark.parametrize("nothing", [None, data()])
async def test_post_without_parameters_sends_an_empty_body(
    line: Line, nothing: RequestData | None
) -> None:
    await line.post(nothing)

    assert (line.received.body, line.received.headers["Content-Length"]) == (b"", "0")
    assert "Content-Type" not in line.received.headers


async def test_upload_sends_parameters_and_files_with_names_types_and_content(line: Line) -> None:
    photo = InputFile(b"\x89PNG\x00\xff", filename='만두 "찐".png')
    odd = InputFile(b"", filename="a\\b\r\nc\td.pdf")

    await line.post(data(chat_id=5, names=["만두"], photo=photo, odd=odd))

    part = b'--BOUNDARY\r\nContent-Disposition: form-data; name="'
    assert line.received.form.split(part) == [
        b"",
        b'chat_id"\r\n\r\n5\r\n',
        b'names"\r\n\r\n["\\ub9cc\\ub450"]\r\n',
        'photo"; filename="만두 %22찐%22.png"\r\nContent-Type: image/png\r\n\r\n'.encode()
        + b"\x89PNG\x00\xff\r\n",
        (
            b'odd"; filename="a\\\\b%0D%0Ac%09d.pdf"\r\nContent-Type: application/pdf\r\n\r\n\r\n'
            b"--BOUNDARY--\r\n"
        ),
    ]


async def test_upload_of_an_open_file_twice_sends_all_of_it_both_times(
    line: Line, tmp_path: Path
) -> None:
    path = tmp_path / "menu.pdf"
    path.write_bytes(b"0123456789" * 50_000)
    with path.open("rb") as file:
        sent = data(document=InputFile(file, read_file_handle=False))
        await line.post(sent)
        await line.post(sent)

    first, second = line.server.received
    for received in (first, second):
        assert path.read_bytes() in received.form
        assert received.headers["Content-Length"] == str(len(received.body))
    assert first.headers["Content-Type"] != second.headers["Content-Type"]


@pytest.mark.parametrize("base", [object, io.RawIOBase])
async def test_upload_of_a_stream_of_unknown_size_sends_it_in_chunks(
    line: Line, base: type
) -> None:
    left = iter([b"abc", b"def"])
    stream = type("Stream", (base,), {"read": lambda *_: next(left, b"")})()

    await line.post(data(file=InputFile(stream, filename="a.txt", read_file_handle=False)))

    assert b"\r\n\r\nabcdef\r\n--BOUNDARY--" in line.received.form
    assert line.received.headers["Transfer-Encoding"] == "chunked"


async def test_call_through_a_proxy_asks_it_for_the_whole_url(line: Line) -> None:
    url = f"http://telegram.invalid/bot{TOKEN}/getMe"

    assert await line.proxied().post(url=url) is True

    assert line.received.target == url
    assert line.received.headers["Proxy-Authorization"] == "Basic bWluYTpraW1jaGktYW5kLXJpY2U="
    assert PASSWORD not in repr(line.transport)


@pytest.mark.parametrize("proxy", [f"socks5://mina:{PASSWORD}@127.0.0.1:1", "127.0.0.1:31", ""])
async def test_proxy_that_is_not_http_is_refused_when_the_transport_is_made(
    ours: Line, proxy: str
) -> None:
    with pytest.raises(ValueError, match="SOCKS is not supported") as caught:
        ours.opened(proxy=proxy)

    assert PASSWORD not in str(caught.value)


async def test_headers_given_to_the_transport_go_out_with_each_request(ours: Line) -> None:
    await ours.opened(headers={"User-Agent": "mine", "X-Route": "eu"}).post(data(a=1))

    headers = ours.received.headers
    assert (headers["User-Agent"], headers["X-Route"]) == ("mine", "eu")


async def test_cookies_of_an_answer_are_not_sent_back(ours: Line) -> None:
    ours.server.answers(lambda: ok(headers={"Set-Cookie": "a=b"}))
    # aiohttp never keeps the cookies of a bare address.
    for _ in range(2):
        await ours.post(url=ours.server.url().replace("127.0.0.1", "localhost"))

    assert "Cookie" not in ours.server.received[1].headers


@pytest.mark.parametrize(
    "result",
    ['{"text": "주문 🍜"}'.encode(), b"[]", b'"\xff"', b'"\\ud83d"', b"Infinity", b"9007199254740993"],
)  # fmt: skip
async def test_good_answer_is_read_as_the_default_reads_it(line: Line, result: bytes) -> None:
    body = b'{"ok":true,"result":' + result + b"}"

    assert await line.answers(body).post() == HTTPXRequest.parse_json_payload(body)["result"]


async def test_answer_in_compressed_pieces_is_read_wholly(line: Line) -> None:
    assert await line.behaves(answers_in_pieces).post() == "주문"


async def test_retrieve_of_a_file_returns_its_bytes(line: Line) -> None:
    content = bytes(range(256)) * 4000
    url = f"{line.server.address}/file/bot{TOKEN}/a%20b/만.jpg"

    assert await line.answers(content).transport.retrieve(url) == content
    assert (line.received.method, line.received.body) == ("GET", b"")
    assert line.received.target == f"/file/bot{TOKEN}/a%20b/%EB%A7%8C.jpg"


def refusal(status: int) -> bytes:
    return json.dumps({"ok": False, "error_code": status, "description": "차단"}).encode()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("status", "body"),
    [(status, refusal(status)) for status in (400, 401, 403, 404, 409, 413, 429, 500)]
    + [(status, b"<p>\xff") for status in (302, 413, 429, 500, 502)],
)
async def test_refusal_by_telegram_or_trouble_beyond_us_comes_back_as_it_is(
    line: Line, method: str, status: int, body: bytes
) -> None:
    line.answers(body, status=status, headers={"Location": "/elsewhere"})

    assert await line.transport.do_request(line.server.url(), method) == (status, body)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
@pytest.mark.parametrize(
    "text",
    [
        f"<html>/bot{TOKEN} is denied, /bot{TOKEN}</html>",
        "far too long" * 20,
        "[]",
        '{"error": "denied"}',
        '{"error_code": STATUS, "description": "log in to the proxy"}',
        '{"ok": false, "error_code": STATUS}',
        '{"ok": false, "error_code": 1, "description": "log in to the proxy"}',
    ],
)
async def test_post_refused_by_a_proxy_is_trouble_with_the_line(
    ours: Line, status: int, text: str
) -> None:
    page = text.replace("STATUS", str(status))

    with pytest.raises(NetworkError) as caught:
        await ours.answers(page, status=status).post()

    assert type(caught.value) is NetworkError
    told = page.replace(TOKEN, "<secret>").encode()[:200]
    assert caught.value.message == f"{status}, not by Telegram: {told!r}"


@pytest.mark.parametrize(
    "text", ["", '{"ok": tr', "[]", '"ok"', "1", '{"ok": true}', '{"ok": false, "result": 1}', '{"result": 1}']
)  # fmt: skip
async def test_post_answered_by_somebody_else_is_an_invalid_response(
    ours: Line, text: str
) -> None:
    with pytest.raises(TelegramError) as caught:
        await ours.answers(text).post()

    assert (type(caught.value), caught.value.message) == (TelegramError, "Invalid server response")
