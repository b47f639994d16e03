"""``/deliveries``: trips, for couriers, and for those who decide about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from bot.http.gateway.access import Caller, Commands, allows, commands
from bot.http.gateway.cursors import Cursor, Limit, Page, read_one, read_page
from bot.http.gateway.problems import Problem
from bot.http.gateway.shapes import Amount, DeliveryShape, OrderId, Shape, StoreFilter
from bot.persistence.pages import DELIVERIES
from bot.persistence.repositories.api_tokens import Scope
from domain.delivery import (
    BringAgain,
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    Deliver,
    DeliveryState,
    FailDelivery,
    LetCollect,
    PickUp,
    ReportProblem,
    TakeAway,
    TakeDelivery,
)
from domain.shared.failures import AT_THE_DOOR, Settlement
from domain.shared.failures import Problem as DeliveryProblem
from domain.shared.messages import Command
from domain.shared.money import Money

router = APIRouter(prefix="/deliveries", tags=["deliveries"])

_Reader = Annotated[Caller, allows(Scope.STORE, Scope.COURIER, Scope.OPERATOR)]
_Courier = Annotated[Commands, commands(Scope.COURIER)]
# A store whose couriers are away brings it itself.
_Bringer = Annotated[Commands, commands(Scope.COURIER, Scope.STORE)]
_Decider = Annotated[Commands, commands(Scope.STORE, Scope.OPERATOR)]
_OVER = {DeliveryState.DELIVERED, DeliveryState.CANCELLED, DeliveryState.FAILED}


class HandOverProblem(Shape):
    """Why it cannot be handed over; ``has_called``: they have tried to call."""

    problem: DeliveryProblem = Field(
        examples=["nobody_there"], description=f"One of {', '.join(AT_THE_DOOR)}."
    )
    has_called: bool = False


class Choice(StrEnum):
    """What becomes of a trip that does not go on by itself."""

    CALL_AGAIN = "call_again"
    BRING_OURSELVES = "bring_ourselves"
    LET_COLLECT = "let_collect"
    TAKE_AWAY = "take_away"
    BRING_AGAIN = "bring_again"
    CONFIRM_DELIVERED = "confirm_delivered"
    FAIL = "fail"


class Decision(Shape):
    """What becomes of the trip; with ``fail``, also what becomes of the money."""

    decision: Choice = Field(examples=["bring_again"])
    settlement: Settlement | None = None
    amount: Amount | None = None


_COMMANDS: Mapping[Choice, Callable[[str, int], Command[Any]]] = {
    Choice.CALL_AGAIN: CallAgain,
    Choice.LET_COLLECT: LetCollect,
    Choice.TAKE_AWAY: TakeAway,
    Choice.BRING_AGAIN: BringAgain,
    Choice.CONFIRM_DELIVERED: ConfirmDelivered,
}


@router.get("")
async def list_deliveries(
    caller: _Reader,
    state: DeliveryState | None = None,
    store_id: StoreFilter = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[DeliveryShape]:
    """List trips: what a courier may take, carries or carried; a store's own; or all."""
    bound = await _bound(caller)
    if "store_id" in bound and store_id not in {None, bound["store_id"]}:
        return Page(items=[])
    given = {"store_id": store_id, **bound, "state": state}
    rows, after = await read_page(caller.context, DELIVERIES, given, cursor, limit)
    return Page(items=[_shape(row) for row in rows], next=after)


@router.get("/{order_id}")
async def show_delivery(order_id: OrderId, caller: _Reader) -> DeliveryShape:
    """Show the trip of one order."""
    return await _read(order_id, caller)


@router.post("/{order_id}/take")
async def take(order_id: OrderId, asked: _Courier) -> DeliveryShape:
    """Take what is offered: the first courier has it."""
    command = TakeDelivery(order_id, asked.caller.user_id, await _name(asked.caller))
    return await _act(order_id, command, asked)


@router.post("/{order_id}/picked-up")
async def pick_up(order_id: OrderId, asked: _Bringer) -> DeliveryShape:
    """Say that the food is on its way."""
    command = PickUp(order_id, asked.caller.user_id, await _name(asked.caller))
    return await _act(order_id, command, asked)


@router.post("/{order_id}/delivered")
async def deliver(order_id: OrderId, asked: _Bringer) -> DeliveryShape:
    """Say that the customer has the food."""
    return await _act(order_id, Deliver(order_id, asked.caller.user_id), asked)


@router.post("/{order_id}/problem")
async def report(order_id: OrderId, what: HandOverProblem, asked: _Bringer) -> DeliveryShape:
    """Say that it cannot be handed over; an owner or an operator decides."""
    command = ReportProblem(order_id, asked.caller.user_id, what.problem, what.has_called)
    return await _act(order_id, command, asked)


@router.post("/{order_id}/decide")
async def decide(order_id: OrderId, made: Decision, asked: _Decider) -> DeliveryShape:
    """Decide what becomes of a trip that does not go on by itself."""
    user_id = asked.caller.user_id
    if made.decision is Choice.BRING_OURSELVES:
        command: Command[Any] = BringOurselves(order_id, user_id, await _name(asked.caller))
    elif made.decision is Choice.FAIL:
        command = await _failing(order_id, made, asked.caller)
    else:
        command = _COMMANDS[made.decision](order_id, user_id)
    return await _act(order_id, command, asked)


async def _failing(order_id: str, made: Decision, caller: Caller) -> FailDelivery:
    if made.settlement is None:
        raise Problem(422, "invalid", [("settlement", "missing")])
    if (made.settlement is Settlement.PART) != (made.amount is not None):
        raise Problem(
            422, "invalid", [("amount", "missing" if made.amount is None else "unneeded")]
        )
    await _read(order_id, caller)
    amount = None
    if made.amount is not None:
        paid = await caller.context.database.read(lambda uow: uow.payments.get(order_id).amount)
        amount = Money(made.amount, paid.currency)
    return FailDelivery(order_id, caller.user_id, made.settlement, amount)


async def _act(order_id: str, command: Command[Any], asked: Commands) -> DeliveryShape:
    if asked.caller.token.scope is not Scope.COURIER:
        await _read(order_id, asked.caller)
    await asked.execute(command)
    return await _read(order_id, asked.caller)


async def _read(order_id: str, caller: Caller) -> DeliveryShape:
    given = {**await _bound(caller), "order_id": order_id}
    return _shape(await read_one(caller.context, DELIVERIES, given))


async def _bound(caller: Caller) -> dict[str, Any]:
    if caller.token.scope is Scope.STORE:
        return {"store_id": caller.token.store_id}
    if caller.token.scope is not Scope.COURIER:
        return {}
    user_id = caller.user_id
    stores = await caller.context.database.read(lambda uow: uow.stores.of_courier(user_id))
    return {"courier_id": user_id, "courier_stores": sorted(stores)}


async def _name(caller: Caller) -> str:
    user_id = caller.user_id
    return await caller.context.database.read(lambda uow: uow.people.name_of(user_id))


def _shape(row: Any) -> DeliveryShape:
    return DeliveryShape.of(row, with_contact=row["state"] not in _OVER)
