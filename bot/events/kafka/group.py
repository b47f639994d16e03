"""A consumer group: puts what it reads into its consumer's queue, then commits how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from bot.events.consumers import queues_of
from bot.events.kafka.producing import ALL_AWAY
from bot.events.kafka.records import to_arrival
from bot.own_thread import OwnThread

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from confluent_kafka import Message

    from bot.events.kafka.broker_watch import BrokerWatch
    from bot.events.kafka.topic import Topic
    from bot.persistence.queues.arrivals import Arrival
    from bot.persistence.unit_of_work import Database, UnitOfWork

_log = structlog.get_logger(__name__)

# So many share a transaction.
BATCH = 100
# How long the thread waits for a record; leaving a group waits for it.
_POLL_SECONDS = 0.5
_CLASSIC_SESSION_MS = 6_000
_LEAVE_SECONDS = 3
_UNKNOWN_GROUP = KafkaError(KafkaError.GROUP_ID_NOT_FOUND).str()
_FATAL = KafkaError._FATAL  # noqa: SLF001 - how the library calls its own errors


class ConsumerGroup:
    """One of our consumers at Kafka: the relay then handles its queue as on the local bus.

    What it reads is a row of the outbox before its offset is committed: whoever dies in between
    reads it again, and finds it there. An event whose name or version is not known is queued as it
    is, and the relay leaves it to a newer version of the program; one that cannot be read is a
    dead letter.
    """

    def __init__(
        self,
        database: Database,
        topic: Topic,
        watch: BrokerWatch,
        consumer: str,
        on_queued: Callable[[], None],
    ) -> None:
        """Read a topic for a consumer.

        Args:
            database: Where its queue is.
            topic: What is read.
            watch: Knows whether there is a broker with it.
            consumer: One of ``CONSUMERS``.
            on_queued: Called on the event loop when there is something new in the queue.
        """
        self.consumer = consumer
        self._database, self._topic, self._watch = database, topic, watch
        self._on_queued = on_queued
        # After the last record that is in the queue, and at the end of what there is, by partition.
        self.positions: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.unreadable = 0
        self._uncommitted: dict[int, int] = {}
        self._unplaced: set[int] = set()
        # Brokers before Kafka 4 know the classic protocol of groups only (KIP-848).
        self._has_new_protocol = True
        self._is_refused = self._is_forgotten = False

    async def run(self) -> None:
        """Read until cancelled, then leave the group, so that others take over at once.

        Raises:
            DatabaseUnavailable: What was read cannot be kept; it will be read again.
            KafkaException: The group cannot be joined.
        """
        await self._watch.there()
        loop = asyncio.get_running_loop()

        def suspect(error: KafkaError) -> None:
            if error.code() == ALL_AWAY and not loop.is_closed():
                loop.call_soon_threadsafe(self._watch.suspect)

        while True:
            await self._read(suspect)
            if self._is_refused:
                how = "a group is joined by the classic protocol"
                self._has_new_protocol = False
            else:
                how = "a group is joined again"
            self._is_refused = self._is_forgotten = False
            _log.info(how, consumer=self.consumer)

    def lag(self) -> int:
        """How many records there are that are not in the queue yet, of this process's share."""
        # The thread changes them meanwhile.
        ends, positions = dict(self.ends), dict(self.positions)
        return sum(max(0, end - positions[it]) for it, end in ends.items() if it in positions)

    async def _read(self, on_error: Callable[[KafkaError], None]) -> None:
        """Join the group and read, until the client can do so no more."""
        # A client belongs to one thread. The next one has another: this one may wait for ever.
        thread = OwnThread(f"kafka {self.consumer}")
        try:
            client = await thread.do(partial(self._join, on_error))
            await self._read_with(client, thread)
        finally:
            thread.end()

    async def _read_with(self, client: Consumer, thread: OwnThread) -> None:
        try:
            while not (self._is_refused or self._is_forgotten):
                try:
                    messages = await thread.do(partial(self._fetch, client))
                except KafkaException as error:
                    # A client that can do no more says so in whatever it is asked next.
                    self._note_end(error.args[0])
                else:
                    await self._take(messages)
        finally:
            # It waits for a broker that has an offset and does not answer; the group then misses us.
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_SECONDS):
                    await thread.do(partial(self._leave, client))
            self._forget()

    async def _take(self, messages: Sequence[Message]) -> None:
        arrivals = [to_arrival(message) for message in messages]
        for it in arrivals:
            if it.problem:
                self.unreadable += 1
                _log.error("a record cannot be read", consumer=self.consumer, problem=it.problem)
        wanted = [it for it in arrivals if self._concerns_us(it)]
        if wanted:
            # Once the offset is committed nobody reads it again.
            await self._database.write(lambda uow: self._queue(uow, wanted), lasting=True)
            self._on_queued()
        for message in messages:
            partition, offset = message.partition(), message.offset()
            if partition is not None and offset is not None:
                self.positions[partition] = self._uncommitted[partition] = offset + 1

    def _queue(self, uow: UnitOfWork, arrivals: Sequence[Arrival]) -> None:
        uow.arrivals.queue(self.consumer, arrivals)

    def _concerns_us(self, arrival: Arrival) -> bool:
        return bool(arrival.problem) or self.consumer in queues_of(arrival.name)

    def _join(self, on_error: Callable[[KafkaError], None]) -> Consumer:
        settings = {
            "group.id": self._topic.group(self.consumer),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
        }
        if self._has_new_protocol:
            # Its times are the broker's: topic.py asks for short ones.
            settings["group.protocol"] = "consumer"
        else:
            settings["session.timeout.ms"] = _CLASSIC_SESSION_MS
        client = Consumer(
            self._topic.client(**settings), on_commit=self._on_commit, error_cb=on_error
        )
        client.subscribe(
            [self._topic.name],
            on_assign=self._on_assign,
            on_revoke=self._on_revoke,
            on_lost=self._on_revoke,
        )
        return client

    def _leave(self, client: Consumer) -> None:
        self._commit(client)
        client.close()

    def _forget(self) -> None:
        self.positions, self.ends, self._uncommitted = {}, {}, {}
        self._unplaced = set()

    def _fetch(self, client: Consumer) -> list[Message]:
        self._commit(client)
        first = client.poll(_POLL_SECONDS)
        found = [] if first is None else [first, *client.consume(BATCH - 1, 0)]
        messages = [it for it in found if not self._is_trouble(it)]
        if first is None and self._unplaced:
            self._find_places(client)
        self._note_ends(client)
        return messages

    def _find_places(self, client: Consumer) -> None:
        wanted = [TopicPartition(self._topic.name, it) for it in self._unplaced]
        try:
            found = client.committed(wanted, timeout=_POLL_SECONDS)
        except KafkaException as error:
            _log.info("where a group is will be asked again", problem=str(error))
            return
        for it in found:
            self.positions.setdefault(it.partition, max(0, it.offset))
        self._unplaced.clear()

    def _is_trouble(self, message: Message) -> bool:
        error = message.error()
        if error is None:
            return False
        if error.code() == _FATAL:
            self._note_end(error)
        return True

    def _note_end(self, error: KafkaError) -> None:
        # Why, it does not say but in words.
        if _UNKNOWN_GROUP in error.str():
            # A broker that died knows nothing of what was not on its disk yet.
            self._is_forgotten = True
        elif not self._has_new_protocol or self.positions or error.code() != _FATAL:
            raise KafkaException(error)
        else:
            self._is_refused = True

    def _commit(self, client: Consumer) -> None:
        if not self._uncommitted:
            return
        # What has become another's meanwhile is read again there.
        ours = {it.partition for it in client.assignment()}
        for partition in self._uncommitted.keys() - ours:
            del self._uncommitted[partition]
        offsets = [
            TopicPartition(self._topic.name, partition, offset)
            for partition, offset in self._uncommitted.items()
        ]
        if not offsets:
            return
        try:
            client.commit(offsets=offsets, asynchronous=True)
        except KafkaException as error:
            _log.info("an offset is committed later", problem=str(error))

    def _on_commit(self, error: KafkaError | None, partitions: Collection[TopicPartition]) -> None:
        if error is not None:
            return
        for it in partitions:
            if it.error is None and self._uncommitted.get(it.partition) == it.offset:
                del self._uncommitted[it.partition]

    def _on_assign(self, _client: Consumer, partitions: list[TopicPartition]) -> None:
        # Where the group was is asked later: within this call it would wait for itself.
        self._unplaced = {it.partition for it in partitions}

    def _on_revoke(self, _client: Consumer, partitions: list[TopicPartition]) -> None:
        for it in partitions:
            self._unplaced.discard(it.partition)
            for known in (self.positions, self.ends, self._uncommitted):
                known.pop(it.partition, None)

    def _note_ends(self, client: Consumer) -> None:
        for partition in tuple(self.positions):
            place = TopicPartition(self._topic.name, partition)
            _, self.ends[partition] = client.get_watermark_offsets(place, cached=True)
