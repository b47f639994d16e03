"""`main.py` as an earlier release would be: it knows one event and one deadline less.

`python -m tests.e2e.earlier_release run`. What it writes itself it still calls by these names, as
whoever has just been upgraded does; but it reads neither.
"""

from __future__ import annotations

from bot import cli
from bot.persistence.queues import event_store
from bot.persistence.repositories import deadlines
from domain.shared.deadlines import DeadlineKind
from domain.store.events import OrderAccepted

LATER_EVENT, LATER_DEADLINE = OrderAccepted.__name__, DeadlineKind.REMIND_STORE.value


def main() -> None:
    """Run the command line without them."""
    del event_store._event_types()[LATER_EVENT]
    deadlines._KNOWN.remove(LATER_DEADLINE)
    cli.cli()


if __name__ == "__main__":
    main()
