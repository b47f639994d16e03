"""Requests to the Bot API over aiohttp, at a fraction of the default transport's CPU."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.telegram.transport.bodies import encoded, is_refusal, is_success, parsed
from bot.telegram.transport.redaction import described, redacted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram._utils.types import ODVInput

_POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent "
    "to Telegram. Consider adjusting the connection pool size or the pool timeout."
)
# Or a request without parameters would claim to carry octets.
_NO_BODY = ("Content-Type",)
# What these say is taken for Telegram's word about this very call.
_REFUSALS = (400, 401, 403, 404, 409)
# How Telegram itself begins.
_SUCCESS = b'{"ok":true,"result":'


class AiohttpRequest(BaseRequest):
    """Calls the Bot API as ``telegram.request.HTTPXRequest`` does, over aiohttp.

    Parameters go out as one JSON object, or as a form if there are files to upload. Answers,
    errors and time-outs are those of the default; no error, log record or cause of an error
    carries the bot token or a proxy's password.

    Not supported: SOCKS proxies, HTTP/2, proxies from the environment. Certificates are checked
    against the system's store, not certifi's.
    """

    def __init__(
        self,
        *,
        connection_pool_size: int = 256,
        keepalive_timeout: float = 75.0,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 1.0,
        media_write_timeout: float | None = 20.0,
        proxy: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Set the defaults of all calls; times are in seconds, None waits without end.

        Args:
            connection_pool_size: How many calls may be under way at once.
            keepalive_timeout: How long an unused connection is kept.
            read_timeout: For the answer to begin, and between its parts.
            write_timeout: For each piece of a request; most have only one.
            connect_timeout: For resolving, connecting and the TLS handshake together.
            pool_timeout: For a connection of the pool to become free.
            media_write_timeout: For each piece of an upload, unless a call has its own.
            proxy: The URL of an HTTP proxy, with its user and password if it needs them.
            headers: Sent along with each request.

        Raises:
            ValueError: The proxy is none that aiohttp can use.
        """
        if proxy is not None and urlsplit(proxy).scheme not in {"http", "https"}:
            raise ValueError("the proxy must be an HTTP proxy; SOCKS is not supported")
        self._pool_size = connection_pool_size
        self._keepalive_timeout = keepalive_timeout
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._proxy = proxy
        self._headers = {"User-Agent": self.USER_AGENT, **(headers or {})}
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(connection_pool_size)
        self._is_shut_down = False

    @property
    def read_timeout(self) -> float | None:
        """The read time-out of calls that have none of their own."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool, unless it is open; also after a shutdown."""
        self._is_shut_down = False
        self._opened()

    async def shutdown(self) -> None:
        """Close all connections; calls are refused until the next ``initialize``."""
        self._is_shut_down = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and return the status and the body of its answer."""
        session, slots = self._opened(), self._slots
        body = encoded(
            request_data,
            _chosen(write_timeout, self._write_timeout),
            _chosen(write_timeout, self._media_write_timeout),
        )
        timeout = _timeout(
            _chosen(connect_timeout, self._connect_timeout),
            _chosen(read_timeout, self._read_timeout),
        )
        await _taken(slots, _chosen(pool_timeout, self._pool_timeout))
        failure: TelegramError
        try:
            response = await session.request(
                method,
                url,
                data=body,
                skip_auto_headers=_NO_BODY if body is None else None,
                timeout=timeout,
                allow_redirects=False,
            )
            answer = await response.read()
        except TimeoutError as error:
            failure = TimedOut()
            failure.add_note(described(error))
        # Anything else would reach the base class, which quotes it with the URL and the token.
        except Exception as error:
            failure = NetworkError(described(error))
        else:
            if response.status < 300:
                # What is fetched by GET is a file.
                if method == "GET" or answer.startswith(_SUCCESS) or is_success(answer):
                    return response.status, answer
                raise TelegramError("Invalid server response")
            # An error's text goes into exceptions, and a proxy's may name the URL.
            answer = redacted(answer)
            if response.status not in _REFUSALS or is_refusal(answer, response.status):
                return response.status, answer
            # A proxy refuses in its own name: that says nothing of our message or our token.
            failure = NetworkError(f"{response.status}, not by Telegram: {answer[:200]!r}")
        finally:
            slots.release()
        # Raised out here, because an exception's cause and context would carry the URL along.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse an answer, without logging it as the default does: people's messages are in it."""
        try:
            answer: dict[str, Any] = parsed(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        return answer

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session; like the default, open it at the first call if need be."""
        if self._is_shut_down:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        if self._session is None:
            self._slots = asyncio.Semaphore(self._pool_size)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._pool_size, keepalive_timeout=self._keepalive_timeout
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                proxy=self._proxy,
            )
        return self._session


def _chosen(given: ODVInput[float], default: float | None) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else cast("float | None", given)


@lru_cache(maxsize=64)
def _timeout(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    # To aiohttp 0 means without end, to the callers it means at once.
    at_once = 1e-6
    return aiohttp.ClientTimeout(
        connect=connect if connect is None else max(connect, at_once),
        sock_read=read if read is None else max(read, at_once),
    )


async def _taken(slots: asyncio.Semaphore, pool_timeout: float | None) -> None:
    """Wait for a free connection here: aiohttp counts this wait as part of connecting."""
    if not slots.locked():
        await slots.acquire()
        return
    try:
        async with asyncio.timeout(pool_timeout):
            await slots.acquire()
    except TimeoutError:
        raise TimedOut(_POOL_TIMEOUT) from None
