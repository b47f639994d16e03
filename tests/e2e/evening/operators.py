"""What the operators of the platform do: end orders, pause stores, ban people, allow cash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.evening.stage import HANOK, MINJUN, OWNERS
from tests.e2e.evening.steps import basket, cooked, picks_up, places, takes
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Evening


async def cash_order_is_ended_on_its_way(evening: Evening) -> None:
    """An operator ends it with words; its customer, who has not paid, pays by card from now on."""
    order = await cooked(evening, JUNHO, SORA, by_card=False)
    await takes(evening, DAN, order)
    await picks_up(evening, DAN, order)
    await evening.says(OLGA, f"/order {order.code}", order, tells=(OLGA,))
    await evening.press(OLGA, callbacks.AskToEnd, order)
    await evening.press(OLGA, callbacks.TypeEndReason, order)
    await evening.says(OLGA, "길이 막혔습니다")
    await evening.press(OLGA, callbacks.EndInWords, order, tells=(JUNHO, *OWNERS, DAN, OLGA))
    assert "길이 막혔습니다" in evening.reads_about(JUNHO, order)
    order.ends("cancelled")


async def customer_pays_by_card_until_cash_is_allowed(evening: Evening) -> None:
    """Cash is not offered to that customer, until the other operator allows it again."""
    order = await places(evening, JUNHO)
    assert evening.has(JUNHO, callbacks.PayOrder, order)
    assert not evening.has(JUNHO, callbacks.PayInCash, order)
    await evening.says(MINJUN, f"/ban {order.code}")
    await evening.press(MINJUN, callbacks.AllowCash, person_id=JUNHO)
    await evening.press(JUNHO, callbacks.AskToCancel, order)
    await evening.press(JUNHO, callbacks.CancelOrder, order, tells=(JUNHO,))
    order.ends("cancelled")


async def somebody_is_banned(evening: Evening) -> None:
    """Nothing that they order is taken, until the ban is lifted."""
    await evening.says(OLGA, "/ban @mina")
    await evening.press(OLGA, callbacks.BanPerson, person_id=MINA)
    before = evening.town.rows("select count(*) from orders")
    await basket(evening, MINA, HANOK, {"rice/bibimbap": 1}, "5 Gahoe-ro, Jongno-gu")
    await evening.press(MINA, callbacks.PlaceOrder)
    assert evening.town.rows("select count(*) from orders") == before
    await evening.press(OLGA, callbacks.LiftBan, person_id=MINA)
    await evening.says(MINA, "/cancel")


async def store_is_paused(evening: Evening) -> None:
    """It takes no orders until an operator lets it; everybody concerned knows who did it."""
    await evening.says(MINJUN, f"/pause {HANOK}")
    for reader in (*OWNERS, OLGA):
        assert "한옥식당" in evening.reads(reader)[-1]
    await evening.says(JUNHO, "/order")
    await evening.press(JUNHO, callbacks.ChooseStore, store_id=HANOK)
    assert evening.town.rows("select paused_by from stores where id = 'hanok'") == [(MINJUN,)]
    seq = evening.town.people.world.seq
    await evening.press(MINJUN, callbacks.ResumeStore, store_id=HANOK)
    for reader in (*OWNERS, OLGA):
        evening.has_read(reader, seq, None, "no longer paused")
    await evening.says(JUNHO, "/cancel")
