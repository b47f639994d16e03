"""Print what happens in a town, as docs/events/asyncapi.yaml describes it.

    pip install confluent-kafka
    python print_events.py kafka.example.org:9092 azer

The group remembers how far it has read: give it another name (third argument) to begin anew.
"""

from __future__ import annotations

import json
import signal
import sys

from confluent_kafka import Consumer, KafkaException


def main(servers: str, prefix: str, group: str = "event-printer") -> None:
    """Print events until Ctrl-C or SIGTERM."""
    running = True

    def stop(_signal: int, _frame: object) -> None:
        nonlocal running
        running = False

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, stop)
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            # Not one of the town's own groups, or it would take their events away from them.
            "group.id": f"{prefix}.{group}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([f"{prefix}.events"])
    try:
        while running:
            message = consumer.poll(0.5)
            if message is None:
                continue
            if error := message.error():
                raise KafkaException(error)
            event = json.loads(message.value() or b"{}")
            # Whoever does more than print remembers the ids: a record may come twice.
            print(event["time"], event["subject"], event["name"], event["payload"], flush=True)
            consumer.commit(message=message, asynchronous=True)
    finally:
        # Leaving lets others of the group take over at once.
        consumer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
