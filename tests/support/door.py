"""A door in front of a PostgreSQL server, which a test shuts and opens while the server goes on."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL

from tests.support.ports import free_port
from tests.support.visits import Answer, Visits, relay

_LOOPBACK = "127.0.0.1"
# What a client asks before it begins: for encryption by SSL or GSSAPI (PostgreSQL, 55.2).
_ENCRYPTION = {80877103, 80877104}


class Door:
    """A port of its own, on a loop of its own thread: what is tested may block its loop meanwhile.

    It is shut at first. Shut, nobody listens at the port, as with a server that is dead.
    """

    def __init__(self, server: URL) -> None:
        """Stand in front of ``server``; see ``standing``."""
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._listener: asyncio.Server | None = None
        self._visits: Visits | None = None
        # It stays the same, whoever listens there later.
        self._port = free_port()
        self._visited = threading.Event()

    @property
    def url(self) -> str:
        """The ``DATABASE_URL`` that leads through the door."""
        url = self._server.set(host=_LOOPBACK, port=self._port)
        return url.render_as_string(hide_password=False)

    def open(self) -> None:
        """Let everybody through."""
        self._do(self._listen(self._pass_on))

    def shut(self) -> None:
        """Break whatever goes through, and let nobody in."""
        self._do(self._shut())

    def fall_silent(self) -> None:
        """Let everybody in, and never say anything."""
        self._do(self._listen(self._say_nothing))

    def wait_for_a_visit(self) -> None:
        """Wait until somebody has come since it was opened, fell silent or began to refuse."""
        assert self._visited.wait(20)

    def refuse(self, state: str, message: str) -> None:
        """Refuse everybody who comes, with a SQLSTATE and a text."""
        fields = {"S": "FATAL", "V": "FATAL", "C": state, "M": message}
        said = b"".join(f"{kind}{it}\0".encode() for kind, it in fields.items()) + b"\0"

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            length, code = struct.unpack("!II", await reader.readexactly(8))
            while code in _ENCRYPTION:
                writer.write(b"N")
                length, code = struct.unpack("!II", await reader.readexactly(8))
            await reader.readexactly(length - 8)
            writer.write(b"E" + struct.pack("!I", len(said) + 4) + said)
            await writer.drain()

        self._do(self._listen(answer))

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self, answer: Answer) -> None:
        await self._shut()
        self._visited.clear()
        self._visits = Visits(answer)
        self._listener = await asyncio.start_server(self._welcome, _LOOPBACK, self._port)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._visited.set()
        assert self._visits is not None
        self._visits.welcome(reader, writer)

    async def _shut(self) -> None:
        if self._listener is not None:
            self._listener.close()
        if self._visits is not None:
            await self._visits.break_off()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._server.host or _LOOPBACK, self._server.port or 5432
        await relay(reader, writer, port, host)

    async def _say_nothing(
        self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
    ) -> None:
        while await reader.read(2**16):
            pass

    def _stand(self) -> None:
        self._loop.run_forever()
        self._loop.run_until_complete(_end_the_rest())
        self._loop.close()

    @classmethod
    @contextmanager
    def standing(cls, server: URL) -> Iterator[Door]:
        """A door in front of ``server``, until it is left."""
        door = cls(server)
        thread = threading.Thread(target=door._stand, name="door")
        thread.start()
        try:
            yield door
        finally:
            door._do(door._shut())
            door._loop.call_soon_threadsafe(door._loop.stop)
            thread.join()


async def _end_the_rest() -> None:
    """End whoever came in the last moment, and had not begun yet."""
    late = asyncio.all_tasks() - {asyncio.current_task()}
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
