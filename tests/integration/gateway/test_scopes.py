"""Every route with every scope: who may, and that two stores, couriers, customers see not each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.http.gateway.application import application
from bot.http.gateway.known_tokens import BELIEVED_FOR, KnownTokens
from bot.persistence.repositories.api_tokens import Scope
from domain.payment.commands import RecordCharge
from domain.store.commands import ImportStore
from tests.integration.gateway.conftest import (
    OTHER_OWNER,
    SECRETS,
    WANTED,
    Gateway,
    gateway_on,
    make_tokens,
)
from tests.support.samples import CUSTOMER, OWNER, SECOND_OWNER, WON_18000, a_store_file

if TYPE_CHECKING:
    from tests.integration.gateway.conftest import Town

ALL = frozenset(Scope)
C, S, D, OP = Scope.CUSTOMER, Scope.STORE, Scope.COURIER, Scope.OPERATOR
TICKET = "/stores/{store_id}/tickets/{order_id}"
MAY: dict[tuple[str, str], frozenset[Scope]] = {
    ("GET", "/orders"): frozenset({C, S, OP}),
    ("POST", "/orders"): frozenset({C}),
    ("GET", "/orders/{order_id}"): frozenset({C, S, OP}),
    ("POST", "/orders/{order_id}/cancel"): frozenset({C, OP}),
    ("GET", "/orders/{order_id}/events"): ALL,
    ("GET", "/pays"): frozenset({C, S, OP}),
    ("GET", "/pays/{order_id}"): frozenset({C, S, OP}),
    ("POST", "/pays/{order_id}/refund"): frozenset({OP}),
    ("GET", "/stores"): ALL,
    ("GET", "/stores/{store_id}"): ALL,
    ("GET", "/stores/{store_id}/tickets"): frozenset({S, OP}),
    ("GET", TICKET): frozenset({S, OP}),
    ("POST", f"{TICKET}/accept"): frozenset({S}),
    ("POST", f"{TICKET}/more-time"): frozenset({S}),
    ("POST", f"{TICKET}/reject"): frozenset({S}),
    ("POST", f"{TICKET}/cooked"): frozenset({S}),
    ("GET", "/customers"): frozenset({C, OP}),
    ("GET", "/customers/{user_id}"): frozenset({C, OP}),
    ("GET", "/myPages"): frozenset({C, OP}),
    ("GET", "/myPages/{order_id}"): frozenset({C, OP}),
    ("GET", "/deliveries"): frozenset({S, D, OP}),
    ("GET", "/deliveries/{order_id}"): frozenset({S, D, OP}),
    ("POST", "/deliveries/{order_id}/take"): frozenset({D}),
    ("POST", "/deliveries/{order_id}/picked-up"): frozenset({D, S}),
    ("POST", "/deliveries/{order_id}/delivered"): frozenset({D, S}),
    ("POST", "/deliveries/{order_id}/problem"): frozenset({D, S}),
    ("POST", "/deliveries/{order_id}/decide"): frozenset({S, OP}),
    ("GET", "/events"): ALL,
}
BODIES: dict[str, Any] = {
    "/orders": WANTED,
    "accept": {"minutes": 15},
    "more-time": {"minutes": 5},
    "reject": {"reason": "sold_out"},
    "refund": {"amount": 1_000},
    "problem": {"problem": "refused"},
    "decide": {"decision": "bring_again"},
}
ROUTES = sorted(MAY)


async def paid_order(gateway: Gateway) -> str:
    """An order that its store has to answer."""
    order_id = str((await gateway.post("customer", "/orders", WANTED)).body["id"])
    await gateway.settle()
    charge = RecordCharge(order_id, "simulated", f"ch_{order_id}", "tg_1", WON_18000, CUSTOMER)
    await gateway.town.run(charge)
    return order_id


async def order_to_deliver(gateway: Gateway) -> str:
    """An order that is cooked and offered to the couriers of its store."""
    order_id = await paid_order(gateway)
    ticket = f"/stores/hanok/tickets/{order_id}"
    assert (await gateway.post("store", f"{ticket}/accept", {"minutes": 15})).status == 200
    await gateway.settle()
    assert (await gateway.post("store", f"{ticket}/cooked")).status == 200
    await gateway.settle()
    return order_id


def filled(path: str, order_id: str, store_id: str = "hanok") -> str:
    return path.format(order_id=order_id, store_id=store_id, user_id=CUSTOMER)


def body_of(method: str, path: str) -> Any:
    return BODIES.get(path) or BODIES.get(path.rpartition("/")[2]) if method == "POST" else None


async def test_table_names_every_route_of_the_gateway(gateway: Gateway) -> None:
    document = application(gateway.context).openapi()
    served = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    assert served == set(MAY)


@pytest.mark.sqlite
@pytest.mark.parametrize("who", ["customer", "store", "courier", "operator"])
async def test_route_lets_its_scopes_in_and_no_other(gateway: Gateway, who: str) -> None:
    order_id = await paid_order(gateway)
    let_in = set()
    for method, path in ROUTES:
        url = f"{gateway.url}{filled(path, order_id)}"
        headers = {"Authorization": f"Bearer azer_{who}", "Idempotency-Key": path}
        body = body_of(method, path)
        async with gateway.session.request(method, url, json=body, headers=headers) as answer:
            if answer.status != 403:
                let_in.add((method, path))
    assert let_in == {route for route in ROUTES if SECRETS[who][0] in MAY[route]}


@pytest.mark.sqlite
@pytest.mark.parametrize("given", [None, "Bearer azer_nobody", "Basic YTpi", "Bearer"])
async def test_stranger_sees_nothing(gateway: Gateway, given: str | None) -> None:
    headers = {"Idempotency-Key": "x"} | ({"Authorization": given} if given else {})
    for method, path in ROUTES:
        url = f"{gateway.url}{filled(path, 'a' * 32)}"
        body = body_of(method, path)
        async with gateway.session.request(method, url, json=body, headers=headers) as answer:
            assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer"), path
            assert (await answer.json(content_type=None))[
                "type"
            ] == "urn:azer:problem:unauthorized"


OF_OTHERS = [
    (who, method, path)
    for method, path in ROUTES
    for who in ("other customer", "other store", "other courier", "former operator")
    if "{" in path
    and SECRETS[who][0] in MAY[method, path]
    # Menus are for everybody, and a courier's listening shows what is said.
    and path != "/stores/{store_id}"
    and (who, path) != ("other courier", "/orders/{order_id}/events")
    and (who != "former operator" or method == "POST")
]


@pytest.mark.sqlite
async def test_what_is_of_others_is_answered_as_if_there_were_no_such_thing(
    gateway: Gateway,
) -> None:
    order_id = await order_to_deliver(gateway)
    before = await gateway.town.look("select * from orders, deliveries, tickets")
    assert len(OF_OTHERS) > 20
    for who, method, path in OF_OTHERS:
        body = body_of(method, path)
        refused = await gateway.call(who, method, filled(path, order_id), body)
        assert refused.status == 404, (who, path)
        assert refused.body["type"] == "urn:azer:problem:not-found"
        if "{store_id}" in path:
            # Nor by the name of the store that is theirs.
            own = await gateway.call(who, method, filled(path, order_id, "pho"), body)
            assert own.status in ({200} if path.endswith("tickets") else {404}), (who, path)
            assert order_id not in str(own.body)
    assert await gateway.town.look("select * from orders, deliveries, tickets") == before


async def test_lists_show_what_is_of_the_token_and_nothing_else(gateway: Gateway) -> None:
    order_id = await order_to_deliver(gateway)
    seen = {
        who: {
            path
            for path in ("/orders", "/pays", "/myPages", "/deliveries", "/customers")
            if order_id in str((await gateway.get(who, path)).body)
        }
        for who in SECRETS
    }
    assert seen == {
        "customer": {"/orders", "/pays", "/myPages"},
        "other customer": set(),
        "store": {"/orders", "/pays", "/deliveries"},
        "other store": set(),
        "courier": {"/deliveries"},
        "other courier": set(),
        "operator": {"/orders", "/pays", "/myPages", "/deliveries"},
        "former operator": {"/orders", "/pays", "/myPages", "/deliveries"},
    }
    people = (await gateway.get("customer", "/customers")).body["items"]
    assert [it["user_id"] for it in people] == [CUSTOMER]


async def test_store_does_not_see_an_order_that_is_not_paid(gateway: Gateway) -> None:
    order_id = (await gateway.post("customer", "/orders", WANTED)).body["id"]
    await gateway.settle()
    assert (await gateway.get("store", f"/orders/{order_id}")).status == 404
    assert (await gateway.get("store", "/orders")).body["items"] == []


async def test_owner_of_two_stores_acts_in_the_store_of_the_token_only(gateway: Gateway) -> None:
    both = a_store_file(owners=frozenset({OWNER, OTHER_OWNER}))
    await gateway.town.run(ImportStore(both))
    order_id = await paid_order(gateway)
    for store in ("hanok", "pho"):
        path = f"/stores/{store}/tickets/{order_id}/accept"
        assert (await gateway.post("other store", path, {"minutes": 15})).status == 404
    assert (await gateway.get("other store", f"/deliveries/{order_id}")).status == 404


async def test_owner_who_left_the_store_takes_the_power_of_its_token_along(
    gateway: Gateway,
) -> None:
    order_id = await paid_order(gateway)
    await gateway.town.run(ImportStore(a_store_file(owners=frozenset({SECOND_OWNER}))))
    path = f"/stores/hanok/tickets/{order_id}/accept"
    assert (await gateway.post("store", path, {"minutes": 15})).status == 404


async def test_token_that_is_revoked_opens_nothing_a_moment_later(platform: Town) -> None:
    await make_tokens(platform)
    seconds = 0.0
    tokens = KnownTokens(platform.database, clock=lambda: seconds)
    async with gateway_on(platform, tokens=tokens) as gateway:
        assert (await gateway.get("courier", "/deliveries")).status == 200
        now = platform.clock()
        await platform.database.write(lambda uow: uow.api_tokens.revoke("t4", now))
        seconds += BELIEVED_FOR
        statuses = [(await gateway.get("courier", "/deliveries")).status for _ in range(2)]
    assert statuses == [401, 401]


async def test_token_that_is_made_opens_at_once_although_it_was_tried_before(
    platform: Town,
) -> None:
    async with gateway_on(platform) as gateway:
        before = (await gateway.get("courier", "/deliveries")).status
        await make_tokens(platform)
        assert (before, (await gateway.get("courier", "/deliveries")).status) == (401, 200)


async def test_token_that_is_used_too_often_waits_and_others_do_not(platform: Town) -> None:
    await make_tokens(platform)
    async with gateway_on(platform, requests_per_minute=3) as gateway:
        statuses = [(await gateway.get("store", "/stores")).status for _ in range(4)]
        refused = await gateway.get("store", "/stores")
        other = await gateway.get("courier", "/stores")
    assert statuses == [200, 200, 200, 429]
    assert refused.body["type"] == "urn:azer:problem:too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert other.status == 200
