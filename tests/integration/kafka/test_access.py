"""A broker that lets in only who proves who they are, over TLS."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.events.kafka.topic import Topic
from bot.settings import load_settings
from bot.upkeep.doctor.engines import check_broker
from tests.support.broker import own_broker
from tests.support.buses import KafkaPlatform
from tests.support.command_line import azer_apart
from tests.support.engines import fresh_location
from tests.support.numbered import FIRST, NAMES, publish

if TYPE_CHECKING:
    from tests.support.numbered import Consumer as Numbers

USER, PASSWORD = "azer", "open-sesame"
# fmt: off
_MAKE_KEYS = [
    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
]
# fmt: on
_SECURED = """
listener.security.protocol.map=PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.plaintext.plain.sasl.jaas.config=\
 org.apache.kafka.common.security.plain.PlainLoginModule required \
 username="{user}" password="{password}" user_{user}="{password}";
ssl.keystore.type=PEM
ssl.keystore.location={keys}
ssl.truststore.type=PEM
ssl.truststore.location={ca}
"""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What reaches it, as settings."""
    folder = tmp_path_factory.mktemp("secured")
    key, certificate, both = folder / "key.pem", folder / "ca.pem", folder / "both.pem"
    subprocess.run(
        [*_MAKE_KEYS, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
        timeout=30,
    )
    both.write_text(key.read_text() + certificate.read_text())
    more = _SECURED.format(user=USER, password=PASSWORD, keys=both, ca=certificate)
    with own_broker(folder, more) as started:
        started.start()
        yield {
            "KAFKA_BOOTSTRAP_SERVERS": started.servers,
            "KAFKA_TLS": "yes",
            "KAFKA_CA": str(certificate),
            "KAFKA_USERNAME": USER,
            "KAFKA_PASSWORD": PASSWORD,
            "KAFKA_MECHANISM": "PLAIN",
        }


def test_migrate_with_name_and_password_makes_the_topic(
    broker: dict[str, str], tmp_path: Path
) -> None:
    done = azer_apart(tmp_path, "migrate", **broker)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"KAFKA_PASSWORD": "guessed"}, "Authentication failed"),
        ({"KAFKA_CA": ""}, "certificate verify failed"),
        ({"KAFKA_TLS": "no", "KAFKA_CA": ""}, ""),
    ],
)
def test_migrate_of_whom_the_broker_does_not_let_in_says_why_in_one_line(
    broker: dict[str, str], tmp_path: Path, wrong: dict[str, str], why: str
) -> None:
    done = azer_apart(tmp_path, "migrate", **broker | wrong)
    assert (done.returncode, done.stdout) == (2, "")
    said = rf"azer: KAFKA_BOOTSTRAP_SERVERS: 127\.0\.0\.1:\d+: [^\n]*{why}[^\n]*\n"
    assert re.fullmatch(said, done.stderr), done.stderr
    assert "guessed" not in done.stderr


async def test_event_is_carried_over_tls_by_who_proves_who_they_are(
    broker: dict[str, str],
    tmp_path: Path,
    seen: dict[str, Numbers],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in broker.items():
        monkeypatch.setenv(name, value)
    topic = Topic.of(load_settings())
    assert PASSWORD not in repr(topic)
    (found,) = await check_broker(load_settings())
    assert (found.verdict, found.seen) == ("ok", f"1 at {topic.servers}")
    topic.make()
    with fresh_location("sqlite", tmp_path) as location:
        platform = KafkaPlatform(location, topic, NAMES)
        async with platform.carrying():
            await publish(platform, (FIRST, 1))
            await platform.settle()
            for consumer in seen.values():
                assert await consumer.handled(platform) == {FIRST: [1]}
        platform.database.close()
