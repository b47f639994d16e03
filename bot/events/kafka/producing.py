"""librdkafka's producer, with the thread that serves its callbacks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from confluent_kafka import KafkaError, KafkaException, Producer

if TYPE_CHECKING:
    from confluent_kafka import Message

    from bot.events.kafka.topic import Topic

_POLL_SECONDS = 0.5
# What is said to be wrong with one record, and will be with each try.
_REFUSED = (
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError.INVALID_RECORD,
    KafkaError.INVALID_TIMESTAMP,
    KafkaError._INVALID_ARG,  # noqa: SLF001 - how the library calls its own errors
)
ALL_AWAY = KafkaError._ALL_BROKERS_DOWN  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a record."""

    row: int
    """Which outbox row it was made from."""
    partition: int
    offset: int
    problem: str = ""
    """Why the broker does not have it; empty if it has."""
    is_refused: bool = False
    """Whether another try would end in the same way."""
    is_fatal: bool = False
    """Whether this producer cannot go on."""


class Producing:
    """Sends records, and tells what became of them on the event loop."""

    def __init__(
        self,
        topic: Topic,
        on_delivery: Callable[[Delivery], None],
        on_trouble: Callable[[], None],
    ) -> None:
        """Begin to send; on the event loop, where both are called.

        Args:
            topic: Where to.
            on_delivery: Told of each record once.
            on_trouble: Told when no broker answers any more.
        """
        self._loop = asyncio.get_running_loop()
        self._topic = topic.name
        self._on_delivery, self._on_trouble = on_delivery, on_trouble
        self._producer = Producer(
            topic.client(
                # Each record once, and in its order, while this producer lives. How long a record
                # is tried is left as it is: a shorter time was measured to lose a third.
                **{"enable.idempotence": True, "acks": "all", "linger.ms": 0},
                error_cb=self._trouble,
            )
        )
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="kafka producer", daemon=True)
        self._thread.start()

    def produce(self, row: int, key: bytes, value: bytes) -> None:
        """Hand a record over; never waits. Raises BufferError when the client holds too many."""
        try:
            self._producer.produce(
                self._topic, value, key, on_delivery=partial(self._delivered, row)
            )
        except KafkaException as refused:
            self._loop.call_soon(self._on_delivery, _failed(row, refused.args[0]))

    async def close(self, patience: float) -> None:
        """Wait ``patience`` seconds for what is under way, then forget what is not delivered."""
        await asyncio.to_thread(self._close, patience)

    def _close(self, patience: float) -> None:
        self._producer.flush(patience)
        self._is_closing.set()
        self._thread.join()
        self._producer.purge()

    def _poll(self) -> None:
        while not self._is_closing.is_set():
            self._producer.poll(_POLL_SECONDS)

    def _delivered(self, row: int, error: KafkaError | None, message: Message) -> None:
        if error is None:
            delivery = Delivery(row, message.partition() or 0, message.offset() or 0)
        else:
            delivery = _failed(row, error)
        self._loop.call_soon_threadsafe(self._on_delivery, delivery)

    def _trouble(self, error: KafkaError) -> None:
        if error.code() == ALL_AWAY:
            self._loop.call_soon_threadsafe(self._on_trouble)


def _failed(row: int, error: KafkaError) -> Delivery:
    return Delivery(
        row,
        -1,
        -1,
        error.str(),
        is_refused=error.code() in _REFUSED,
        is_fatal=error.fatal(),
    )
