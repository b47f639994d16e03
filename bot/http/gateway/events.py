"""``/events``: what happens, as server-sent events; a listener goes on where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from bot.http.event_stream import Read, facts_of
from bot.http.gateway.access import Caller, allows
from bot.http.gateway.problems import Problem
from bot.http.gateway.shapes import Shape
from bot.persistence.queues.event_store import Position
from bot.persistence.repositories.api_tokens import Scope
from domain.shared.errors import DatabaseUnavailable
from domain.shared.messages import OrderEvent

router = APIRouter(tags=["events"])

LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        max_length=40,
        description="The `id` of the event after which to go on; `0` for all from the beginning.",
        examples=["0"],
    ),
]
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events, without an end; the data of each is an `EventShape`.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": 'id: 812.17\nevent: TicketReceived\ndata: {"id": "…", "order_id": "…"}\n\n',
            }
        },
    }
}
# What a store, and a courier, need to know; the rest is between customer and platform.
_CONTEXTS = {Scope.STORE: {"store", "delivery"}, Scope.COURIER: {"delivery"}}


class EventShape(Shape):
    """Something that happened to an order; ``text`` has its small facts, and nothing about anybody."""

    id: str
    at: datetime
    order_id: str
    name: str
    text: str


@router.get("/events", response_class=StreamingResponse, responses=EVENTS)
async def stream_events(
    caller: Annotated[Caller, allows(*Scope)], last_event_id: LastEventId = None
) -> StreamingResponse:
    """Follow the orders that a token may see, from now on or from `Last-Event-ID` on.

    Each event comes once to a listener who goes on with the last `id`, also one that was committed
    after events that happened later.
    """
    return await stream(caller, last_event_id)


async def stream(
    caller: Caller, last: str | None, order_id: str | None = None
) -> StreamingResponse:
    """Answer with the events that a caller may see, of one order or of all.

    Raises:
        Problem: The id of the last event is none of ours.
    """
    after = await _position(caller, last)
    return StreamingResponse(
        _lines(caller, after, order_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _position(caller: Caller, last: str | None) -> Position:
    if last is None:
        return await caller.context.events.position()
    if position := Position.parse(last):
        return position
    raise Problem(422, "invalid", [("Last-Event-ID", "unknown")])


async def _lines(caller: Caller, after: Position, order_id: str | None) -> AsyncIterator[str]:
    # It begins at once: whoever asks knows that it is being listened to.
    yield f"id: {after}\n\n"
    async for events in caller.context.events.read_on(after):
        try:
            if not await _is_valid(caller):
                return
            seen = await _visible(events, caller, order_id)
        except DatabaseUnavailable:
            # It ends: the listener goes on after the last event that it was told.
            return
        if not events:
            yield ": still here\n\n"
            continue
        for position, event_id, at, event in events:
            if event_id in seen and isinstance(event, OrderEvent):
                shown = EventShape(
                    id=event_id,
                    at=at,
                    order_id=event.order_id,
                    name=type(event).__name__,
                    text=facts_of(event),
                )
                data = orjson.dumps(shown.model_dump(mode="json")).decode()
                yield f"id: {position}\nevent: {shown.name}\ndata: {data}\n\n"
        # Also whoever saw none of them goes on after them.
        yield f"id: {events[-1][0]}\n\n"


async def _is_valid(caller: Caller) -> bool:
    token_id = caller.token.id
    return await caller.context.database.read(lambda uow: uow.api_tokens.is_valid(token_id))


async def _visible(events: Sequence[Read], caller: Caller, order_id: str | None) -> frozenset[str]:
    told = [
        (event_id, event)
        for _, event_id, _, event in events
        if isinstance(event, OrderEvent) and order_id in {None, event.order_id}
    ]
    if caller.is_operator or not told:
        return frozenset(event_id for event_id, _ in told)
    orders = await _parties(caller, [event.order_id for _, event in told])
    contexts = _CONTEXTS.get(caller.token.scope)
    return frozenset(
        event_id
        for event_id, event in told
        if event.order_id in orders
        and (contexts is None or type(event).__module__.split(".")[1] in contexts)
    )


async def _parties(caller: Caller, order_ids: Sequence[str]) -> frozenset[str]:
    """Those of these orders of which a caller may hear."""
    token = caller.token

    def read(uow: Any) -> frozenset[str]:
        parties = uow.parties(sorted(set(order_ids)))
        if token.scope is Scope.CUSTOMER:
            return frozenset(
                id for id, (customer, _) in parties.items() if customer == token.user_id
            )
        stores = (
            {token.store_id}
            if token.scope is Scope.STORE
            else uow.stores.of_courier(token.user_id)
        )
        return frozenset(id for id, (_, store_id) in parties.items() if store_id in stores)

    return await caller.context.database.read(read)
