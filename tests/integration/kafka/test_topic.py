"""Our topic: made once, kept as it is, and gone through before anybody forgets."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from bot.events.kafka.topic import PARTITIONS, Topic
from bot.events.republishing import MOST_REPUBLISHED, RETENTION, SEGMENT
from bot.scheduling.housekeeping import REMEMBER_EVENTS
from tests.support.broker import new_prefix
from tests.support.command_line import azer_apart
from tests.support.engines import BROKER


def config_of(topic: Topic) -> dict[str, str]:
    admin = AdminClient(topic.client())
    (found,) = admin.describe_configs([ConfigResource(ResourceType.TOPIC, topic.name)]).values()
    return {name: it.value or "" for name, it in found.result(20).items()}


def partitions_of(topic: Topic) -> int:
    admin = AdminClient(topic.client())
    return len(admin.list_topics(topic.name, 20).topics[topic.name].partitions)


def test_migrate_makes_the_topic_whose_events_go_before_they_are_forgotten(tmp_path: Path) -> None:
    topic = Topic(BROKER, new_prefix())
    for _ in range(2):
        done = azer_apart(
            tmp_path,
            "migrate",
            KAFKA_BOOTSTRAP_SERVERS=topic.servers,
            KAFKA_TOPIC_PREFIX=topic.prefix,
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert partitions_of(topic) == PARTITIONS
    made = config_of(topic)
    kept = timedelta(milliseconds=int(made["retention.ms"]) + int(made["segment.ms"]))
    assert kept == RETENTION + SEGMENT < REMEMBER_EVENTS
    assert made["cleanup.policy"] == "delete"
    # What is sent again as late as possible is gone before it is forgotten, too.
    assert MOST_REPUBLISHED + kept < REMEMBER_EVENTS


def test_migrate_leaves_a_topic_that_is_there_as_it_is(tmp_path: Path) -> None:
    topic = Topic(BROKER, new_prefix())
    admin = AdminClient(topic.client())
    wanted = NewTopic(topic.name, 3, config={"retention.ms": "60000"})
    admin.create_topics([wanted])[topic.name].result(20)
    topic.make()
    assert partitions_of(topic) == 3
    assert config_of(topic)["retention.ms"] == "60000"


def test_migrate_where_no_broker_answers_says_so_in_one_line(tmp_path: Path) -> None:
    done = azer_apart(tmp_path, "migrate", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"azer: KAFKA_BOOTSTRAP_SERVERS: 127\.0\.0\.1:1: [^\n]+\n", done.stderr)
