"""Calls that fail: by which error, and that nothing said of it holds a secret."""

import asyncio
import io
import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.telegram.transport.request import AiohttpRequest
from tests.contract.transport.conftest import PASSWORD, Line, data
from tests.support import wire
from tests.support.wire import TOKEN

Call = Callable[[Line], Awaitable[object]]

SOON = 0.05
# A time-out of writing may not strike before aiohttp waits for the answer, or nobody hears of it.
WRITTEN_SOON = 0.5
# More than the kernel takes.
TEXT, UPLOAD = data(text="x" * 2**24), data(photo=InputFile(b"x" * 2**24))
CLOSED = io.BytesIO()
CLOSED.close()
PATIENT = {"read_timeout": None, "write_timeout": None, "media_write_timeout": None}
ELSEWHERE = f"//telegram.invalid/bot{TOKEN}/getMe"


def file(opened: io.BytesIO) -> RequestData:
    return data(photo=InputFile(opened, filename="a", read_file_handle=False))


def broken(error: Exception) -> RequestData:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise error

    return file(Broken(b"x"))


TIMEOUTS: dict[str, Call] = {
    "reading": lambda it: it.behaves(it.server.stalls).opened(read_timeout=SOON).post(),
    "reading, of the call": lambda it: it.behaves(it.server.stalls).post(read_timeout=SOON),
    "reading at once": lambda it: it.behaves(it.server.stalls).post(read_timeout=0),
    "the rest": lambda it: it.behaves(it.server.stalls_midway).opened(read_timeout=SOON).post(),
    "connecting": lambda it: it.opened(connect_timeout=SOON).post(at=wire.unreachable),
    "connecting, of the call": lambda it: it.post(at=wire.unreachable, connect_timeout=SOON),
    "text": lambda it: it.opened(**PATIENT | {"write_timeout": WRITTEN_SOON}).post(TEXT, at=wire.deaf),
    "text, of the call": lambda it: it.opened(**PATIENT).post(TEXT, at=wire.deaf, write_timeout=WRITTEN_SOON),
    "upload": lambda it: it.opened(**PATIENT | {"media_write_timeout": WRITTEN_SOON}).post(UPLOAD, at=wire.deaf),
    "upload, of the call": lambda it: it.opened(**PATIENT).post(UPLOAD, at=wire.deaf, write_timeout=WRITTEN_SOON),
}  # fmt: skip
FAILURES: dict[str, Call] = {
    "dropped": lambda it: it.behaves(wire.hangs_up).post(),
    "dropped midway": lambda it: it.behaves(wire.hangs_up_midway).post(),
    "nonsense": lambda it: it.behaves(wire.talks_nonsense).post(),
    "proxy's page": lambda it: it.answers(f"{it.server.url()} 없음", status=502).post(),
    "encoded in a page": lambda it: it.answers(it.server.url().replace(":", "%3a"), status=502).post(),
    "garbled page": lambda it: it.answers(b"\xff" + it.server.url().encode(), status=502).post(),
    "closed file": lambda it: it.post(file(CLOSED)),
    "broken upload": lambda it: it.post(broken(OSError(5, f"cannot read /bot{TOKEN}"))),
    "broken through a proxy": lambda it: it.proxied().post(broken(ValueError()), url=f"http:{ELSEWHERE}"),
    "refused connection": lambda it: it.post(at=wire.refusing),
    "refusing proxy": lambda it: it.answers("", status=407).proxied().post(url=f"http:{ELSEWHERE}"),
    "refused tunnel": lambda it: it.answers("", status=407).proxied().post(url=f"https:{ELSEWHERE}"),
    "proxy that is gone": lambda it: it.proxied("http://127.0.0.1:1").post(url=f"https:{ELSEWHERE}"),
    "unusable scheme": lambda it: it.post(url=f"ftp://x/bot{TOKEN}/getMe"),
    "unusable host": lambda it: it.post(url=f"http://[/bot{TOKEN}/getMe"),
    "unusable path": lambda it: it.post(url=f"/bot{TOKEN}/getMe"),
    "unusable port": lambda it: it.post(url=f"http://127.0.0.1:99999/bot{TOKEN}/getMe"),
}  # fmt: skip


def everything_said(error: BaseException | None) -> str:
    """All that a log or an error report could print of an error and of those behind it."""
    said = ""
    while error is not None:
        said += f"{error} {error!r} {error.args!r} {vars(error)!r}"
        said += "".join(traceback.format_exception_only(error))
        error = error.__cause__ or error.__context__
    return said


@pytest.mark.parametrize("name", [*TIMEOUTS, *FAILURES])
async def test_failed_call_raises_the_error_for_it_and_ours_says_no_secret(
    name: str, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(TelegramError) as caught:
        async with asyncio.timeout(4):
            await (TIMEOUTS | FAILURES)[name](line)

    assert type(caught.value) is (TimedOut if name in TIMEOUTS else NetworkError)
    assert caught.value.message == "Timed out" or name in FAILURES
    if line.kind is AiohttpRequest:
        said = everything_said(caught.value) + caplog.text
        assert TOKEN.partition(":")[2] not in said
        assert PASSWORD not in said


async def test_neither_a_call_nor_an_unreadable_answer_is_logged(
    ours: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    await ours.post()
    with pytest.raises(TelegramError):
        ours.transport.parse_json_payload(b'{"address": "12 Main Street"')

    assert caplog.text == ""


async def test_proxy_of_the_environment_is_not_used_and_the_error_says_what_happened(
    ours: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", ours.server.address)

    with pytest.raises(NetworkError, match=r"^ClientConnectorError: Cannot connect to host"):
        await ours.post(at=wire.refusing)
