"""One contract for two transports: python-telegram-bot's own, which is the reference, and ours."""

import asyncio
import io
import logging
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.transport.request import AiohttpRequest
from tests.support.wire import (
    TOKEN,
    Wire,
    answers_in_pieces,
    deaf,
    hangs_up,
    hangs_up_midway,
    ok,
    refusing,
    talks_nonsense,
    unreachable,
    wire,
)

SOON = 0.05
# A time-out of writing may not strike before aiohttp waits for the answer, or nobody hears of it.
SOON_WRITTEN = 0.5
HUGE = 16 * 2**20
PASSWORD = "kimchi-and-rice"

Make = Callable[..., BaseRequest]


def data(**values: object) -> RequestData:
    return RequestData(
        [RequestParameter.from_input(name, value) for name, value in values.items()]
    )


@pytest.fixture
async def server() -> AsyncIterator[Wire]:
    async with wire() as served:
        yield served


@pytest.fixture(autouse=True)
def _environment_without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def trust() -> ssl.SSLContext:
    """Without it each httpx client would load the certificates anew."""
    return ssl.create_default_context()


@pytest.fixture
async def ours() -> AsyncIterator[Make]:
    async for make in _maker(AiohttpRequest):
        yield make


@pytest.fixture
async def default(trust: ssl.SSLContext) -> AsyncIterator[Make]:
    async for make in _maker(HTTPXRequest, httpx_kwargs={"verify": trust}):
        yield make


@pytest.fixture(params=["default", "ours"])
async def make(request: pytest.FixtureRequest, trust: ssl.SSLContext) -> AsyncIterator[Make]:
    """Make a transport of either kind."""
    theirs = request.param == "default"
    async for maker in (
        _maker(HTTPXRequest, httpx_kwargs={"verify": trust}) if theirs else _maker(AiohttpRequest)
    ):
        yield maker


@pytest.fixture
async def transport(make: Make) -> BaseRequest:
    return make()


async def _maker(kind: Make, **always: Any) -> AsyncIterator[Make]:
    made: list[BaseRequest] = []

    def maker(**options: Any) -> BaseRequest:
        made.append(kind(**always, **options))
        return made[-1]

    yield maker
    for transport in made:
        await transport.shutdown()


# --- what is sent


async def test_post_of_parameters_delivers_each_as_the_bot_api_reads_it(
    transport: BaseRequest, server: Wire
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("수락 ✅", callback_data="a:1")]])
    sent = data(
        chat_id=-1001234567890,
        text='주문이 접수되었습니다 🍜 a+b=c & d%20\n"quoted"',
        latitude=37.5665,
        silent=True,
        empty="",
        nothing=None,
        moment=datetime(2026, 3, 1, tzinfo=UTC),
        reply_markup=keyboard,
        names=["message", "callback_query"],
        enormous=2**70,
    )

    await transport.post(server.url(), sent)

    [received] = server.received
    assert received.method == "POST"
    assert received.target == f"/bot{TOKEN}/sendMessage"
    assert received.parameters == sent.json_parameters


@pytest.mark.parametrize("nothing", [None, data()])
async def test_post_without_parameters_sends_an_empty_body(
    transport: BaseRequest, server: Wire, nothing: RequestData | None
) -> None:
    await transport.post(server.url("getMe"), nothing)

    [received] = server.received
    assert received.body == b""
    assert received.headers["Content-Length"] == "0"
    assert "Content-Type" not in received.headers


async def test_request_names_the_library_as_the_user_agent(
    transport: BaseRequest, server: Wire
) -> None:
    await transport.post(server.url())

    assert server.received[0].headers["User-Agent"] == BaseRequest.USER_AGENT


async def test_upload_of_bytes_sends_names_types_and_content(
    transport: BaseRequest, server: Wire
) -> None:
    photo = InputFile(b"\x89PNG\x00\xff", filename='만두 "찐".png')

    await transport.post(server.url("sendPhoto"), data(chat_id=5, caption="만두", photo=photo))

    assert server.received[0].form == (
        b'--BOUNDARY\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n5\r\n'
        b'--BOUNDARY\r\nContent-Disposition: form-data; name="caption"\r\n\r\n'
        + "만두".encode()
        + b'\r\n--BOUNDARY\r\nContent-Disposition: form-data; name="photo"; filename="'
        + "만두 %22찐%22.png".encode()
        + b'"\r\nContent-Type: image/png\r\n\r\n\x89PNG\x00\xff\r\n--BOUNDARY--\r\n'
    )


@pytest.mark.parametrize("filename", ["a\\b.png", "line\r\nfeed.png", "tab\t.png"])
async def test_upload_with_an_awkward_filename_escapes_it(
    transport: BaseRequest, server: Wire, filename: str
) -> None:
    await transport.post(server.url(), data(photo=InputFile(b"", filename=filename)))

    expected = filename.replace("\\", "\\\\").replace("\r\n", "%0D%0A").replace("\t", "%09")
    assert f'filename="{expected}"\r\n'.encode() in server.received[0].form


async def test_upload_of_attached_media_sends_each_part_under_its_name(
    transport: BaseRequest, server: Wire
) -> None:
    media = [InputMediaPhoto(InputFile(bytes([n]) * 3, attach=True)) for n in (1, 2)]
    sent = data(chat_id=5, media=media)

    await transport.post(server.url("sendMediaGroup"), sent)

    form = server.received[0].form
    for name, (filename, content, kind) in sent.multipart_data.items():
        assert isinstance(content, bytes)
        assert f"attach://{name}".encode() in form
        assert (
            f'name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'.encode()
            + content
            in form
        )


async def test_upload_of_an_open_file_twice_sends_all_of_it_both_times(
    transport: BaseRequest, server: Wire, tmp_path: Path
) -> None:
    path = tmp_path / "menu.pdf"
    path.write_bytes(b"0123456789" * 50_000)
    with path.open("rb") as file:
        sent = data(document=InputFile(file, read_file_handle=False))

        await transport.post(server.url(), sent)
        await transport.post(server.url(), sent)

    for received in server.received:
        assert path.read_bytes() in received.form
        assert received.headers["Content-Length"] == str(len(received.body))


async def test_upload_of_a_stream_of_unknown_size_sends_it_in_chunks(
    transport: BaseRequest, server: Wire
) -> None:
    left = [b"abc", b"def"]

    class Stream(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            return left.pop(0) if left else b""

    stream = InputFile(Stream(), filename="a.txt", read_file_handle=False)  # type: ignore[arg-type]

    await transport.post(server.url(), data(document=stream))

    [received] = server.received
    assert b"\r\n\r\nabcdef\r\n--BOUNDARY--" in received.form
    assert received.headers["Transfer-Encoding"] == "chunked"


async def test_post_of_a_large_text_sends_all_of_it(transport: BaseRequest, server: Wire) -> None:
    sent = data(text="x" * 300_000)

    await transport.post(server.url(), sent)

    assert server.received[0].parameters == sent.json_parameters


# --- what comes back


@pytest.mark.parametrize("result", [True, {"message_id": 7, "text": "주문 🍜"}, [{"id": 1}], []])
async def test_post_with_a_good_answer_returns_its_result(
    transport: BaseRequest, server: Wire, result: object
) -> None:
    server.answers(lambda: ok(result))

    assert await transport.post(server.url()) == result


async def test_post_with_a_chunked_answer_returns_its_result(
    transport: BaseRequest, server: Wire
) -> None:
    server.behaviour = answers_in_pieces

    result: object = await transport.post(server.url())
    assert result == "주문"


async def test_post_with_a_compressed_answer_returns_its_result(
    transport: BaseRequest, server: Wire
) -> None:
    def compressed() -> web.Response:
        response = ok(["x"] * 5000)
        response.enable_compression()
        return response

    server.answers(compressed)

    result: object = await transport.post(server.url())
    assert result == ["x"] * 5000


async def test_retrieve_of_a_file_returns_its_bytes(transport: BaseRequest, server: Wire) -> None:
    content = bytes(range(256)) * 4000
    server.answers(lambda: web.Response(body=content))

    assert await transport.retrieve(f"{server.address}/file/bot{TOKEN}/a%20b/만.jpg") == content
    [received] = server.received
    assert received.method == "GET"
    assert received.body == b""
    assert received.target == f"/file/bot{TOKEN}/a%20b/%EB%A7%8C.jpg"


@pytest.mark.parametrize(
    "text",
    [
        b'{"ok":true,"result":"\xff"}',
        b'{"ok":true,"result":"\\ud83d"}',
        b'{"ok":true,"result":Infinity}',
        b'{"ok":true,"result":9007199254740993}',
        b' \n{"ok":true,"result":1.0}',
    ],
)
async def test_post_with_an_odd_answer_reads_it_as_the_default_does(
    transport: BaseRequest, server: Wire, text: bytes
) -> None:
    server.answers(lambda: web.Response(body=text))

    expected = HTTPXRequest.parse_json_payload(text)["result"]
    assert await transport.post(server.url()) == expected


REFUSALS: list[tuple[int, str, type[TelegramError], str]] = [
    (
        400,
        '{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}',
        BadRequest,
        "Chat not found",
    ),
    (
        401,
        '{"ok": false, "error_code": 401, "description": "Unauthorized"}',
        InvalidToken,
        "Unauthorized",
    ),
    (
        403,
        '{"ok": false, "error_code": 403, "description": "Forbidden: 차단"}',
        Forbidden,
        "Forbidden: 차단",
    ),
    (
        404,
        '{"ok": false, "error_code": 404, "description": "Not Found"}',
        InvalidToken,
        "Not Found",
    ),
    (
        409,
        '{"ok": false, "error_code": 409, "description": "Conflict: another"}',
        Conflict,
        "Conflict: another",
    ),
    (
        413,
        '{"ok": false, "error_code": 413, "description": "Request Entity Too Large"}',
        NetworkError,
        "Request Entity Too Large",
    ),
    (
        429,
        '{"ok": false, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}',
        RetryAfter,
        "Flood control exceeded. Retry in 0:00:07",
    ),
    (
        400,
        '{"ok": false, "error_code": 400, "description": "upgraded", "parameters": {"migrate_to_chat_id": -100}}',
        ChatMigrated,
        "Group migrated to supergroup. New chat id: -100",
    ),
    (
        400,
        '{"ok": false, "error_code": 400, "description": "Odd", "parameters": {"new": 1}}',
        BadRequest,
        "Odd. The server response contained unknown parameters: {'new': 1}",
    ),
    (500, '{"ok": false, "error_code": 500, "description": "Internal"}', NetworkError, "Internal"),
    (500, "{}", NetworkError, "Internal Server Error (500)"),
    (
        502,
        "<html>Bad &amp; gone</html>",
        NetworkError,
        "Bad Gateway (502). Parsing the server response b'<html>Bad &amp; gone</html>' failed",
    ),
    (503, "", NetworkError, "Service Unavailable (503). Parsing the server response b'' failed"),
    (599, "{}", NetworkError, "Unknown HTTPError (599)"),
    (302, "", NetworkError, "Found (302). Parsing the server response b'' failed"),
    (200, "", TelegramError, "Invalid server response"),
    (200, '{"ok": tr', TelegramError, "Invalid server response"),
    (200, "<html>", TelegramError, "Invalid server response"),
]


@pytest.mark.parametrize(("status", "text", "kind", "message"), REFUSALS)
async def test_post_refused_by_the_server_raises_the_error_for_it(
    transport: BaseRequest,
    server: Wire,
    status: int,
    text: str,
    kind: type[TelegramError],
    message: str,
) -> None:
    elsewhere = {"Location": "/elsewhere"} if status == 302 else None
    server.answers(lambda: web.Response(status=status, text=text, headers=elsewhere))

    with pytest.raises(TelegramError) as caught:
        await transport.post(server.url())

    assert type(caught.value) is kind
    assert caught.value.message == message


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
@pytest.mark.parametrize(
    "text",
    [
        "<html>Denied</html>",
        "",
        "[]",
        '{"error": "denied"}',
        '{"description": "log in to the proxy"}',
        '{"ok": false, "description": "log in to the proxy"}',
        '{"ok": false, "error_code": 1, "description": "log in to the proxy"}',
    ],
)
async def test_post_refused_by_a_proxy_is_trouble_with_the_line(
    ours: Make, server: Wire, status: int, text: str
) -> None:
    server.answers(lambda: web.Response(status=status, text=text))

    with pytest.raises(NetworkError, match="not by Telegram") as caught:
        await ours().post(server.url())

    assert type(caught.value) is NetworkError


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '"ok"',
        "1",
        "{}",
        '{"error": "log in first"}',
        '{"ok": true}',
        '{"ok": false, "description": "log in first"}',
        '{"description": "log in first"}',
        '{"result": 1}',
    ],
)
async def test_post_answered_by_somebody_else_is_an_invalid_response(
    ours: Make, server: Wire, text: str
) -> None:
    server.answers(lambda: web.Response(text=text))

    with pytest.raises(TelegramError, match="Invalid server response"):
        await ours().post(server.url())


async def test_retrieve_of_a_missing_file_raises_the_error_for_it(
    transport: BaseRequest, server: Wire
) -> None:
    server.answers(
        lambda: web.Response(
            status=404, text='{"ok": false, "error_code": 404, "description": "Not Found"}'
        )
    )

    with pytest.raises(InvalidToken, match="Not Found"):
        await transport.retrieve(server.url())


# --- connections that fail


@pytest.mark.parametrize("failure", [hangs_up, hangs_up_midway, talks_nonsense])
async def test_post_over_a_failing_connection_raises_a_network_error(
    transport: BaseRequest,
    server: Wire,
    failure: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> None:
    server.behaviour = failure

    with pytest.raises(NetworkError) as caught:
        await transport.post(server.url())

    assert type(caught.value) is NetworkError
    assert len(server.received) == 1


async def test_post_after_a_failed_connection_succeeds(
    transport: BaseRequest, server: Wire
) -> None:
    server.behaviour = hangs_up
    with pytest.raises(NetworkError):
        await transport.post(server.url())
    server.answers(ok)

    assert await transport.post(server.url()) is True


async def test_post_to_a_closed_port_raises_a_network_error(transport: BaseRequest) -> None:
    async with refusing() as address:
        with pytest.raises(NetworkError) as caught:
            await transport.post(f"{address}/bot{TOKEN}/getMe")

    assert type(caught.value) is NetworkError


@pytest.mark.parametrize(
    "url", [f"ftp://x/bot{TOKEN}/a", f"/bot{TOKEN}/a", f"http://[/bot{TOKEN}"]
)
async def test_post_to_an_unusable_url_raises_a_network_error(
    transport: BaseRequest, url: str
) -> None:
    with pytest.raises(NetworkError) as caught:
        await transport.post(url)

    assert type(caught.value) is NetworkError


async def test_post_of_a_closed_file_raises_a_network_error(
    transport: BaseRequest, server: Wire
) -> None:
    file = io.BytesIO(b"gone")
    sent = data(document=InputFile(file, filename="a", read_file_handle=False))
    file.close()

    with pytest.raises(NetworkError, match="closed file"):
        await transport.post(server.url(), sent)


# --- time-outs


async def assert_timed_out(call: Awaitable[object]) -> None:
    with pytest.raises(TimedOut) as caught:
        async with asyncio.timeout(5):
            await call
    assert type(caught.value) is TimedOut
    assert caught.value.message == "Timed out"


@pytest.mark.parametrize("own", [{}, {"read_timeout": SOON}, {"read_timeout": 0}])
@pytest.mark.parametrize("midway", [False, True])
async def test_answer_that_does_not_come_raises_timed_out(
    make: Make, server: Wire, own: dict[str, Any], midway: bool
) -> None:
    server.behaviour = server.stalls_midway if midway else server.stalls

    await assert_timed_out(make(read_timeout=30 if own else SOON).post(server.url(), **own))


async def test_call_with_no_read_timeout_outlasts_the_transports_own(
    make: Make, server: Wire
) -> None:
    server.behaviour = server.stalls
    transport = make(read_timeout=SOON)
    patient = asyncio.create_task(transport.post(server.url(), read_timeout=None))
    await server.arrived.acquire()

    await assert_timed_out(transport.post(server.url()))
    server.released.set()

    assert await patient is True


@pytest.mark.parametrize("own", [{}, {"connect_timeout": SOON}])
async def test_connection_that_is_not_answered_raises_timed_out(
    make: Make, own: dict[str, Any]
) -> None:
    transport = make(connect_timeout=30 if own else SOON)

    async with unreachable() as address:
        await assert_timed_out(transport.post(f"{address}/bot{TOKEN}/getMe", **own))


@pytest.mark.parametrize(
    ("options", "own"),
    [
        ({"media_write_timeout": SOON_WRITTEN, "write_timeout": None}, {}),
        ({"media_write_timeout": None, "write_timeout": None}, {"write_timeout": SOON_WRITTEN}),
    ],
)
async def test_upload_that_nobody_reads_raises_timed_out(
    make: Make, options: dict[str, float | None], own: dict[str, Any]
) -> None:
    photo = InputFile(b"x" * HUGE)

    async with deaf() as address:
        call = make(read_timeout=None, **options).post(f"{address}/a", data(photo=photo), **own)
        await assert_timed_out(call)


@pytest.mark.parametrize("own", [{}, {"write_timeout": SOON_WRITTEN}])
async def test_large_text_that_nobody_reads_raises_timed_out(
    make: Make, own: dict[str, Any]
) -> None:
    transport = make(
        read_timeout=None, media_write_timeout=None, write_timeout=None if own else SOON_WRITTEN
    )

    async with deaf() as address:
        await assert_timed_out(transport.post(f"{address}/a", data(text="x" * HUGE), **own))


@pytest.mark.parametrize("own", [{}, {"pool_timeout": SOON}, {"pool_timeout": 0}])
async def test_call_without_a_free_connection_raises_the_pools_time_out(
    make: Make, server: Wire, own: dict[str, Any]
) -> None:
    transport = make(connection_pool_size=1, pool_timeout=30 if own else SOON)
    server.behaviour = server.stalls
    first = asyncio.create_task(transport.post(server.url()))
    await server.arrived.acquire()

    with pytest.raises(TimedOut) as caught:
        async with asyncio.timeout(5):
            await transport.post(server.url(), **own)
    server.released.set()

    assert caught.value.message == (
        "Pool timeout: All connections in the connection pool are occupied. Request was *not* "
        "sent to Telegram. Consider adjusting the connection pool size or the pool timeout."
    )
    assert await first is True
    assert await transport.post(server.url()) is True


async def test_read_timeout_of_the_transport_is_what_it_was_given(make: Make) -> None:
    assert make().read_timeout == 5
    assert make(read_timeout=None).read_timeout is None
    assert make(read_timeout=7.5).read_timeout == 7.5


# --- many at once, and none


async def test_a_hundred_calls_at_once_each_get_their_own_answer(make: Make, server: Wire) -> None:
    async def behave(request: web.Request) -> web.Response:
        return ok(request.path.rpartition("/")[2])

    server.behaviour = behave
    transport = make(connection_pool_size=10, pool_timeout=30)

    results: list[Any] = await asyncio.gather(
        *(transport.post(server.url(f"m{n}")) for n in range(100))
    )

    assert results == [f"m{n}" for n in range(100)]
    assert len(server.connections) <= 10


async def test_calls_one_after_another_share_a_connection(
    transport: BaseRequest, server: Wire
) -> None:
    for _ in range(3):
        await transport.post(server.url(), data(text="주문"))

    assert len(server.connections) == 1


@pytest.mark.parametrize("midway", [False, True])
async def test_cancelled_call_ends_as_cancelled_and_frees_its_connection(
    make: Make, server: Wire, midway: bool
) -> None:
    server.behaviour = server.stalls_midway if midway else server.stalls
    transport = make(connection_pool_size=1)
    call = asyncio.create_task(transport.post(server.url()))
    await (server.halfway if midway else server.arrived).acquire()

    call.cancel()

    with pytest.raises(asyncio.CancelledError):
        await call
    server.answers(ok)
    assert await transport.post(server.url()) is True


async def test_call_cancelled_while_it_waits_for_a_connection_takes_none(
    make: Make, server: Wire
) -> None:
    server.behaviour = server.stalls
    transport = make(connection_pool_size=1)
    first = asyncio.create_task(transport.post(server.url()))
    await server.arrived.acquire()
    second = asyncio.create_task(transport.post(server.url(), pool_timeout=None))
    done, _ = await asyncio.wait({second}, timeout=SOON)
    assert not done

    second.cancel()

    with pytest.raises(asyncio.CancelledError):
        await second
    server.released.set()
    assert await first is True
    assert await transport.post(server.url()) is True


# --- opening and closing


async def test_initialize_twice_keeps_the_connections(
    transport: BaseRequest, server: Wire
) -> None:
    await transport.initialize()
    await transport.post(server.url())
    await transport.initialize()
    await transport.post(server.url())

    assert len(server.connections) == 1


async def test_shutdown_twice_and_initialize_again_makes_calls_work(
    transport: BaseRequest, server: Wire
) -> None:
    await transport.post(server.url())
    await transport.shutdown()
    await transport.shutdown()
    await transport.initialize()

    assert await transport.post(server.url()) is True
    assert len(server.connections) == 2


async def test_shutdown_of_a_transport_never_used_does_nothing(transport: BaseRequest) -> None:
    await transport.shutdown()


async def test_call_after_shutdown_is_refused(transport: BaseRequest, server: Wire) -> None:
    async with transport:
        await transport.post(server.url())
    text = f"This {type(transport).__name__} is not initialized!"

    with pytest.raises(RuntimeError, match=text):
        await transport.do_request(server.url(), "POST")
    with pytest.raises(NetworkError) as caught:
        await transport.post(server.url())

    assert caught.value.message == (
        f"Unknown error in HTTP implementation: RuntimeError('{text}')"
    )


async def test_shutdown_during_a_call_ends_it_with_a_network_error(
    transport: BaseRequest, server: Wire
) -> None:
    server.behaviour = server.stalls
    call = asyncio.create_task(transport.post(server.url()))
    await server.arrived.acquire()

    await transport.shutdown()

    with pytest.raises(NetworkError):
        await call


# --- proxies


async def test_call_through_a_proxy_asks_it_for_the_whole_url(make: Make, server: Wire) -> None:
    transport = make(proxy=server.address.replace("//", "//mina:secret@"))

    assert await transport.post(f"http://telegram.invalid/bot{TOKEN}/getMe") is True

    [received] = server.received
    assert received.target == f"http://telegram.invalid/bot{TOKEN}/getMe"
    assert received.headers["Proxy-Authorization"] == "Basic bWluYTpzZWNyZXQ="


async def test_call_through_a_proxy_that_refuses_it_raises_a_network_error(
    make: Make, server: Wire
) -> None:
    server.answers(lambda: web.Response(status=407))

    for scheme in ("http", "https"):
        with pytest.raises(NetworkError) as caught:
            await make(proxy=server.address).post(f"{scheme}://telegram.invalid/bot{TOKEN}/getMe")
        assert type(caught.value) is NetworkError


async def test_call_through_a_proxy_that_is_gone_raises_a_network_error(make: Make) -> None:
    async with refusing() as address:
        with pytest.raises(NetworkError) as caught:
            await make(proxy=address).post(f"http://telegram.invalid/bot{TOKEN}/getMe")

    assert type(caught.value) is NetworkError


# --- the token stays secret


def everything_said(error: BaseException | None) -> str:
    """All that a log or an error report could print of an error and of those behind it."""
    said = ""
    while error is not None:
        said += f"{error} {error!r} {error.args!r} {vars(error)!r}"
        said += "".join(traceback.format_exception_only(error))
        error = error.__cause__ or error.__context__
    return said


async def failing_read(ours: Make, server: Wire) -> None:
    server.behaviour = server.stalls
    await ours(read_timeout=SOON).post(server.url())


async def failing_connect(ours: Make, _server: Wire) -> None:
    async with unreachable() as address:
        await ours(connect_timeout=SOON).post(f"{address}/bot{TOKEN}/getMe")


async def failing_write(ours: Make, _server: Wire) -> None:
    async with deaf() as address:
        upload = data(photo=InputFile(b"x" * HUGE))
        await ours(media_write_timeout=SOON).post(f"{address}/bot{TOKEN}/a", upload)


async def broken_upload(ours: Make, server: Wire) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, f"cannot read /bot{TOKEN}")

    upload = data(photo=InputFile(Broken(b"x"), filename="a", read_file_handle=False))
    await ours().post(server.url(), upload)


async def broken_upload_through_a_proxy(ours: Make, server: Wire) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise ValueError

    upload = data(photo=InputFile(Broken(b"x"), filename="a", read_file_handle=False))
    proxy = server.address.replace("//", f"//mina:{PASSWORD}@")
    await ours(proxy=proxy).post(f"http://telegram.invalid/bot{TOKEN}/a", upload)


async def dropped(ours: Make, server: Wire) -> None:
    server.behaviour = hangs_up
    await ours().post(server.url())


async def dropped_midway(ours: Make, server: Wire) -> None:
    server.behaviour = hangs_up_midway
    await ours().post(server.url())


async def nonsense(ours: Make, server: Wire) -> None:
    server.behaviour = talks_nonsense
    await ours().post(server.url())


async def proxy_page_naming_the_url(ours: Make, server: Wire) -> None:
    server.answers(lambda: web.Response(status=502, text=f"<html>{server.url()} 없음</html>"))
    await ours().post(server.url())


async def garbled_page_naming_the_url(ours: Make, server: Wire) -> None:
    server.answers(lambda: web.Response(status=502, body=b"\xff" + server.url().encode()))
    await ours().post(server.url())


async def refusal_naming_the_url(ours: Make, server: Wire) -> None:
    server.answers(lambda: web.json_response({"description": server.url()}, status=400))
    await ours().post(server.url())


async def refused_tunnel(ours: Make, server: Wire) -> None:
    server.answers(lambda: web.Response(status=407))
    proxy = server.address.replace("//", f"//mina:{PASSWORD}@")
    await ours(proxy=proxy).post(f"https://telegram.invalid/bot{TOKEN}/getMe")


async def refused_proxy(ours: Make, _server: Wire) -> None:
    async with refusing() as address:
        proxy = address.replace("//", f"//mina:{PASSWORD}@")
        await ours(proxy=proxy).post(f"https://telegram.invalid/bot{TOKEN}/getMe")


async def unusable_scheme(ours: Make, _server: Wire) -> None:
    await ours().post(f"ftp://x/bot{TOKEN}/getMe")


async def unusable_host(ours: Make, _server: Wire) -> None:
    await ours().post(f"http://[/bot{TOKEN}/getMe")


async def unusable_path(ours: Make, _server: Wire) -> None:
    await ours().post(f"/bot{TOKEN}/getMe")


async def unusable_port(ours: Make, _server: Wire) -> None:
    await ours().post(f"http://127.0.0.1:99999/bot{TOKEN}/getMe")


async def closed_transport(ours: Make, server: Wire) -> None:
    transport = ours()
    await transport.shutdown()
    await transport.post(server.url())


@pytest.mark.parametrize(
    "failure",
    [
        failing_read,
        failing_connect,
        failing_write,
        broken_upload,
        broken_upload_through_a_proxy,
        dropped,
        dropped_midway,
        nonsense,
        proxy_page_naming_the_url,
        garbled_page_naming_the_url,
        refusal_naming_the_url,
        refused_tunnel,
        refused_proxy,
        unusable_scheme,
        unusable_host,
        unusable_path,
        unusable_port,
        closed_transport,
    ],
)
async def test_failed_call_names_no_secret_in_any_error_or_log_record(
    failure: Callable[[Make, Wire], Awaitable[None]],
    ours: Make,
    server: Wire,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(TelegramError) as caught:
        await failure(ours, server)

    said = everything_said(caught.value) + caplog.text
    assert said
    assert TOKEN.partition(":")[2] not in said
    assert PASSWORD not in said


async def test_transport_itself_names_no_secret_when_printed(ours: Make, server: Wire) -> None:
    transport = ours(proxy=server.address.replace("//", f"//mina:{PASSWORD}@"))
    await transport.post(server.url())

    assert PASSWORD not in repr(transport)


# --- where ours differs on purpose


async def test_parameters_without_files_go_out_as_json_where_the_default_sends_a_form(
    ours: Make, default: Make, server: Wire
) -> None:
    for make in (ours, default):
        await make().post(server.url(), data(chat_id=5, reply_markup={"a": ["만"]}))

    mine, theirs = server.received
    assert mine.headers["Content-Type"] == "application/json"
    assert mine.body == '{"chat_id":5,"reply_markup":{"a":["만"]}}'.encode()
    assert theirs.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert mine.parameters == theirs.parameters


async def test_successful_call_logs_nothing_where_the_default_logs_the_token(
    ours: Make, default: Make, server: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, logger="httpx")

    await ours().post(server.url())
    mine = caplog.text
    await default().post(server.url())

    assert mine == ""
    assert TOKEN in caplog.text


async def test_unreadable_answer_is_not_logged_where_the_default_logs_it(
    ours: Make, default: Make, server: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers(lambda: web.Response(text='{"address": "12 Main Street"'))

    for make, expected in ((ours, False), (default, True)):
        with pytest.raises(TelegramError):
            await make().post(server.url())
        assert ("12 Main Street" in caplog.text) is expected


async def test_dropped_download_is_tried_once_more_where_the_default_gives_up(
    ours: Make, default: Make, server: Wire
) -> None:
    server.behaviour = hangs_up

    for make, attempts in ((ours, 2), (default, 1)):
        server.received.clear()
        with pytest.raises(NetworkError):
            await make().retrieve(server.url())
        assert len(server.received) == attempts


async def test_cookies_are_forgotten_where_the_default_returns_them(
    ours: Make, default: Make, server: Wire
) -> None:
    server.answers(lambda: ok(headers={"Set-Cookie": "a=b"}))
    # aiohttp never keeps the cookies of a bare address.
    url = server.url().replace("127.0.0.1", "localhost")

    for make, expected in ((ours, False), (default, True)):
        transport = make()
        await transport.post(url)
        await transport.post(url)
        assert ("Cookie" in server.received[-1].headers) is expected


async def test_proxy_of_the_environment_is_used_by_the_default_only(
    ours: Make, default: Make, server: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.address)

    async with refusing() as address:
        assert await default().post(f"{address}/bot{TOKEN}/getMe") is True
        with pytest.raises(NetworkError, match="ClientConnectorError"):
            await ours().post(f"{address}/bot{TOKEN}/getMe")


@pytest.mark.parametrize("proxy", ["socks5://mina:secret@127.0.0.1:1", "127.0.0.1:3128", ""])
async def test_proxy_that_is_not_http_is_refused_when_the_transport_is_made(
    ours: Make, proxy: str
) -> None:
    with pytest.raises(ValueError, match="SOCKS is not supported") as caught:
        ours(proxy=proxy)

    assert "secret" not in str(caught.value)


async def test_connection_idle_for_a_minute_is_used_again_and_dropped_later(
    ours: Make, server: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("aiohttp.connector.monotonic", lambda: now)
    transport = ours()

    await transport.post(server.url())
    now += 70
    await transport.post(server.url())
    after_a_minute = len(server.connections)
    now += 80
    await transport.post(server.url())

    assert after_a_minute == 1
    assert len(server.connections) == 2


async def test_headers_given_to_the_transport_go_out_with_each_request(
    ours: Make, server: Wire
) -> None:
    transport = ours(headers={"User-Agent": "mine", "X-Route": "eu"})

    await transport.post(server.url(), data(a=1))

    headers = server.received[0].headers
    assert (headers["User-Agent"], headers["X-Route"]) == ("mine", "eu")


async def test_network_error_names_what_happened_in_aiohttps_words(ours: Make) -> None:
    async with refusing() as address:
        with pytest.raises(NetworkError, match=r"^ClientConnectorError: Cannot connect to host"):
            await ours().post(f"{address}/bot{TOKEN}/getMe")
