"""Who is next: the line of held orders in front of one kitchen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

# So many of the last orders tell how fast a kitchen is.
RECENT = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held order: whose it is, and how many of theirs the kitchen has already."""

    order_id: str
    customer_id: int
    placed_at: datetime
    has_already: int = 0


def in_turn(line: list[Waiting]) -> list[Waiting]:
    """The line as it is served: everybody's first order before anybody's second.

    Whoever orders ten times waits behind themselves and pushes nobody back. Orders that the
    kitchen has count, and within a round who came first is first.
    """
    own: Counter[int] = Counter()
    rounds: list[tuple[int, datetime, str, Waiting]] = []
    for waiting in sorted(line, key=lambda it: (it.placed_at, it.order_id)):
        turn = waiting.has_already + own[waiting.customer_id]
        own[waiting.customer_id] += 1
        rounds.append((turn, waiting.placed_at, waiting.order_id, waiting))
    return [waiting for *_, waiting in sorted(rounds, key=lambda it: it[:3])]


def seconds_per_order(cooked: list[datetime], now: datetime, otherwise: timedelta) -> float:
    """How long one place in the line takes, from when the last orders were cooked.

    The time since the last one counts, so that the estimate grows while nothing comes out.

    Args:
        cooked: When orders were cooked (UTC), newest first.
        now: The time (UTC).
        otherwise: What to say of a kitchen that has not cooked two orders yet.
    """
    if len(cooked) < 2:
        return otherwise.total_seconds()
    return (now - cooked[-1]).total_seconds() / len(cooked)
