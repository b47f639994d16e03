"""The platform as it is: ``bot.app.running``, durable, only without pacing."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bench import town
from bench.api.notices import FIRST_LISTENER
from bench.bots.stores import store_files
from bench.bots.usage import usage
from bench.lines import Lines
from bot.app import running
from bot.config import Settings
from bot.logs import set_up_logs
from bot.notifications.recipients import CUSTOMER
from bot.persistence.messages import Priority
from domain.customer.events import DraftAbandoned

if TYPE_CHECKING:
    from bot.persistence.transaction import SqlTransaction


def settings(telegram_url: str, database: str, messages_per_second: float) -> Settings:
    """Settings that touch nothing but the given database."""
    return Settings(
        _env_file=None,
        bot_token=SecretStr(town.TOKEN),
        telegram_url=telegram_url,
        provider_token=SecretStr("BENCH:TEST:PROVIDER"),
        provider_name="simulated",
        database=Path(database),
        operators=frozenset({9_001}),
        timezone="Asia/Seoul",
        port=0,
        messages_per_second=messages_per_second,
        # Nobody is held: the benchmark measures what the limits are there to protect.
        orders_per_minute=0,
        most_waiting=0,
        log_format="json",
    )


async def main(telegram_url: str, database: str, messages_per_second: str = "0") -> None:
    """Run until the input ends."""
    lines = await Lines.open()
    set_up_logs("json")
    wanted = settings(telegram_url, database, float(messages_per_second))
    async with running(wanted, stores=store_files()) as azer:

        async def promise(chats: int) -> dict[str, Any]:
            await azer.door.write(partial(_promise, chats))
            return {}

        lines.say({"ready": True})
        await lines.serve({"usage": usage, "promise": promise})


def _promise(chats: int, tx: SqlTransaction) -> None:
    """One event, whose own reader is told by the notifications, and a notice to all others."""
    event = DraftAbandoned(user_id=FIRST_LISTENER)
    seq = tx.journal.write(event)
    for chat_id in range(FIRST_LISTENER + 1, FIRST_LISTENER + chats):
        tx.messages.notice(chat_id, CUSTOMER, event.subject, seq, Priority.BROADCAST)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
