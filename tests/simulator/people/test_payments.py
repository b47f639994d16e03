"""Invoices, the question before a payment, charges and tips."""

import asyncio
from typing import Any

import pytest

from tests.support.simulated import MINA, PROVIDER, SimulatedWorld, simulated

INVOICE = {
    "chat_id": MINA,
    "title": "Order 7",
    "description": "Two bowls of noodles",
    "payload": "order-7",
    "provider_token": PROVIDER,
    "currency": "KRW",
    "prices": [{"label": "Food", "amount": 9000}, {"label": "Delivery", "amount": 3000}],
}


async def _invoice(world: SimulatedWorld, **changed: Any) -> dict[str, Any]:
    sent: dict[str, Any] = await world.api.call("sendInvoice", **INVOICE | changed)
    return sent


async def test_send_of_invoice_shows_its_total(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await _invoice(world, max_tip_amount=2000, suggested_tip_amounts=[1000, 2000])
    assert sent["invoice"]["total_amount"] == 12000
    seen = await mina.sees("Order 7")
    assert seen["sim"]["prices"] == INVOICE["prices"]
    assert seen["sim"]["max_tip_amount"] == 2000
    assert seen["sim"]["suggested_tip_amounts"] == [1000, 2000]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"currency": ""}, 'parameter "currency" is required'),
        ({"title": ""}, 'parameter "title" is required'),
        ({"prices": "nonsense"}, "can't parse prices JSON object"),
        ({"prices": None}, "expected an Array of labeled prices"),
        (
            {"prices": [{"label": "x"}]},
            "can't parse labeled price: Can't find field \"amount\"",
        ),
        ({"prices": [3]}, "can't parse labeled price: LabeledPrice must be an Object"),
        ({"prices": []}, "there must be at least one price"),
        ({"prices": [{"label": "x", "amount": 0}]}, "total price must be positive"),
        ({"prices": [{"label": "x", "amount": -5}]}, "total price must be positive"),
        ({"provider_token": "other"}, "PAYMENT_PROVIDER_INVALID"),
        ({"provider_token": None}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "ABC"}, "CURRENCY_INVALID"),
        ({"prices": [{"label": "x", "amount": 1}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "x", "amount": 10**10}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}},
            "REPLY_MARKUP_BUY_EMPTY",
        ),
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"description": "x" * 256}, "INVOICE_DESCRIPTION_INVALID"),
        ({"payload": "x" * 129}, "INVOICE_PAYLOAD_INVALID"),
        ({"is_flexible": True}, "shipping is not implemented by the simulator"),
        (
            {"max_tip_amount": 5, "suggested_tip_amounts": [1, 2, 3, 4, 5]},
            "there can be at most 4 suggested tip amounts",
        ),
        (
            {"max_tip_amount": 5, "suggested_tip_amounts": [6]},
            "suggested tip amount can't be bigger than max_tip_amount",
        ),
        (
            {"max_tip_amount": 5, "suggested_tip_amounts": [2, 1]},
            "SUGGESTED_TIP_AMOUNT_INVALID",
        ),
    ],
)
async def test_send_of_wrong_invoice_is_refused(
    world: SimulatedWorld, changed: dict[str, Any], problem: str
) -> None:
    await world.started()
    assert await world.api.refused("sendInvoice", **INVOICE | changed) == problem


async def test_send_of_invoice_with_pay_button_first_is_shown(world: SimulatedWorld) -> None:
    await world.started()
    buttons = [[{"text": "Pay", "pay": True}], [{"text": "No", "callback_data": "no"}]]
    sent = await _invoice(world, reply_markup={"inline_keyboard": buttons})
    assert sent["reply_markup"]["inline_keyboard"] == buttons


async def test_send_of_invoice_in_stars_needs_no_provider(world: SimulatedWorld) -> None:
    await world.started()
    price = [{"label": "x", "amount": 50}]
    sent = await _invoice(world, currency="XTR", provider_token="", prices=price)
    assert sent["invoice"]["currency"] == "XTR"


async def test_payment_that_is_approved_takes_a_charge(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await _invoice(world, max_tip_amount=500, need_phone_number=True)
    paying = asyncio.create_task(mina.pays(tip=500))
    query = await world.api.update("pre_checkout_query")
    assert query["total_amount"] == 12500
    assert query["invoice_payload"] == "order-7"
    assert query["order_info"] == {"phone_number": "+821012345678"}
    await world.api.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    outcome = await paying
    assert outcome["state"] == "paid"
    message = await world.api.update("message")
    payment = message["successful_payment"]
    assert message["from"]["id"] == MINA
    assert payment["total_amount"] == 12500
    [charge] = await world.people.charges()
    for name in ("telegram_payment_charge_id", "provider_payment_charge_id"):
        assert charge[name] == payment[name]
    assert charge["amount"] == 12500
    assert charge["payload"] == "order-7"
    assert charge["at"] == world.clock().isoformat()
    assert mina.chat.messages[sent["message_id"]]["sim"]["paid"] is True


async def test_payment_of_a_paid_invoice_takes_another_charge(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await _invoice(world)
    for _ in range(2):
        paying = asyncio.create_task(mina.pays(sent))
        query = await world.api.update("pre_checkout_query")
        await world.api.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
        await paying
        await world.api.update("message")
    charges = await world.people.charges()
    assert len({charge["telegram_payment_charge_id"] for charge in charges}) == 2
    assert len({charge["provider_payment_charge_id"] for charge in charges}) == 2


async def test_payment_that_is_refused_takes_nothing(world: SimulatedWorld) -> None:
    mina = await world.started()
    await _invoice(world)
    paying = asyncio.create_task(mina.pays())
    query = await world.api.update("pre_checkout_query")
    place = {"pre_checkout_query_id": query["id"], "ok": False}
    refused = await world.api.refused("answerPreCheckoutQuery", **place)
    assert refused == 'parameter "error_message" is required'
    await world.api.call("answerPreCheckoutQuery", **place, error_message="Sold out")
    outcome = await paying
    assert (outcome["state"], outcome["error"]) == ("refused", "Sold out")
    assert await world.people.charges() == []


async def test_payment_without_answer_times_out_and_takes_nothing() -> None:
    async with simulated(pre_checkout_seconds=0.01) as world:
        mina = await world.started()
        await _invoice(world)
        outcome = await mina.pays()
        assert outcome["state"] == "timed_out"
        query = await world.api.update("pre_checkout_query")
        refused = await world.api.refused(
            "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True
        )
        assert refused == ("query is too old and response timeout expired or query ID is invalid")
        assert await world.people.charges() == []


async def test_payment_of_an_invoice_that_went_away_is_refused(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await _invoice(world)
    paying = asyncio.create_task(mina.pays())
    query = await world.api.update("pre_checkout_query")
    await world.api.call("deleteMessage", chat_id=MINA, message_id=sent["message_id"])
    await world.api.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert (await paying)["state"] == "refused"
    assert await world.people.charges() == []


async def test_payment_with_tip_over_the_most_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await _invoice(world, max_tip_amount=100)
    body = {"from": MINA, "message_id": sent["message_id"], "tip_amount": 101}
    status, answer = await world.sim("POST", f"/chats/{MINA}/payments", body)
    assert (status, answer) == (422, {"error": "This invoice takes no such tip."})


async def test_payment_of_what_is_no_invoice_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    status, answer = await world.sim(
        "POST", f"/chats/{MINA}/payments", {"from": MINA, "message_id": 1}
    )
    assert (status, answer) == (404, {"error": "There is no invoice 1."})
