"""A service per context: the gateway passes its paths on, and a dead one is dead on its paths only."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from bot.http.server import CannotServeError
from tests.integration.gateway.conftest import WANTED, Gateway, gateway_on, make_tokens
from tests.integration.gateway.test_events import listening
from tests.support.ports import free_port

if TYPE_CHECKING:
    from tests.integration.conftest import Platform as Town

pytestmark = pytest.mark.sqlite
RESOURCES = {
    "order": ["/orders"],
    "payment": ["/pays"],
    "store": ["/stores"],
    "customer": ["/customers", "/myPages"],
    "delivery": ["/deliveries"],
}
EVERY = [path for paths in RESOURCES.values() for path in paths]


@pytest.mark.parametrize("context", RESOURCES)
async def test_service_of_a_context_serves_its_paths_and_nothing_else(
    platform: Town, context: str
) -> None:
    await make_tokens(platform)
    async with gateway_on(platform, contexts=(context,)) as service:
        for path in [*EVERY, "/events", "/openapi.json"]:
            expected = 200 if path in RESOURCES[context] else 404
            assert (await service.get("operator", path)).status == expected, path


async def test_gateway_passes_on_what_its_service_answers(platform: Town) -> None:
    await make_tokens(platform)
    async with gateway_on(platform, contexts=("order",)) as service:
        forwarded = {"orders": service.url}
        async with gateway_on(platform, forwarded=forwarded, contexts=("store",)) as gateway:
            # Its own contexts lack orders, so whatever it answers there came from the service.
            placed = await gateway.post("customer", "/orders", WANTED, Idempotency_Key="k")
            assert placed.status == 201
            again = await service.post("customer", "/orders", WANTED, Idempotency_Key="k")
            assert again.body == placed.body
            order_id = placed.body["id"]
            one = await gateway.get("customer", f"/orders/{order_id}?x=%2F")
            assert one.body == placed.body
            refused = await gateway.get("", "/orders")
            assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
            invalid = await gateway.get("customer", "/orders?limit=0", Accept_Language="ko")
            assert invalid.status == 422
            assert invalid.headers["Content-Type"] == "application/problem+json"
            platform.heard = lambda _events: service.events.announce()
            path = f"/orders/{order_id}/events"
            async with listening(gateway, "customer", path=path) as listener:
                await gateway.post("customer", f"/orders/{order_id}/cancel")
                assert len(await listener.until("OrderCancelled")) == 2


async def test_service_that_is_dead_is_503_on_its_path_and_the_rest_works(platform: Town) -> None:
    await make_tokens(platform)
    dead = f"http://127.0.0.1:{free_port()}"
    async with gateway_on(platform, forwarded={"deliveries": dead}) as gateway:
        for path in ("/deliveries", "/deliveries/x", "/deliveries/x/take"):
            refused = await gateway.call("courier", "POST" if "take" in path else "GET", path)
            assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
            assert refused.body["type"] == "urn:azer:problem:service-away"
        for path in set(EVERY) - {"/deliveries"}:
            assert (await gateway.get("operator", path)).status == 200


async def test_body_that_is_too_large_is_413_wherever_it_goes(gateway: Gateway) -> None:
    large = WANTED | {"address": "x" * 70_000}
    refused = await gateway.post("customer", "/orders", large)
    assert (refused.status, refused.body["type"]) == (413, "urn:azer:problem:too-large")

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 10_000

    headers = {"Authorization": "Bearer azer_customer", "Idempotency-Key": "k"}
    url = f"{gateway.url}/orders"
    async with gateway.session.post(url, data=parts(), headers=headers) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    ("origins", "allowed"), [((), None), (("https://till.example",), "https://till.example")]
)
async def test_page_of_another_origin_may_call_only_where_it_is_set(
    platform: Town, origins: tuple[str, ...], allowed: str | None
) -> None:
    await make_tokens(platform)
    async with gateway_on(platform, origins=origins) as gateway:
        answer = await gateway.get("store", "/stores", Origin="https://till.example")
        assert answer.headers.get("Access-Control-Allow-Origin") == allowed
        other = await gateway.get("store", "/stores", Origin="https://evil.example")
        assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("path", ["/", "/nothing", "/orders/", "/docs"])
async def test_path_that_there_is_none_of_is_a_problem(gateway: Gateway, path: str) -> None:
    url = f"{gateway.url}{path}"
    async with gateway.session.get(url, allow_redirects=False) as answer:
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/orders", "GET, POST"),
        ("DELETE", "/orders/x", "GET"),
        ("GET", "/orders/x/cancel", "POST"),
    ],
)
async def test_method_that_a_path_has_not_is_405_with_those_that_it_has(
    gateway: Gateway, method: str, path: str, allowed: str
) -> None:
    refused = await gateway.call("operator", method, path)
    assert (refused.status, refused.headers["Allow"]) == (405, allowed)
    assert refused.body["type"] == "urn:azer:problem:method-not-allowed"


async def test_port_that_is_taken_is_told_in_one_line(platform: Town) -> None:
    await make_tokens(platform)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            CannotServeError, match="GATEWAY_HOST, GATEWAY_PORT: cannot serve at 127"
        ):
            async with gateway_on(platform, port=port):
                pass
