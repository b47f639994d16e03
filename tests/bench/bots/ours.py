"""The platform as it is: ``bot.runtime.running``, durable, only without pacing."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.logs import set_up_logs
from bot.persistence.queues.promises import Priority
from bot.running import running
from bot.settings import Settings
from domain.customer.events import DraftAbandoned
from domain.shared.audience import Audience
from tests.bench import town
from tests.bench.api.notices import FIRST_LISTENER
from tests.bench.bots.stores import store_files
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork


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
        timezone=town.ZONE.key,
        port=0,
        messages_per_second=messages_per_second,
        # Nobody is held: the benchmark measures what the limits are there to protect.
        orders_per_minute=0,
        most_waiting=0,
        # Every step is shown, so that each bot does the same.
        quiet_for=0,
        log_format="json",
    )


async def main(telegram_url: str, database: str, messages_per_second: str = "0") -> None:
    """Run until the input ends."""
    lines = await Lines.open()
    set_up_logs("json")
    wanted = settings(telegram_url, database, float(messages_per_second))
    async with running(wanted, stores=store_files()) as runtime:

        async def promise(chats: int) -> dict[str, Any]:
            await runtime.database.write(partial(_promise, chats))
            return {}

        lines.say({"ready": True})
        await lines.serve({"usage": usage, "promise": promise})


def _promise(chats: int, uow: UnitOfWork) -> None:
    """One event, whose own reader is told by the notifications, and a notice to all others."""
    event = DraftAbandoned(user_id=FIRST_LISTENER)
    uow.publish(event)
    seq = uow.event_store.position().seq
    for chat_id in range(FIRST_LISTENER + 1, FIRST_LISTENER + chats):
        uow.messages.notice(chat_id, Audience.CUSTOMER, event.subject, seq, Priority.BROADCAST)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
