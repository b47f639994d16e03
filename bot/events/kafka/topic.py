"""Our topic and our groups at Kafka: how they are called, and making them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from bot.events.consumers import CONSUMERS
from bot.events.republishing import RETENTION, SEGMENT
from bot.operator_error import OperatorError, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta

    from bot.settings import Settings

_log = structlog.get_logger(__name__)

# So many processes can share the work of a context. It is never changed: an event's partition
# comes from its subject, and another number would mix up their order.
PARTITIONS = 12
# A consumer that was killed is missed after this time, where the broker lets a group say so.
_SESSION_MS, _HEARTBEAT_MS = 3_000, 500
_SECONDS = 4
# Only somebody can mend these.
_REFUSALS = (
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
    KafkaError.POLICY_VIOLATION,
    KafkaError.INVALID_REPLICATION_FACTOR,
    KafkaError.SASL_AUTHENTICATION_FAILED,
    KafkaError._AUTHENTICATION,  # noqa: SLF001 - it has no other name
    KafkaError._SSL,  # noqa: SLF001
)


class BrokerAwayError(OperatorError):
    """No broker answers, or none that can make a topic now; a later try may find one."""


class BrokerRefusesError(OperatorError):
    """The broker does not let us do what we need; no waiting mends that."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One town's topic at one Kafka."""

    servers: str
    prefix: str
    # How a client gets in; its password is shown to nobody.
    access: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Topic:
        """The topic that the settings say."""
        return cls(
            settings.kafka_bootstrap_servers, settings.kafka_topic_prefix, settings.kafka_access
        )

    @property
    def name(self) -> str:
        """What the topic is called."""
        return f"{self.prefix}.events"

    def group(self, consumer: str) -> str:
        """What the group of one of our consumers is called."""
        return f"{self.prefix}.{consumer}"

    def client(self, **more: Any) -> dict[str, Any]:
        """What every client of it needs."""
        return {
            "bootstrap.servers": self.servers,
            **self.access,
            "client.id": "azer",
            # A broker that comes back is found at once.
            "reconnect.backoff.max.ms": 2_000,
            # It would write to standard error, and again with each try. We tell once (error_cb).
            "log_level": 0,
            **more,
        }

    def make(self) -> None:
        """Make the topic unless it is there; one that is there stays as it is. Takes seconds.

        Raises:
            BrokerAwayError: No broker answers.
            BrokerRefusesError: It does not let us.
        """
        with self._admin() as admin:
            if self._is_there(admin):
                return
            self._hurry_groups(admin)
            self._create(admin)

    def brokers(self) -> int:
        """How many brokers there are. Takes seconds, and raises as ``make``."""
        with self._admin() as admin:
            return len(admin.list_topics(timeout=_SECONDS).brokers)

    @contextmanager
    def _admin(self) -> Iterator[AdminClient]:
        reasons: list[KafkaError] = []
        admin = AdminClient(self.client(error_cb=reasons.append))
        try:
            yield admin
        except KafkaException as error:
            # Nobody answers; why they do not is told aside.
            admin.poll(0)
            refusal = next((it for it in reasons if it.code() in _REFUSALS), error.args[0])
            raise self._told(refusal) from error
        except TimeoutError as error:
            raise BrokerAwayError(self._line("does not answer")) from error

    def _is_there(self, admin: AdminClient) -> bool:
        found = admin.list_topics(self.name, timeout=_SECONDS).topics[self.name]
        return found.error is None

    def _create(self, admin: AdminClient) -> None:
        wanted = NewTopic(
            self.name,
            num_partitions=PARTITIONS,
            # As many copies as the broker makes of any topic.
            replication_factor=-1,
            config={
                "cleanup.policy": "delete",
                # Who has handled an event is remembered for longer than it can be read here.
                "retention.ms": _milliseconds(RETENTION),
                "segment.ms": _milliseconds(SEGMENT),
            },
        )
        made = admin.create_topics([wanted], request_timeout=_SECONDS, operation_timeout=_SECONDS)
        try:
            made[self.name].result(2 * _SECONDS)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
            # Somebody else was faster.
            return
        _log.info("a topic was made", topic=self.name, partitions=PARTITIONS)

    def _told(self, problem: KafkaError) -> OperatorError:
        kind = BrokerRefusesError if problem.code() in _REFUSALS else BrokerAwayError
        return kind(self._line(problem.str()))

    def _line(self, reason: str) -> str:
        return one_line(f"KAFKA_BOOTSTRAP_SERVERS: {self.servers}: {reason}")

    def _hurry_groups(self, admin: AdminClient) -> None:
        """Let a consumer that was killed be missed soon, if the broker lets us."""
        values = {
            "consumer.session.timeout.ms": _SESSION_MS,
            "consumer.heartbeat.interval.ms": _HEARTBEAT_MS,
        }
        groups = [
            ConfigResource(
                ResourceType.GROUP,
                self.group(consumer),
                incremental_configs=[
                    ConfigEntry(name, str(it), incremental_operation=AlterConfigOpType.SET)
                    for name, it in values.items()
                ],
            )
            for consumer in CONSUMERS
        ]
        try:
            changed = admin.incremental_alter_configs(groups, request_timeout=_SECONDS)
            for it in changed.values():
                it.result(2 * _SECONDS)
        except (KafkaException, TimeoutError) as error:
            # A killed consumer's share is then another's after 45 s, as the broker has it.
            _log.warning("the broker keeps its own times for our groups", problem=str(error))


def _milliseconds(how_long: timedelta) -> str:
    return str(round(how_long.total_seconds() * 1000))
