"""`main.py`, which serves every PARTS-th person: `python -m tests.e2e.bot_for_some run`, from PART on.

Who serves whom is else decided by who comes first, and with little to do that is mostly the leader.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot import cli
from bot.telegram.incoming.update_store import UpdateStore
from bot.telegram.incoming.user_queues import UserQueues

if TYPE_CHECKING:
    from bot.telegram.incoming.processing import InHand

_part, _parts = int(os.environ["PART"]), int(os.environ["PARTS"])


def _is_ours(user_queue: str) -> bool:
    return int(user_queue.partition("-")[2]) % _parts == _part


def main() -> None:
    """Run the command line, leaving the rest of the people to others."""
    all_queues, put = UpdateStore.user_queues, UserQueues.put

    async def our_queues(self: UpdateStore) -> list[str]:
        return [it for it in await all_queues(self) if _is_ours(it)]

    def put_ours(self: UserQueues[InHand], user_queue: str, work: InHand) -> None:
        if _is_ours(user_queue):
            put(self, user_queue, work)

    UpdateStore.user_queues = our_queues  # type: ignore[method-assign]
    UserQueues.put = put_ours  # type: ignore[assignment, method-assign]
    cli.cli()


if __name__ == "__main__":
    main()
