"""Settings of the bus that carries the events."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from bot.settings.group import Group

_SERVER = re.compile(r"(?P<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")


class KafkaSettings(Group):
    """Which Kafka carries the events, if one does, and what our topic there is called."""

    kafka_bootstrap_servers: str = ""
    # Kafka takes other characters, too; of a dot and an underscore it makes the same name of a metric.
    kafka_topic_prefix: str = Field("azer", pattern="^[a-z0-9][a-z0-9-]{0,99}$")

    @field_validator("kafka_bootstrap_servers")
    @classmethod
    def _are_servers(cls, value: str) -> str:
        servers = [it for it in value.replace(",", " ").split() if it]
        for server in servers:
            found = _SERVER.fullmatch(server)
            if found is None or not 0 < int(found["port"]) <= 65_535:
                raise ValueError("write addresses such as kafka1:9092,kafka2:9092")
        return ",".join(servers)
