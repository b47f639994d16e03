"""An order over HTTP, whose customer pays in the chat and whose store's till accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from bot.http.tokens import digest_of
from bot.persistence.repositories.api_tokens import ApiToken, Scope
from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order
from tests.e2e.restarts import telegram
from tests.e2e.test_apart import until_it_says
from tests.support.door import Door
from tests.support.engines import fresh_url

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

ORDER = {
    "store_id": "hanok",
    "lines": [{"dish_id": "bibimbap", "quantity": 2}],
    "address": "5 Gahoe-ro, Jongno-gu",
    "phone": "+821012345678",
    "total": 18_000,
    "pay": "card",
}


async def make_tokens(town: TestTown) -> None:
    runtime = town.running.runtime
    for token in (
        ApiToken("mina", Scope.CUSTOMER, MINA, None, "", runtime.dependencies.clock()),
        ApiToken("dan", Scope.COURIER, DAN, None, "", runtime.dependencies.clock()),
        ApiToken("till", Scope.STORE, SORA, "hanok", "", runtime.dependencies.clock()),
    ):
        digest = digest_of(f"azer_{token.id}")
        await runtime.database.write(lambda uow, it=token, of=digest: uow.api_tokens.add(it, of))  # type: ignore[misc]


async def call(town: TestTown, who: str, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer azer_{who}", "Idempotency-Key": path}
    url = f"{town.running.runtime.api_address}{path}"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, url, json=body) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def test_order_of_a_program_is_paid_in_the_chat_and_accepted_by_the_till(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with telegram(tmp_path, clock, gateway_port=0) as line, line.bot() as town:
        mina = await town.person(MINA)
        await mina.says("/start")
        await mina.sees("Where would you like to order?")
        (sora,) = await town.staff(SORA)
        await make_tokens(town)
        status, order = await call(town, "mina", "POST", "/orders", ORDER)
        assert (status, order["state"]) == (201, "placed")
        await mina.sees("Waiting for payment")
        assert (await mina.pays())["state"] == "paid"
        await sora.sees("Bibimbap")
        path = f"/stores/hanok/tickets/{order['id']}/accept"
        status, ticket = await call(town, "till", "POST", path, {"minutes": 15})
        assert (status, ticket["state"]) == (200, "accepted")
        await mina.sees("being cooked")


async def test_process_without_a_gateway_port_serves_no_gateway(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with telegram(tmp_path, clock) as line, line.bot() as town:
        assert town.running.runtime.api_address == ""


@pytest.mark.postgresql
async def test_process_of_one_context_serves_its_path_at_its_own_port(
    tmp_path: Path, clock: MovableClock
) -> None:
    with fresh_url() as url:
        ports = {"gateway_port": 0, "service_port": 0}
        async with (
            telegram(tmp_path, clock, database_url=url, **ports) as line,
            line.bot(consumers=("order",)) as town,
        ):
            await make_tokens(town)
            assert (await call(town, "mina", "GET", "/orders"))[0] == 200
            assert (await call(town, "mina", "GET", "/pays"))[0] == 404


@pytest.mark.postgresql
async def test_deliveries_of_a_gateway_lie_apart_and_are_away_alone(
    tmp_path: Path, clock: MovableClock
) -> None:
    with fresh_url() as url, Door.standing(make_url(url)) as door:
        door.open()
        async with (
            telegram(tmp_path, clock, gateway_port=0, delivery_database_url=door.url) as line,
            line.bot() as town,
        ):
            mina, sora, dan = await town.person(MINA), *await town.staff(SORA, DAN)
            await make_tokens(town)
            code = await place_order(mina)
            await pay_by_card(mina)
            await sora.sees(f"Order {code}")
            await sora.taps("✅ 30 min")
            await sora.taps("🥡 Cooked")
            await dan.sees(f"Delivery {code}")
            ((order_id,),) = town.rows("select id from orders")
            status, shown = await call(town, "dan", "GET", "/deliveries")
            assert (status, [it["order_id"] for it in shown["items"]]) == (200, [order_id])
            status, taken = await call(town, "dan", "POST", f"/deliveries/{order_id}/take")
            assert (status, taken["state"], taken["courier_id"]) == (200, "assigned", DAN)
            door.shut()
            status, problem = await call(town, "dan", "GET", f"/deliveries/{order_id}")
            assert (status, problem["type"]) == (503, "urn:azer:problem:delivery-away")
            path = f"/deliveries/{order_id}/picked-up"
            assert (await call(town, "dan", "POST", path))[0] == 503
            assert (await call(town, "mina", "GET", f"/orders/{order_id}"))[0] == 200
            door.open()
            await until_it_says(town.running.runtime, {"status": "ready"})
            status, gone = await call(town, "dan", "POST", path)
            assert (status, gone["state"]) == (200, "picked_up")
            await mina.sees("is on the way to you")
