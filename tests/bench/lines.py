"""JSON lines between the benchmark and its processes, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

Deeds = Mapping[str, Callable[..., Awaitable[dict[str, Any]]]]


class Lines:
    """The end of the line in a process that is measured or measures."""

    def __init__(self, reader: asyncio.StreamReader, output: int) -> None:
        self._reader, self._output = reader, output

    @classmethod
    async def open(cls) -> Self:
        """Take over standard input and output; what else is printed goes to standard error."""
        output = os.dup(1)
        os.dup2(2, 1)
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        return cls(reader, output)

    def say(self, answer: dict[str, Any]) -> None:
        """Answer one line."""
        os.write(self._output, json.dumps(answer).encode() + b"\n")

    async def serve(self, deeds: Deeds) -> None:
        """Do what is asked, one thing after the other, until the input ends."""
        while line := await self._reader.readline():
            asked = json.loads(line)
            try:
                answer = await deeds[asked.pop("do")](**asked)
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.say(answer)
