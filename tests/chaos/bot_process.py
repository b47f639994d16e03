"""The bot as a process that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.demo import OPERATOR, STORES
from tests.chaos.reading import address_of, at_file

if TYPE_CHECKING:
    from sqlalchemy import URL

    from tests.chaos.plan import Plan

ROOT = Path(__file__).parents[2]
PROVIDER = "simulated"
# What is waited for after the acceptance.
_STEPS = (
    "ESCALATE_COOKING_AFTER",
    "CALL_OFF_COOKING_AFTER",
    "TAKE_WITHIN",
    "CALL_OFF_UNTAKEN_AFTER",
    "PICK_UP_WITHIN",
    "DELIVER_WITHIN",
    "ESCALATE_COURIER_AFTER",
    "COLLECT_WITHIN",
    "ASK_OPERATORS_EVERY",
    "ANSWER_REQUEST_WITHIN",
    "CHOOSE_WITHIN",
)


class BotProcess:
    """`python main.py run`, started, killed and started again; what it prints goes to a file.

    It prints into a pipe that is emptied into the file here, so that a bot which cannot write to
    the disk can still say so.
    """

    program: tuple[str, ...] = (str(ROOT / "main.py"),)
    root = ROOT
    """Where the program's modules are."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        *,
        token: str,
        address: str,
        provider_token: str,
        disk: Path | None = None,
        url: URL | None = None,
        more: dict[str, str] | None = None,
        contexts: str = "",
        http_port: int = 0,
        gateway_port: int = 0,
    ) -> None:
        """Keep the log in ``folder``, and talk to the simulator at ``address``.

        The database is at ``url``, or a file on ``disk`` or in the same folder; ``more`` goes into
        the environment. With ``contexts`` the events of no others are handled; ``http_port`` is
        where it says whether it is ready, ``gateway_port`` where programs speak to it, if they may.
        """
        self.name, self.contexts = folder.name, contexts
        # By which the simulator knows it, where it has an address of its own.
        self.door = urlsplit(address).port or 0
        self.database = (disk or folder) / "azer.db"
        self.url = url or at_file(self.database)
        self.log = folder / "bot.log"
        self.starts = 0
        # Each time with its exit code, and when that was (UTC).
        self.died_alone: list[tuple[int, datetime]] = []
        self.http_port, self.gateway_port = http_port, gateway_port
        self._is_asked_to_end = False
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._log_keeper: asyncio.Task[None] | None = None
        kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
        self._environment = kept | {
            "PYTHONPATH": str(self.root),
            "BOT_TOKEN": token,
            "TELEGRAM_URL": address,
            "PROVIDER_TOKEN": provider_token,
            "PROVIDER_NAME": PROVIDER,
            "OPERATORS": str(OPERATOR),
            "DATABASE": str(self.database),
            "DATABASE_URL": address_of(url) if url else "",
            "PORT": str(http_port),
            "GATEWAY_PORT": str(gateway_port or ""),
            "PGAPPNAME": self.name,
            "LOG_FORMAT": "json",
            "TIMEZONE": "UTC",
            "MESSAGES_PER_SECOND": str(plan.messages_per_second),
            "PAY_WITHIN": str(plan.pay_within),
            "ANSWER_WITHIN": str(plan.answer_within),
            "REMIND_EVERY": str(plan.remind_every),
            **dict.fromkeys(_STEPS if plan.any_other_step else (), str(plan.any_other_step)),
            # What may wait does so for longer than a message that is lost would be looked for.
            **({"QUIET_FOR": "1", "OFFER_TO_ALL_AFTER": "1"} if plan.is_hasty else {}),
            **(more or {}),
        }

    @property
    def pid(self) -> int:
        """The running bot's process id. Raises ProcessLookupError when there is none."""
        if self._process is None or self._process.returncode is not None:
            raise ProcessLookupError("the bot does not run")
        return self._process.pid

    def finds_telegram_at(self, address: str) -> None:
        """Let it call another address from its next start on."""
        self._environment["TELEGRAM_URL"] = address

    async def import_stores(self, stores: Path = STORES) -> None:
        """Make the databases, and load the demo stores, or those of another folder.

        Raises:
            RuntimeError: One of the two fails.
        """
        for command in (("migrate",), ("stores", "import", str(stores))):
            process = await self._spawn(*command)
            if await asyncio.wait_for(process.wait(), 60):
                raise RuntimeError(f"{' '.join(command)} failed; see {self.log}")

    async def start(self) -> None:
        """Start the bot, without waiting until it answers."""
        options = ("--contexts", self.contexts) if self.contexts else ()
        self._is_asked_to_end = False
        self._process = await self._spawn("run", *options)
        self.starts += 1

    def kill(self) -> bool:
        """SIGKILL, at once; False when there was nothing left to kill."""
        process = self._process
        if process is None or process.returncode is not None:
            return False
        process.send_signal(signal.SIGKILL)
        return True

    async def gone(self) -> None:
        """Wait until the killed process has ended and its last words are in the log."""
        if self._process is not None:
            await self._process.wait()
        if self._log_keeper is not None:
            await self._log_keeper

    async def watch(self) -> None:
        """Note a bot that ends although nobody killed it, and start it again, until cancelled."""
        while True:
            await asyncio.sleep(0.5)
            process = self._process
            if self._is_asked_to_end or process is None:
                continue
            if process.returncode not in {None, -signal.SIGKILL}:
                self.died_alone.append((process.returncode or 0, datetime.now(UTC)))
                await self.start()

    async def stop(self, within: float = 15) -> int | None:
        """Ask the bot to end, as a service manager does; answers its exit code.

        One that has not ended within so many seconds is killed, and has none.
        """
        process = self._process
        if process is None or process.returncode is not None:
            return None
        self._is_asked_to_end = True
        process.terminate()
        try:
            return await asyncio.wait_for(process.wait(), within)
        except TimeoutError:
            process.kill()
            return None
        finally:
            await self.gone()

    async def _spawn(self, *arguments: str) -> asyncio.subprocess.Process:
        # Not in the project's folder, so that a .env there changes nothing.
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.program,
            *arguments,
            cwd=self._folder,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        if process.stdout is not None:
            self._log_keeper = asyncio.create_task(self._keep_log(process.stdout))
        return process

    async def _keep_log(self, printed: asyncio.StreamReader) -> None:
        with self.log.open("ab") as log:
            while piece := await printed.read(2**16):
                log.write(piece)
                log.flush()


class ClockedBot(BotProcess):
    """The same, with a clock that the run puts forward and back."""

    program = ("-m", "tests.chaos.bot_on_a_clock")
