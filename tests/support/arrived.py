"""Whether everything that a process has published has arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from bot.events.bus import LocalBus

if TYPE_CHECKING:
    from bot.events.bus import EventBus
    from bot.events.kafka.bus import KafkaBus


def arrived(*buses: EventBus) -> Mapping[int, int] | None:
    """How far each partition was published, if all of it has arrived; None if some has not.

    What one of the buses publishes, the groups of all of them read.
    """
    if isinstance(buses[0], LocalBus):
        return {}
    kafkas = cast("tuple[KafkaBus, ...]", buses)
    published: Counter[int] = Counter()
    for kafka in kafkas:
        published |= Counter(kafka.publisher.delivered)
    has_arrived = all(
        group.positions.get(partition, 0) >= end
        for kafka in kafkas
        for group in kafka.groups
        for partition, end in published.items()
    )
    return published if has_arrived else None
