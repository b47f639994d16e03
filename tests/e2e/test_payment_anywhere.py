"""A payment is recorded wherever it is reported, and whatever its payer is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from tests.e2e.journey import MINA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine

GROUP = -1001234567890


async def _report(town: TestTown, chat_id: int, payer: int | None, order_id: object) -> None:
    """Let Telegram report a payment; the simulator has invoices in private chats only."""
    message: dict[str, Any] = {
        "message_id": 5,
        "date": 1_767_225_600,
        "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"},
        "successful_payment": {
            "currency": "KRW",
            "total_amount": 18_000,
            "invoice_payload": order_id,
            "telegram_payment_charge_id": "telegram-1",
            "provider_payment_charge_id": "provider-1",
        },
    }
    if payer is not None:
        message["from"] = {"id": payer, "is_bot": False, "first_name": "Mina"}
    await town.running.runtime.inbox.take([{"update_id": 1, "message": message}])


@pytest.mark.parametrize("payer", [MINA, None])
async def test_payment_in_a_group_that_takes_no_reply_is_recorded(
    town: TestTown, payer: int | None
) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    ((order_id,),) = town.rows("select order_id from payments")
    with capture_logs() as logs:
        await _report(town, GROUP, payer, order_id)
        await mina.sees("Sent to the store")
        await town.running.runtime.inbox._user_queues.below(1)
    await town.rest()
    assert town.rows("select state, amount from payments") == [("paid", 18_000)]
    assert town.rows("select count(*) from updates where done_at is null") == [(0,)]
    assert "payer not told" in {entry["event"] for entry in logs}
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


async def test_payment_while_the_payer_is_asked_for_a_reason_is_recorded(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason")
    await _report(town, SORA, SORA, "nosuch")
    await sora.sees("the order does not need it")
    kept = "select count(*) from ledger where charge_id = 'provider-1'"
    assert town.rows(kept) == [(1,)]
    await sora.says("The oven is cold")
    await sora.sees_button("❌ Reject with these words")
    texts = [message.get("text", "") for message in sora.chat.messages.values()]
    assert not any("I did not understand" in text for text in texts)
