"""Starting, asking and ending the processes of a measurement."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A process that answers JSON lines; it ends with its input, at the latest with us."""

    def __init__(self, *arguments: str, python: str = sys.executable) -> None:
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(
            [python, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(
                    filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
                ),
                "TZ": "UTC",
            },
            bufsize=0,
        )
        self._name = " ".join(arguments)
        self._rest = b""

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(self, do: str, *, within: float = 120.0, **values: Any) -> dict[str, Any]:
        """Let it do something; answers what came of it. Raises RuntimeError."""
        self.tell(do, **values)
        return self.hear(within)

    def tell(self, do: str, **values: Any) -> None:
        """Let it do something, without waiting; ``hear`` gives the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **values}).encode() + b"\n")

    def hear(self, within: float = 60.0) -> dict[str, Any]:
        """The next line that it says. Raises RuntimeError."""
        assert self._process.stdout is not None
        until = time.monotonic() + within
        while b"\n" not in self._rest:
            left = max(0.0, until - time.monotonic())
            ready, _, _ = select.select([self._process.stdout], [], [], left)
            data = os.read(self._process.stdout.fileno(), 65_536) if ready else b""
            if not data:
                self.end()
                why = "ended" if ready else f"did not answer within {within:.0f} s"
                raise RuntimeError(f"{self._name} {why}:\n{self.said()}")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{self._name}: {answer['error']}\n{self.said()}")
        return answer

    def said(self) -> str:
        """The end of what it logged."""
        self.log.seek(0)
        return self.log.read()[-4_000:].decode(errors="replace")

    def end(self) -> None:
        """Close its input and wait for it; kill it when it does not go."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def close(self) -> None:
        """End it, and forget what it logged."""
        self.end()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


class Pair:
    """A bot and the Bot API it talks to."""

    def __init__(self, bot: str, *arguments: str, python: str = sys.executable) -> None:
        self.api = Child("tests.bench.api")
        try:
            self.address = f"http://127.0.0.1:{self.api.hear()['port']}"
            self.bot = Child(bot, self.address, *arguments, python=python)
            try:
                self.bot.hear()
            except BaseException:
                self.bot.close()
                raise
        except BaseException:
            self.api.close()
            raise

    def play(
        self, orders: int, at_once: int = 40, time_out: float = 60.0, **pace: float
    ) -> dict[str, Any]:
        """Play some orders; answers the figures of the round, with the bot's own CPU time.

        ``pace`` is how people act, see ``Crowd``.

        Raises RuntimeError, which says how far they came and what the bot logged.
        """
        before = self.bot.ask("usage")
        try:
            played = self.api.ask(
                "play", orders=orders, at_once=at_once, time_out=time_out, **pace
            )
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{self.bot.said()}") from error
        after = self.bot.ask("usage")
        cpu = after["cpu"] - before["cpu"]
        return {
            **played,
            "cpu_ms": 1_000 * cpu / played["updates"],
            "rate": played["updates"] / played["seconds"],
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.bot.close()
        self.api.close()
