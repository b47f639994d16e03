"""The reckoning itself: books in order pass, and each thing that is wrong in them is found."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from tests.chaos.books import Books, Event
from tests.chaos.money_and_states import broken_in_the_books

if TYPE_CHECKING:
    from collections.abc import Callable

_EVENTS = (
    "OrderPlaced", "PaymentApproved", "OrderPaid", "TicketReceived", "OrderAccepted",
    "DeliveryScheduled", "OrderCooked", "DeliveryOffered", "CourierAssigned", "DeliveryStarted",
    "Delivered",
)  # fmt: skip
_WON_900 = {"amount": 900, "currency": "KRW"}
_LINES = json.dumps(
    [{"name": "Rice", "amount": {"amount": it, "currency": "KRW"}} for it in (600, 300)]
)
_SAID = {"PaymentApproved": {"amount": _WON_900, "tip": None}}
_CHARGE = {"provider_payment_charge_id": "prov_1", "payload": "a1", "amount": 900}
_BACK = _CHARGE | {"provider_payment_charge_id": "prov_2", "refunded": 900}


_COLLECTED = Event("CashCollected", {"amount": {"amount": 600, "currency": "KRW"}})


def _part(reason: str, amount: int) -> Event:
    money = {"amount": amount, "currency": "KRW"}
    said = {"charge_id": "prov_1", "number": 1, "reason": reason, "amount": money}
    return Event("RefundRequested", said)


def in_order() -> Books:
    """One delivered order, paid by card, with a second charge that went back."""
    steps = ("placed", "paid", "accepted", "cooked", "on_the_way", "delivered")
    content = {"state": "delivered", "payment": "paid", "steps": [{"state": it} for it in steps]}
    refund = Event("PaymentRefunded", {"charge_id": "prov_2", "amount": _WON_900})
    return Books(
        orders={"a1": {"state": "delivered", "customer_id": 1, "store_id": "hanok"}},
        payments={"a1": {"method": "card", "state": "paid", "amount": 900}},
        tickets={"a1": {"state": "delivered", "lines": _LINES, "left_out": "[]"}},
        deliveries={"a1": {"state": "delivered"}},
        views={"a1": {"state": "delivered", "content": content}},
        charges={
            "prov_1": {"order_id": "a1", "state": "taken", "reason": "", "refunded": 0},
            "prov_2": {
                "order_id": "a1",
                "state": "refunded",
                "reason": "paid_twice",
                "refunded": 900,
            },
        },
        events={"a1": [*(Event(name, _SAID.get(name, {})) for name in _EVENTS), refund]},
        cards=[],
        owners={},
        couriers={},
        unsettled={},
    )


def found(books: Books, charges: list[dict[str, Any]]) -> str:
    return "\n".join(broken_in_the_books(books, charges))


def test_books_in_order_pass() -> None:
    assert found(in_order(), [_CHARGE, _BACK]) == ""


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda it: it.orders["a1"].update(state="cooked"), "is still cooked"),
        (lambda it: it.payments.clear(), "an order without a payment"),
        (lambda it: it.payments.update(b2={}), "a payment without an order"),
        (lambda it: it.payments["a1"].update(state="voided"), r"payment \(card\) is voided"),
        (lambda it: it.views["a1"].update(state="cooked"), "its view says cooked"),
        (lambda it: it.views["a1"]["content"]["steps"].pop(), "its view says .* on_the_way"),
        (lambda it: it.views["a1"]["content"].update(payment="voided"), "view says voided"),
        (lambda it: it.tickets["a1"].update(state="accepted"), "its ticket is accepted"),
        (lambda it: it.deliveries.clear(), "its delivery is None"),
        (lambda it: it.events["a1"].append(Event("OrderPaid", {})), "2 × OrderPaid"),
        (lambda it: it.events["a1"].pop(4), "delivered without OrderAccepted"),
        (lambda it: it.charges.pop("prov_1"), "is in no book"),
        (lambda it: it.charges["prov_1"].update(state="refunded"), ": 0 of 900 back"),
        (lambda it: it.charges["prov_2"].update(state="taken"), "taken: 900 of 900 back"),
        (lambda it: it.charges["prov_1"].update(refunded=1), "with 1 given back, but 0 was"),
        (lambda it: it.events["a1"].append(it.events["a1"][-1]), "1800 told, 900 booked"),
        (
            lambda it: it.events["a1"].extend([_part("operator", 1)] * 2),
            "refund 1 of charge prov_1 was asked for 2 times",
        ),
        (lambda it: it.events["a1"].append(_part("operator", 300)), "900 kept, 600 to 600 should"),
        (lambda it: it.tickets["a1"].update(left_out="[1]"), "900 kept, 600 to 600 should be"),
        (
            lambda it: it.events["a1"].append(_part("dish_missing", 300)),
            "300 back for dishes of 0",
        ),
        (lambda it: it.events["a1"].append(_COLLECTED), "600 collected, 900 due"),
        (lambda it: it.unsettled.update({"outbox rows": 3}), "3 outbox rows at the end"),
        (
            lambda it: it.events.update({"7": [Event("MessageRefused", {})]}),
            "told 1 times: MessageRefused",
        ),
    ],
)
def test_books_out_of_order_are_found(spoil: Callable[[Books], object], complaint: str) -> None:
    books = deepcopy(in_order())
    spoil(books)
    assert re.search(complaint, found(books, [_CHARGE, _BACK]))


def test_money_that_the_books_do_not_know_is_found() -> None:
    third = _CHARGE | {"provider_payment_charge_id": "prov_3"}
    assert "prov_3 of a1 is in no book" in found(in_order(), [_CHARGE, _BACK, third])
    assert "never taken" in found(in_order(), [_BACK])
    assert "0 kept, 900 to 900 should be" in found(in_order(), [_BACK])
    kept = _BACK | {"refunded": 0}
    assert "1800 kept, 900 to 900 should be" in found(in_order(), [_CHARGE, kept])
    assert "1000 of 900 given back" in found(in_order(), [_CHARGE, _BACK | {"refunded": 1_000}])


def called_off(**said: object) -> Books:
    """The same order, called off instead while it was cooked; its charge went back."""
    books = deepcopy(in_order())
    ended = {"reason": "broken", "was_accepted": True, "kept": None} | said
    books.orders["a1"]["state"] = "cancelled"
    books.views["a1"]["state"] = books.views["a1"]["content"]["state"] = "cancelled"
    steps = [{"state": it} for it in ("placed", "paid", "accepted", "cancelled")]
    books.views["a1"]["content"]["steps"] = steps
    books.tickets["a1"]["state"] = books.deliveries["a1"]["state"] = "cancelled"
    books.events["a1"][5:11] = [Event("OrderCalledOff", ended), Event("DeliveryScheduled", {})]
    return books


def test_books_of_an_order_of_which_a_part_is_kept_are_looked_at() -> None:
    books = called_off(kept={"amount": 200, "currency": "KRW"})
    books.charges["prov_1"]["refunded"] = 700
    back = Event(
        "PaymentRefunded", {"charge_id": "prov_1", "amount": {"amount": 700, "currency": "KRW"}}
    )
    books.events["a1"].append(back)
    assert found(books, [_CHARGE | {"refunded": 700}, _BACK]) == ""
    assert "0 kept, 200 to 200 should be" in found(books, [_CHARGE | {"refunded": 900}, _BACK])


def test_cash_for_an_order_that_was_called_off_before_the_pick_up_is_found() -> None:
    books = called_off()
    books.payments["a1"] = {"method": "cash", "state": "collected", "amount": 600}
    books.events["a1"].append(_COLLECTED)
    broken = found(books, [])
    assert "cash was collected, but nothing arrived" in broken
    assert "called off before the pick-up" in broken
