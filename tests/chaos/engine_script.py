"""A server that one of the project's own scripts starts, kills and starts again."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import DEVNULL
from pathlib import Path
from tempfile import TemporaryFile

ENGINES = Path(__file__).parents[2] / "deploy" / "engines"


class EngineScript:
    """Runs a script of ``deploy/engines``; each of these returns when it is done."""

    def __init__(self, script: str, environment: dict[str, str]) -> None:
        """Run ``script``, to which ``environment`` says where its server lies and listens."""
        self.kills = 0
        self._script, self._environment = script, environment

    async def start(self) -> None:
        """Start it, or start it again. Raises RuntimeError when that fails."""
        await self._do("start")

    async def kill(self) -> None:
        """SIGKILL; returns when no process of it is left. Raises RuntimeError when that fails."""
        await self._do("kill")
        self.kills += 1

    async def stop(self) -> None:
        """Stop it, if it runs. Raises RuntimeError when that fails."""
        await self._do("stop")

    async def _do(self, what: str) -> None:
        # A server that stays keeps every pipe open that it is given.
        with TemporaryFile() as said:
            process = await asyncio.create_subprocess_exec(
                str(ENGINES / self._script),
                what,
                env=os.environ | self._environment,
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=said,
                # Ctrl-C is for the run, which then stops what it has started.
                start_new_session=True,
            )
            ending = asyncio.ensure_future(process.wait())
            try:
                await asyncio.shield(ending)
            except asyncio.CancelledError:
                # Half of it done, the next would not find what it shall stop.
                await ending
                raise
            if process.returncode:
                said.seek(0)
                problem = said.read().decode(errors="replace").strip()
                raise RuntimeError(f"{self._script} {what}: {problem}")
