"""What an event looks like in the topic; ``docs/events/asyncapi.yaml`` is the contract."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import NAMESPACE_URL, uuid5

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.persistence.queues.arrivals import Arrival
from bot.persistence.queues.event_store import stored_name
from bot.persistence.queues.unpublished import UNREADABLE

if TYPE_CHECKING:
    from confluent_kafka import Message

    from bot.persistence.queues.outbox import Pending

CONTENT_TYPE = "application/json"


class Envelope(BaseModel):
    """An event with what is known of every event; fields that nobody knows yet are let be."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: Annotated[
        str,
        Field(
            pattern="^[0-9a-f-]{36}$",
            description="Unique; one that comes twice is the same event.",
        ),
    ]
    name: Annotated[
        str,
        Field(pattern="^[A-Za-z][A-Za-z0-9]{0,49}$", description="What happened: its message."),
    ]
    version: Annotated[
        int,
        Field(ge=1, le=99_999, description="Goes up when the payload means something else."),
    ]
    subject: Annotated[
        str,
        Field(
            pattern=r"^[^\x00-\x1f]{1,64}$",
            description="Whom it is about: the record's key. Events of one subject are in order.",
        ),
    ]
    time: Annotated[AwareDatetime, Field(strict=False, description="When it happened, in UTC.")]
    payload: Annotated[dict[str, Any], Field(description="The event's own fields.")]


def to_value(pending: Pending) -> bytes:
    """The value of the record for an event of the event store."""
    name, _, version = pending.name.partition(".v")
    return orjson.dumps(
        {
            "id": pending.event_id,
            "name": name,
            "version": int(version or 1),
            "subject": pending.subject,
            "time": pending.at,
            "payload": orjson.Fragment(pending.payload),
        },
        option=orjson.OPT_UTC_Z,
    )


def to_arrival(message: Message) -> Arrival:
    """The event in a record; in one that cannot be read, what is kept of it and why."""
    value = message.value() or b""
    try:
        envelope = Envelope.model_validate_json(value)
        payload = orjson.dumps(envelope.payload).decode()
    except ValidationError as error:
        # What pydantic says besides quotes the input: people's own data.
        found = error.errors(include_url=False, include_input=False, include_context=False)
        problems = (f"{'.'.join(map(str, it['loc'])) or 'value'}: {it['msg']}" for it in found)
        return _unreadable(message, "; ".join(problems))
    except orjson.JSONEncodeError as error:
        return _unreadable(message, f"payload: {error}")
    return Arrival(
        event_id=envelope.id,
        subject=envelope.subject,
        name=stored_name(envelope.name, envelope.version),
        payload=payload,
        at=envelope.time.astimezone(UTC),
    )


def _unreadable(message: Message, problem: str) -> Arrival:
    _, milliseconds = message.timestamp()
    where = f"{message.topic()}/{message.partition()}/{message.offset()}"
    kept = {
        "record": where,
        "key": _in_base64(message.key()),
        "value": _in_base64(message.value()),
    }
    return Arrival(
        # The same whenever it is read, and another one after the broker has begun anew.
        event_id=str(uuid5(NAMESPACE_URL, f"kafka:{where}/{milliseconds}")),
        # Of its own: it holds up nobody.
        subject="unreadable",
        name=UNREADABLE,
        payload=orjson.dumps(kept).decode(),
        at=datetime.fromtimestamp(max(0, milliseconds) / 1000, UTC),
        problem=f"{where}: {problem}"[:500],
    )


def _in_base64(data: str | bytes | None) -> str:
    return b64encode(data if isinstance(data, bytes) else (data or "").encode()).decode()
