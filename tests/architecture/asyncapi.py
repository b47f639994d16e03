"""docs/events/asyncapi.yaml: the events at Kafka, for whoever else wants to read them. ``make docs``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from bot.events.consumers import CONSUMERS
from bot.events.kafka.records import CONTENT_TYPE, Envelope
from bot.events.kafka.topic import PARTITIONS
from bot.events.republishing import RETENTION
from domain.shared.messages import Event
from tests.architecture.flows.markdown import first_line
from tests.architecture.stored_names import events

FILE = Path(__file__).parents[2] / "docs/events/asyncapi.yaml"
HEAD = "# Written by `make docs` from the event classes; do not edit.\n"
_SCHEMAS = "#/components/schemas/"
_MESSAGES = "#/components/messages/"
_DESCRIPTION = """\
What happens in a town, as it happens: every domain event, as one JSON record in one topic.

- The key is the event's subject (the order, mostly). Records of one subject are in their order.
- A record may come twice: `id` tells. Nothing is promised about events of different subjects.
- Events stay for seven days, and may be sent again later.
- A message that is not named here, or has another version, is of a newer release: leave it out.
  Fields may be added at any time; a version goes up when a reader of the one before would
  misunderstand the payload.
- Amounts are in minor units of their currency. Ids of people are Telegram's. There are names, phone
  numbers and addresses in these events: who may read the topic is for the operator to say.
"""


def _ref(to: str) -> dict[str, str]:
    return {"$ref": to}


def _payload(kind: type[Event]) -> dict[str, Any]:
    own = {
        "name": {"const": kind.__name__},
        "version": {"const": kind.VERSION},
        "payload": _ref(f"{_SCHEMAS}{kind.__name__}"),
    }
    return {"allOf": [_ref(f"{_SCHEMAS}Envelope"), {"type": "object", "properties": own}]}


def _envelope() -> dict[str, Any]:
    schema = Envelope.model_json_schema(mode="serialization")
    for field in schema["properties"].values():
        field.pop("title")
    return schema


def document() -> dict[str, Any]:
    """The whole contract (AsyncAPI 3.1)."""
    kinds = events()
    _, schemas = TypeAdapter.json_schemas(
        [(kind.__name__, "serialization", TypeAdapter[Any](kind)) for kind in kinds],
        ref_template=_SCHEMAS + "{model}",
    )
    messages = {
        kind.__name__: {
            "name": kind.__name__,
            "summary": first_line(kind),
            "contentType": CONTENT_TYPE,
            "payload": _payload(kind),
            "bindings": {
                "kafka": {
                    "key": {"type": "string", "description": "The subject of the event."},
                    "bindingVersion": "0.5.0",
                }
            },
        }
        for kind in kinds
    }
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Azer Delivery: events",
            "version": "1.0.0",
            "description": LiteralScalarString(_DESCRIPTION),
            "license": {"name": "MIT"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {
            "events": {
                "address": "{prefix}.events",
                "parameters": {
                    "prefix": {"description": "KAFKA_TOPIC_PREFIX of the town.", "default": "azer"}
                },
                "messages": {name: _ref(f"{_MESSAGES}{name}") for name in messages},
                "bindings": {
                    "kafka": {
                        "partitions": PARTITIONS,
                        "topicConfiguration": {
                            "cleanup.policy": ["delete"],
                            "retention.ms": round(RETENTION.total_seconds() * 1000),
                        },
                        "bindingVersion": "0.5.0",
                    }
                },
            }
        },
        "operations": {
            "publish": {
                "action": "send",
                "channel": _ref("#/channels/events"),
                "summary": "Every event, once it is committed.",
            },
            "handle": {
                "action": "receive",
                "channel": _ref("#/channels/events"),
                "summary": "Each context reads them as a consumer group of its own.",
                "bindings": {
                    "kafka": {
                        "groupId": {
                            "type": "string",
                            "description": "The prefix, a dot, and the context.",
                            "examples": [f"azer.{it}" for it in CONSUMERS],
                        },
                        "bindingVersion": "0.5.0",
                    }
                },
            },
        },
        "components": {
            "messages": messages,
            "schemas": {"Envelope": _envelope(), **schemas["$defs"]},
        },
    }


def written() -> str:
    """The file as it should be."""
    yaml = YAML()
    yaml.width = 100
    # The same thing is written out again wherever it stands.
    yaml.representer.ignore_aliases = lambda *_: True
    text = io.StringIO()
    yaml.dump(document(), text)
    return HEAD + text.getvalue()


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(written(), "utf-8")
