"""Whether everything that a process has published has arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from bot.events.bus import LocalBus

if TYPE_CHECKING:
    from bot.events.bus import EventBus
    from bot.events.kafka.bus import KafkaBus


def arrived(bus: EventBus) -> Mapping[int, int] | None:
    """How far each partition was published, if all of it has arrived; None if some has not."""
    if isinstance(bus, LocalBus):
        return {}
    kafka = cast("KafkaBus", bus)
    published = dict(kafka.publisher.delivered)
    has_arrived = all(
        group.positions.get(partition, 0) >= end
        for group in kafka.groups
        for partition, end in published.items()
    )
    return published if has_arrived else None
