"""Settings of the bus that carries the events."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from bot.settings.group import Group

_SERVER = re.compile(r"(?P<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")


class KafkaSettings(Group):
    """Which Kafka carries the events, if one does, and what our topic there is called."""

    kafka_bootstrap_servers: str = ""
    # Kafka takes other characters, too; of a dot and an underscore it makes the same name of a metric.
    kafka_topic_prefix: str = Field("azer", pattern="^[a-z0-9][a-z0-9-]{0,99}$")

    kafka_tls: bool = False
    # A file (PEM) of who vouches for the brokers; empty for those whom the machine trusts.
    kafka_ca: Path | None = None
    kafka_username: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"

    @field_validator("kafka_bootstrap_servers")
    @classmethod
    def _are_servers(cls, value: str) -> str:
        servers = [it for it in value.replace(",", " ").split() if it]
        for server in servers:
            found = _SERVER.fullmatch(server)
            if found is None or not 0 < int(found["port"]) <= 65_535:
                raise ValueError("write addresses such as kafka1:9092,kafka2:9092")
        return ",".join(servers)

    @field_validator("kafka_ca", mode="before")
    @classmethod
    def _vouches(cls, value: object) -> object:
        if value in ("", None):
            return None
        if not Path(str(value)).is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @model_validator(mode="after")
    def _kafka_goes_together(self) -> KafkaSettings:
        if self.kafka_ca and not self.kafka_tls:
            raise ValueError("KAFKA_TLS: must be yes, for KAFKA_CA to be of use")
        if bool(self.kafka_username) != bool(self.kafka_password.get_secret_value()):
            raise ValueError("KAFKA_PASSWORD: needed with KAFKA_USERNAME, and the other way round")
        return self

    @property
    def kafka_access(self) -> dict[str, str]:
        """How a client gets in, in the words of librdkafka; there may be a password in it."""
        access = {}
        if self.kafka_ca:
            access["ssl.ca.location"] = str(self.kafka_ca)
        if self.kafka_username:
            access["sasl.mechanisms"] = self.kafka_mechanism
            access["sasl.username"] = self.kafka_username
            access["sasl.password"] = self.kafka_password.get_secret_value()
        kind = ("sasl_" if self.kafka_username else "") + (
            "ssl" if self.kafka_tls else "plaintext"
        )
        return {"security.protocol": kind, **access}
