"""The bodies of requests to the Bot API and of its answers."""

from __future__ import annotations

import asyncio
import io
import json
import re
import secrets
from typing import IO, TYPE_CHECKING, Any

import orjson
from aiohttp.payload import BytesPayload, Payload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.abc import AbstractStreamWriter
    from telegram.request import RequestData

_JSON = "application/json"
_PIECE = 64 * 1024
_UNSAFE = re.compile(r'["\\\x00-\x1f]')


class Body(Payload):
    """A body that is sent piece by piece, because aiohttp has no time-out for writing."""

    # The files belong to the caller, who may send them again.
    _autoclose = True

    def __init__(
        self, parts: list[bytes | IO[bytes]], content_type: str, write_timeout: float | None
    ) -> None:
        """Join the parts; the time-out is for each piece."""
        super().__init__(None, content_type=content_type)
        self._parts = parts
        self._write_timeout = write_timeout
        sizes = [_rewound(part) for part in parts]
        self._size = None if None in sizes else sum(size for size in sizes if size is not None)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Send everything."""
        for part in self._parts:
            async for piece in _cut(part):
                async with asyncio.timeout(self._write_timeout):
                    await writer.write(piece)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Refuse: the content may be too large to hold, and nothing asks for it."""
        raise TypeError("a body is only ever sent")


def encoded(
    data: RequestData | None, write_timeout: float | None, media_write_timeout: float | None
) -> Payload | None:
    """Encode the parameters of a call: as JSON, or as a form if there are files."""
    if data is None:
        return None
    if data.contains_files:
        return _form(data, media_write_timeout)
    parameters = data.parameters
    if not parameters:
        return None
    try:
        text = orjson.dumps(parameters)
    except TypeError:
        # Such as integers beyond 64 bits, which the default can send.
        text = data.json_payload
    if len(text) <= _PIECE:
        return BytesPayload(text, content_type=_JSON)
    return Body([text], _JSON, write_timeout)


def parsed(payload: bytes) -> Any:
    """Parse an answer.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        # orjson is stricter than the default: it refuses broken UTF-8 and lone surrogates.
        return json.loads(payload.decode(errors="replace"))


def is_success(answer: bytes) -> bool:
    """Whether an answer is Telegram's to a call that succeeded (Bot API, Making requests)."""
    envelope = _envelope(answer)
    return envelope.get("ok") is True and "result" in envelope


def is_refusal(answer: bytes, status: int) -> bool:
    """Whether an answer is Telegram's to a call that it refused (Bot API, Making requests)."""
    envelope = _envelope(answer)
    is_described = "description" in envelope and envelope.get("error_code") == status
    return envelope.get("ok") is False and is_described


def _envelope(answer: bytes) -> dict[str, Any]:
    try:
        envelope = parsed(answer)
    except ValueError:
        return {}
    return envelope if isinstance(envelope, dict) else {}


def _form(data: RequestData, write_timeout: float | None) -> Body:
    # aiohttp's own writer would percent-encode file names that are not ASCII, and Telegram
    # shows the names as they arrive.
    boundary = secrets.token_hex(16)
    head = "".join(
        f"--{boundary}\r\n{_disposition(name=name)}\r\n\r\n{value}\r\n"
        for name, value in data.json_parameters.items()
    )
    parts: list[bytes | IO[bytes]] = []
    for name, (filename, content, kind) in data.multipart_data.items():
        head += f"--{boundary}\r\n{_disposition(name=name, filename=filename)}\r\n"
        parts += [f"{head}Content-Type: {kind}\r\n\r\n".encode(), content]
        head = "\r\n"
    parts.append(f"{head}--{boundary}--\r\n".encode())
    return Body(parts, f"multipart/form-data; boundary={boundary}", write_timeout)


def _disposition(**parameters: str) -> str:
    quoted = (f'{key}="{_UNSAFE.sub(_escape, value)}"' for key, value in parameters.items())
    return "; ".join(("Content-Disposition: form-data", *quoted))


def _escape(found: re.Match[str]) -> str:
    return r"\\" if found[0] == "\\" else f"%{ord(found[0]):02X}"


def _rewound(content: bytes | IO[bytes]) -> int | None:
    """Return the size, if it can be known; a file that was sent before is at its end."""
    if isinstance(content, bytes):
        return len(content)
    try:
        size = content.seek(0, io.SEEK_END)
        content.seek(0)
    except (AttributeError, OSError):
        return None
    return size


async def _cut(content: bytes | IO[bytes]) -> AsyncIterator[bytes | memoryview]:
    if isinstance(content, bytes):
        view = memoryview(content)
        for start in range(0, len(view), _PIECE):
            yield view[start : start + _PIECE]
    else:
        while piece := await asyncio.to_thread(content.read, _PIECE):
            yield piece
