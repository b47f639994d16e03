"""Every interleaving of people, deadlines and events: nobody loses money, everyone agrees.

SAGA_EXAMPLES=2000 tries that many stories with each machine, and other ones each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from tests.support.saga_machine import Saga, consumers, numbers

EXAMPLES = int(os.environ.get("SAGA_EXAMPLES", "0"))
SETTINGS = settings(
    max_examples=EXAMPLES or 100,
    report_multiple_bugs=False,
    stateful_step_count=50,
    deadline=None,
    database=None,
    derandomize=not EXAMPLES,
    suppress_health_check=list(HealthCheck),
)


class InOrder(Saga):
    """The platform's promise: in order for each consumer, each event handled once."""

    @rule(consumer=consumers)
    def next_event_arrives(self, consumer: str) -> None:
        if self.world.queues[consumer]:
            assert self.world.deliver(consumer), f"{consumer} refused an event"

    @rule(consumer=consumers, number=numbers)
    def old_event_arrives_again(self, consumer: str, number: int) -> None:
        handled = self.world.handled[consumer]
        if handled:
            before = self.world.snapshot()
            letter = handled[number % len(handled)]
            self.world.redeliver(consumer, letter, remembers=True)
            assert self.world.snapshot() == before


class Forgetful(Saga):
    """In order, but consumers have forgotten which events they handled."""

    @rule(consumer=consumers)
    def next_event_arrives(self, consumer: str) -> None:
        if self.world.queues[consumer]:
            self.world.deliver(consumer)

    @rule(consumer=consumers, number=numbers)
    def old_event_is_handled_again(self, consumer: str, number: int) -> None:
        handled = self.world.handled[consumer]
        if handled:
            letter = handled[number % len(handled)]
            self.world.redeliver(consumer, letter, remembers=False)


class OutOfOrder(Saga):
    """Events of one order overtake each other; what is refused is tried again later."""

    newest_first = True

    @rule(consumer=consumers, number=numbers)
    def some_event_arrives(self, consumer: str, number: int) -> None:
        if queue := self.world.queues[consumer]:
            self.world.deliver(consumer, number % len(queue))


def test_deliver_events_in_order_everyone_agrees() -> None:
    run_state_machine_as_test(InOrder, settings=SETTINGS)


def test_deliver_old_events_again_changes_nothing() -> None:
    run_state_machine_as_test(Forgetful, settings=SETTINGS)


def test_deliver_events_out_of_order_everyone_agrees() -> None:
    run_state_machine_as_test(OutOfOrder, settings=SETTINGS)
