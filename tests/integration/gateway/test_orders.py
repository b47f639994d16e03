"""Orders over HTTP: placed, read, cancelled, by the same rules as in the chats."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from domain.payment.commands import RecordCharge
from domain.store.commands import ImportStore
from tests.integration.gateway.conftest import WANTED, Gateway, secret
from tests.support.samples import CUSTOMER, WON_18000, a_store_file

if TYPE_CHECKING:
    from tests.integration.gateway.conftest import Town


async def test_order_that_is_placed_is_answered_and_read_by_its_customer(
    gateway: Gateway,
) -> None:
    placed = await gateway.post("customer", "/orders", WANTED)
    assert placed.status == 201
    assert placed.body["total"] == {"amount": 18_000, "currency": "KRW"}
    assert (placed.body["state"], placed.body["held"]) == ("placed", None)
    assert placed.body["contact"]["phone"] == "+821012345678"
    await gateway.settle()
    path = f"/orders/{placed.body['id']}"
    assert (await gateway.get("customer", path)).body == placed.body
    page = await gateway.get("customer", f"/myPages/{placed.body['id']}")
    assert (page.body["state"], page.body["can_pay"]) == ("placed", True)
    (message,) = await gateway.town.look("select chat_id, audience, kind from messages")
    assert message == (CUSTOMER, "customer", "card")


async def test_order_for_a_full_kitchen_is_202_with_place_and_time(gateway: Gateway) -> None:
    await gateway.town.run(ImportStore(a_store_file(capacity=1)))
    assert (await gateway.post("customer", "/orders", WANTED)).status == 201
    held = await gateway.post("other customer", "/orders", WANTED)
    assert (held.status, held.body["state"]) == (202, "held")
    assert held.body["held"]["place"] == 1
    assert held.body["held"]["expected_at"] > held.body["placed_at"]


async def test_order_by_card_while_the_provider_rests_is_503_and_orders_nothing(
    gateway: Gateway,
) -> None:
    gateway.provider_problem = "it does not answer"
    wanted = WANTED | {"pay": "card"}
    refused = await gateway.post("customer", "/orders", wanted, Idempotency_Key="a")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
    assert refused.body["type"] == "urn:azer:problem:payment-rests"
    assert await gateway.town.look("select id from orders") == []
    gateway.provider_problem = ""
    placed = await gateway.post("customer", "/orders", wanted, Idempotency_Key="a")
    assert placed.status == 201
    ((chat, invoice),) = gateway.invoices
    assert (chat, invoice.order_id, invoice.total) == (CUSTOMER, placed.body["id"], WON_18000)


async def test_order_in_cash_is_paid_at_the_door(gateway: Gateway) -> None:
    placed = await gateway.post("customer", "/orders", WANTED | {"pay": "cash"})
    await gateway.settle()
    payment = await gateway.get("customer", f"/pays/{placed.body['id']}")
    assert (payment.body["method"], payment.body["state"]) == ("cash", "due")
    assert gateway.invoices == []


async def test_request_that_is_repeated_with_its_key_orders_once(gateway: Gateway) -> None:
    wanted = WANTED | {"pay": "card"}
    first, again = [
        await gateway.post("customer", "/orders", wanted, Idempotency_Key="till-1")
        for _ in range(2)
    ]
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len(await gateway.town.look("select id from orders")) == 1
    assert len(gateway.invoices) == 1


async def test_repeated_order_is_answered_although_the_menu_has_changed(gateway: Gateway) -> None:
    first = await gateway.post("customer", "/orders", WANTED, Idempotency_Key="k")
    await gateway.town.run(ImportStore(a_store_file(categories=(), is_open=False)))
    again = await gateway.post("customer", "/orders", WANTED, Idempotency_Key="k")
    assert (again.status, again.body) == (201, first.body)


async def test_request_that_comes_twice_at_once_orders_once(gateway: Gateway) -> None:
    first, again = await asyncio.gather(
        *(gateway.post("customer", "/orders", WANTED, Idempotency_Key="k") for _ in range(2))
    )
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len(await gateway.town.look("select id from orders")) == 1


async def test_repeated_command_is_answered_although_it_would_be_refused_now(
    gateway: Gateway,
) -> None:
    placed = await gateway.post("customer", "/orders", WANTED)
    path = f"/orders/{placed.body['id']}/cancel"
    first, again, anew = [
        await gateway.post("customer", path, Idempotency_Key=key) for key in ("a", "a", "b")
    ]
    assert (first.status, again.status, anew.status) == (200, 200, 409)
    assert again.body == first.body


async def test_key_that_comes_with_another_body_is_422_and_does_nothing(gateway: Gateway) -> None:
    await gateway.post("customer", "/orders", WANTED, Idempotency_Key="till-1")
    other = WANTED | {"address": "7 Gahoe-ro"}
    refused = await gateway.post("customer", "/orders", other, Idempotency_Key="till-1")
    assert refused.status == 422
    assert refused.body["errors"] == [{"field": "Idempotency-Key", "reason": "reused"}]
    assert len(await gateway.town.look("select id from orders")) == 1


async def test_key_that_comes_with_another_command_is_422(gateway: Gateway) -> None:
    placed = await gateway.post("customer", "/orders", WANTED, Idempotency_Key="till-1")
    path = f"/orders/{placed.body['id']}/cancel"
    assert (await gateway.post("customer", path, Idempotency_Key="till-1")).status == 422
    assert (await gateway.post("customer", path, Idempotency_Key="till-2")).status == 200


async def test_same_key_of_another_token_is_another_key(gateway: Gateway) -> None:
    mine = await gateway.post("customer", "/orders", WANTED, Idempotency_Key="1")
    theirs = await gateway.post("other customer", "/orders", WANTED, Idempotency_Key="1")
    assert (mine.status, theirs.status) == (201, 201)
    assert mine.body["id"] != theirs.body["id"]


@pytest.mark.parametrize(
    ("change", "status", "errors"),
    [
        ({"phone": "call me"}, 422, [("phone", "not-a-number")]),
        ({"address": "x"}, 422, [("address", "too-short")]),
        ({"lines": []}, 422, [("lines", "too-short")]),
        ({"store_id": "nowhere"}, 404, []),
        ({"surprise": 1}, 422, [("surprise", "extra-forbidden")]),
        ({"total": 17_000}, 409, [("total", "18000")]),
        (
            {"lines": [{"dish_id": "pizza", "quantity": 1}]},
            422,
            [("lines.0.dish_id", "not-on-the-menu")],
        ),
        (
            {"lines": [{"dish_id": "bibimbap", "quantity": 21}]},
            422,
            [("lines.0.quantity", "less-than-equal")],
        ),
        ({"lines": [{"dish_id": "soup", "quantity": 1}]}, 409, []),
    ],
)
async def test_order_that_cannot_be_placed_names_field_and_reason(
    gateway: Gateway, change: dict[str, Any], status: int, errors: list[tuple[str, str]]
) -> None:
    refused = await gateway.post("customer", "/orders", WANTED | change)
    assert refused.status == status
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert [(it["field"], it["reason"]) for it in refused.body["errors"]] == errors
    assert refused.body["detail"]
    assert await gateway.town.look("select id from orders") == []


@pytest.mark.parametrize("body", [b"{", b'\xf1"', b'{"store_id": "\xff"}'])
async def test_body_that_is_no_json_is_422_and_orders_nothing(
    gateway: Gateway, body: bytes
) -> None:
    headers = {
        "Authorization": f"Bearer {secret('customer')}",
        "Content-Type": "application/json",
        "Idempotency-Key": "key",
    }
    async with gateway.session.post(f"{gateway.url}/orders", data=body, headers=headers) as answer:
        problem = await answer.json(content_type=None)
    assert (answer.status, problem["errors"]) == (
        422,
        [{"field": "body", "reason": "json-invalid"}],
    )
    assert await gateway.town.look("select count(*) from orders") == [(0,)]


async def test_problem_is_told_in_the_language_that_is_asked_for(gateway: Gateway) -> None:
    told = [
        (await gateway.get("customer", "/orders/x", Accept_Language=language)).body["detail"]
        for language in ("en", "ko-KR,ko;q=0.9")
    ]
    assert told == [
        "There is no such thing, or it is not this token's to see.",
        "없거나, 이 토큰으로는 볼 수 없습니다.",
    ]


async def test_pages_of_orders_show_each_once_newest_first(gateway: Gateway) -> None:
    placed = []
    for _ in range(5):
        gateway.town.clock.advance(seconds=1)
        placed.append((await gateway.post("customer", "/orders", WANTED)).body["id"])
    seen, cursor = [], ""
    for _ in range(3):
        page = (await gateway.get("customer", f"/orders?limit=2{cursor}")).body
        seen += [it["id"] for it in page["items"]]
        # What is placed meanwhile moves nothing.
        gateway.town.clock.advance(seconds=1)
        await gateway.post("customer", "/orders", WANTED)
        cursor = f"&cursor={page['next']}"
    assert page["next"] is None
    assert seen == placed[::-1]


async def test_filter_leaves_the_orders_of_a_state(gateway: Gateway) -> None:
    kept = (await gateway.post("customer", "/orders", WANTED)).body["id"]
    gone = (await gateway.post("customer", "/orders", WANTED)).body["id"]
    cancelled = await gateway.post("customer", f"/orders/{gone}/cancel")
    assert (cancelled.status, cancelled.body["state"]) == (200, "cancelled")
    for state, expected in (("placed", kept), ("cancelled", gone)):
        page = await gateway.get("operator", f"/orders?state={state}&store_id=hanok")
        assert [it["id"] for it in page.body["items"]] == [expected]
    assert (await gateway.get("operator", "/orders?store_id=pho")).body["items"] == []


@pytest.mark.parametrize("cursor", ["nonsense", "e30", "WzFd", "WzEsMl0", "%00", "W10"])
async def test_cursor_that_is_none_of_ours_is_422(gateway: Gateway, cursor: str) -> None:
    for path in ("/orders", "/pays", "/deliveries", "/myPages", "/stores/hanok/tickets"):
        refused = await gateway.get("operator", f"{path}?cursor={cursor}")
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "cursor"), path


async def test_cancelled_too_late_is_409_with_the_words_of_the_chat(gateway: Gateway) -> None:
    order_id = (await gateway.post("customer", "/orders", WANTED)).body["id"]
    town: Town = gateway.town
    await town.settle()
    await town.run(RecordCharge(order_id, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER))
    path = f"/stores/hanok/tickets/{order_id}/accept"
    accepted = await gateway.post("store", path, {"minutes": 15})
    assert (accepted.status, accepted.body["state"]) == (200, "accepted")
    late = await gateway.post("customer", f"/orders/{order_id}/cancel")
    assert (late.status, late.body["type"]) == (409, "urn:azer:problem:refused")
    assert "Store hanok" in late.body["detail"]
    assert "<" not in late.body["detail"]
    ended = await gateway.post("operator", f"/orders/{order_id}/cancel", {"words": "The oven."})
    assert (ended.status, ended.body["state"]) == (200, "cancelled")
