"""The simulated provider gives back what it took, in parts if asked, and never more."""

from typing import Any

import pytest

from tests.support.simulated import SimulatedWorld


@pytest.fixture
def charge(world: SimulatedWorld) -> dict[str, Any]:
    taken = {"provider_payment_charge_id": "c", "amount": 10, "currency": "KRW"}
    world.simulator.charges.append(taken)
    return taken


async def refund(
    world: SimulatedWorld, amount: Any, key: str, currency: str = "KRW"
) -> tuple[int, Any]:
    async with world.session.post(
        f"{world.address}/provider/refunds",
        json={"charge": "c", "amount": amount, "currency": currency},
        headers={"Idempotency-Key": key},
    ) as response:
        return response.status, await response.json()


async def test_refund_in_parts_accumulates_until_nothing_is_left(
    world: SimulatedWorld, charge: dict[str, Any]
) -> None:
    assert await refund(world, 4, "1") == (200, {"charge": "c", "refunded": 4})
    assert charge["refunded"] == 4
    more = (400, {"error": "amount_is_more_than_is_left", "left": 6})
    assert await refund(world, 7, "2") == more
    assert await refund(world, 6, "3") == (200, {"charge": "c", "refunded": 6})
    assert charge["refunded"] == 10
    assert await refund(world, 1, "4") == (400, {"error": "charge_already_refunded"})


async def test_refund_with_the_same_key_again_gives_nothing_more_back(
    world: SimulatedWorld, charge: dict[str, Any]
) -> None:
    for _ in range(2):
        assert await refund(world, 4, "1") == (200, {"charge": "c", "refunded": 4})
    assert charge["refunded"] == 4
    assert await refund(world, 5, "1") == (400, {"error": "idempotency_key_in_use"})


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "4", None])
async def test_refund_of_no_amount_is_refused(
    world: SimulatedWorld, charge: dict[str, Any], amount: Any
) -> None:
    assert await refund(world, amount, "1") == (400, {"error": "amount_must_be_positive"})
    assert "refunded" not in charge


async def test_refund_in_another_currency_is_refused(
    world: SimulatedWorld, charge: dict[str, Any]
) -> None:
    assert await refund(world, 4, "1", "USD") == (400, {"error": "currency_differs"})
    assert "refunded" not in charge
