"""Every kind of difference is found, and nothing is reported where all is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.payment.ledger import Movement, MovementKind
from domain.payment.ledger_snapshot import (
    ChargeRow,
    LedgerRow,
    LedgerSnapshot,
    OrderRow,
    PaymentRow,
)
from domain.payment.ports import ProviderCharge
from domain.payment.provider_records import provider_differences
from domain.payment.reconcile import differences
from domain.shared.money import Money
from tests.support.fakes import NOON
from tests.support.samples import WON_9000, WON_18000

NOTHING = Money(0, "KRW")
NOW = NOON + timedelta(minutes=30)


def moved(kind: str, amount: int = 18_000, number: int = 1, **changes: Any) -> LedgerRow:
    values: dict[str, Any] = {"provider": "p", "charge_id": "c", "order_id": "o"}
    movement = Movement(
        **(values | changes),
        kind=MovementKind(kind),
        number=number,
        amount=Money(amount, "KRW"),
    )
    return LedgerRow(movement, NOON)


def a_charge(state: str = "taken", refunded: int = 0, asked: int = 0) -> ChargeRow:
    return ChargeRow("p", "c", "o", WON_18000, state, refunded, asked)


def snapshot(
    order: str,
    payment: str,
    charge: ChargeRow | None,
    *rows: LedgerRow,
    kept: int | None = None,
) -> LedgerSnapshot:
    return LedgerSnapshot(
        ledger=rows,
        charges=(charge,) if charge else (),
        payments=(PaymentRow("o", WON_18000, payment, kept),),
        orders=(OrderRow("o", order),),
    )


CHARGED = moved("charged")
ASKED, MADE = moved("refund_requested"), moved("refunded")
PART = (moved("refund_requested", 3_000, reason="operator"), moved("refunded", 3_000))
VOIDED = moved("voided", provider="none", charge_id="o")
COLLECTED = moved("collected", provider="cash", charge_id="o")
BY_OPERATOR = (moved("refund_requested", reason="operator"), MADE)
PAID = snapshot("delivered", "paid", a_charge(), CHARGED)

RIGHT = {
    "placed": snapshot("placed", "pending", None),
    "paid": snapshot("paid", "paid", a_charge(), CHARGED),
    "delivered": PAID,
    "cash promised": snapshot("cooked", "due", None),
    "cash collected": snapshot("delivered", "collected", None, COLLECTED),
    "partly refunded": snapshot("delivered", "paid", a_charge("taken", 3_000), CHARGED, *PART),
    "kept in part": snapshot(
        "cancelled", "paid", a_charge("taken", 3_000), CHARGED, *PART, kept=15_000
    ),
    "a dish left out, paid in cash": replace(
        snapshot("delivered", "collected", None, moved("collected", 9_000, provider="cash", charge_id="o")),
        payments=(PaymentRow("o", Money(9_000, "KRW"), "collected"),),
    ),
    "part on its way": snapshot(
        "delivered", "paid", a_charge("refunding", 0, 3_000), CHARGED, PART[0]
    ),
    "refunded by an operator": snapshot(
        "delivered", "refunded", a_charge("refunded", 18_000), CHARGED, *BY_OPERATOR
    ),
    "refund on its way": snapshot(
        "cancelled", "refunding", a_charge("refunding", 0, 18_000), CHARGED, ASKED
    ),
    "rest waits for a part": snapshot(
        "cancelled", "refunding", a_charge("refunding", 0, 3_000), CHARGED, PART[0]
    ),
    "refunded": snapshot("rejected", "refunded", a_charge("refunded", 18_000), CHARGED, ASKED, MADE),
    "voided": snapshot("expired", "voided", None, VOIDED),
    "events on their way": replace(
        snapshot("delivered", "due", None), unsettled=frozenset({"o"})
    ),
    "a stray that was given back": LedgerSnapshot(ledger=(CHARGED, MADE)),
}  # fmt: skip

WRONG = {
    "refunded_too_much": snapshot(
        "rejected", "refunded", a_charge("refunded", 18_001),
        CHARGED, ASKED, MADE, moved("refund_requested", 1, 2), moved("refunded", 1, 2),
    ),
    "mixed": replace(
        PAID, ledger=(CHARGED, replace(VOIDED, movement=replace(
            CHARGED.movement, number=2, amount=Money(1, "USD")
        )))
    ),
    "stray": LedgerSnapshot(ledger=(CHARGED,)),
    "not_in_ledger": replace(PAID, ledger=()),
    "charged_differs": snapshot("paid", "paid", a_charge(), moved("charged", 17_000)),
    "refunded_differs": snapshot("paid", "paid", a_charge(), CHARGED, *PART),
    "asked_differs": snapshot("paid", "paid", a_charge(), CHARGED, PART[0]),
    "order_differs": replace(PAID, ledger=(moved("charged", order_id="other"),)),
    "state_differs": snapshot("paid", "paid", a_charge("refunded"), CHARGED),
    "refund_owed": snapshot(
        "cancelled", "refunding", a_charge("refund_failed", 0, 18_000), CHARGED, ASKED
    ),
    "nothing_kept": snapshot("delivered", "paid", None),
    "money_kept": snapshot("cancelled", "refunded", a_charge(), CHARGED),
    "voided_differs": snapshot("expired", "voided", None),
    "collected_differs": snapshot("delivered", "collected", None),
    "no_payment": LedgerSnapshot(orders=(OrderRow("o", "placed"),)),
    "order_and_payment": snapshot("cancelled", "paid", a_charge(), CHARGED),
}  # fmt: skip


def kinds(found: LedgerSnapshot) -> set[str]:
    return {difference.kind for difference in differences(found, NOW)}


def test_reconcile_more_kept_than_was_agreed_upon_finds_it() -> None:
    charge = a_charge("taken", 3_000)
    found = snapshot("cancelled", "paid", charge, CHARGED, *PART, kept=14_999)
    assert kinds(found) == {"money_kept"}


@pytest.mark.parametrize("name", RIGHT)
def test_reconcile_right_books_finds_nothing(name: str) -> None:
    assert differences(RIGHT[name], NOW) == []


@pytest.mark.parametrize("kind", WRONG)
def test_reconcile_wrong_books_names_the_difference(kind: str) -> None:
    assert kind in kinds(WRONG[kind])


@pytest.mark.parametrize(
    ("order", "payment"),
    [
        ("delivered", "due"), ("delivered", "voided"), ("delivered", "refunded"),
        ("accepted", "collected"), ("placed", "due"), ("paid", "pending"),
        ("rejected", "collected"), ("expired", "pending"),
    ],
)  # fmt: skip
def test_reconcile_order_with_a_payment_that_does_not_fit_finds_it(
    order: str, payment: str
) -> None:
    assert "order_and_payment" in kinds(snapshot(order, payment, None))


def test_reconcile_refund_on_its_way_for_long_is_reported_only_then() -> None:
    found = RIGHT["refund on its way"]
    late = differences(found, NOON + timedelta(hours=1, seconds=1))
    assert [difference.kind for difference in late] == ["refund_takes_long"]
    assert str(late[0]) == "refund_takes_long: p c: 18000 KRW of o, since 2026-03-01 12:00Z"


def there(
    charge_id: str = "c",
    intent: str | None = None,
    amount: Money = WON_18000,
    refunded: Money = NOTHING,
) -> ProviderCharge:
    return ProviderCharge(charge_id, intent, amount, refunded)


def against(mine: LedgerSnapshot, *listed: ProviderCharge) -> list[str]:
    found = provider_differences("p", mine, listed, NOON - timedelta(days=1), NOW)
    return [difference.kind for difference in found]


@pytest.mark.parametrize("charge", [there(), there("ch_9", "c")])
def test_reconcile_provider_that_agrees_finds_nothing(charge: ProviderCharge) -> None:
    assert against(PAID, charge) == []


def test_reconcile_provider_finds_unknown_missing_and_other_amounts() -> None:
    assert against(PAID, there(), there("other")) == ["unknown_to_us"]
    assert against(PAID) == ["missing_there"]
    assert against(PAID, there(amount=WON_9000)) == ["amount_differs_there"]
    assert against(PAID, there(amount=Money(18_000, "USD"))) == ["amount_differs_there"]
    assert against(PAID, there(refunded=WON_9000)) == ["refunded_differs_there"]
    partly = RIGHT["partly refunded"]
    assert against(partly, there()) == ["refunded_differs_there"]
    assert against(partly, there(refunded=Money(3_000, "KRW"))) == []


def test_reconcile_provider_leaves_alone_what_moved_just_now_or_long_ago() -> None:
    for when in (NOW - timedelta(minutes=9), NOON - timedelta(days=2)):
        mine = replace(PAID, ledger=(LedgerRow(CHARGED.movement, when),))
        assert against(mine) == []
    on_its_way = RIGHT["refund on its way"]
    assert against(on_its_way, there(refunded=WON_18000)) == []
    assert against(on_its_way, there()) == []
