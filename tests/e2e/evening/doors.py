"""Food that cannot be handed over, and what owners and operators decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.shared.failures import Problem, Settlement
from handlers.ui import callbacks
from tests.e2e.evening.stage import OPERATORS, OWNERS, SAM
from tests.e2e.evening.steps import cooked, delivers, picks_up, takes
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, TAEMIN, YURI
from tests.support.pictures import A_PICTURE

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening, Order


async def _at_the_door(
    evening: Evening, customer: int, owner: int, courier: int, **what: Any
) -> Order:
    order = await cooked(evening, customer, owner, **what)
    await takes(evening, courier, order)
    await picks_up(evening, courier, order)
    return order


async def _reports(evening: Evening, courier: int, order: Order, problem: Problem) -> None:
    await evening.press(courier, callbacks.ShowProblems, order)
    tells = (order.customer, *OWNERS, courier)
    await evening.press(courier, callbacks.ReportProblem, order, problem=problem, tells=tells)


async def nobody_is_there(evening: Evening) -> None:
    """A call does not help; it is brought again, by the other courier, and somebody opens."""
    order = await _at_the_door(evening, JUNHO, SORA, DAN)
    await evening.press(DAN, callbacks.ShowProblems, order)
    await evening.press(DAN, callbacks.ReportProblem, order, problem=Problem.NOBODY_THERE)
    await evening.press(
        DAN,
        callbacks.HaveCalled,
        order,
        problem=Problem.NOBODY_THERE,
        tells=(JUNHO, *OWNERS, DAN),
    )
    await evening.press(TAEMIN, callbacks.BringAgain, order, tells=(JUNHO, *OWNERS, DAN, YURI))
    await takes(evening, YURI, order)
    await picks_up(evening, YURI, order)
    await delivers(evening, YURI, order)
    order.ends("delivered", kept=18_000)


async def it_is_refused(evening: Evening) -> None:
    """The store keeps the money: the food was made, and nobody wants it."""
    order = await _at_the_door(evening, MINA, TAEMIN, YURI)
    await _reports(evening, YURI, order, Problem.REFUSED)
    await evening.press(SORA, callbacks.ShowSettlements, order)
    await evening.press(
        SORA,
        callbacks.EndTrip,
        order,
        settlement=Settlement.KEEP,
        tells=(MINA, *OWNERS, YURI),
    )
    order.ends("failed", kept=18_000)


async def it_is_damaged(evening: Evening) -> None:
    """A photo shows it; a part of the money goes back."""
    order = await _at_the_door(evening, JUNHO, TAEMIN, DAN)
    await evening.press(DAN, callbacks.ShowProblems, order)
    await evening.press(DAN, callbacks.ReportDamage, order)
    await (await evening.town.person(DAN)).sends_photo(A_PICTURE)
    await evening.still()
    await evening.press(TAEMIN, callbacks.ShowPhoto, order)
    await evening.press(TAEMIN, callbacks.ShowSettlements, order)
    await evening.press(TAEMIN, callbacks.ChooseBack, order)
    await evening.says(TAEMIN, "8000")
    await evening.press(
        TAEMIN, callbacks.EndTripInPart, order, amount=8_000, tells=(JUNHO, *OWNERS, DAN)
    )
    order.ends("failed", kept=10_000)


async def address_is_wrong(evening: Evening) -> None:
    """The store does not decide, so the operators are asked, who give everything back."""
    order = await _at_the_door(evening, MINA, SORA, DAN)
    await evening.press(DAN, callbacks.ShowProblems, order)
    await evening.press(DAN, callbacks.ReportProblem, order, problem=Problem.WRONG_ADDRESS)
    await evening.press(
        DAN,
        callbacks.HaveCalled,
        order,
        problem=Problem.WRONG_ADDRESS,
        tells=(MINA, *OWNERS, DAN),
    )
    await evening.passes(10, order, tells=(*OWNERS, *OPERATORS))
    await evening.press(OLGA, callbacks.ShowSettlements, order)
    await evening.press(
        OLGA,
        callbacks.EndTrip,
        order,
        settlement=Settlement.ALL,
        tells=(MINA, *OWNERS, *OPERATORS, DAN),
    )
    order.ends("failed")


async def cash_is_not_paid(evening: Evening) -> None:
    """Nothing is owed any more, and that customer pays by card from now on."""
    order = await _at_the_door(evening, SAM, SORA, YURI, by_card=False)
    await _reports(evening, YURI, order, Problem.NOT_PAID)
    await evening.press(SORA, callbacks.ShowSettlements, order)
    await evening.press(
        SORA, callbacks.EndTrip, order, settlement=Settlement.WAIVE, tells=(SAM, *OWNERS, YURI)
    )
    order.ends("failed")
