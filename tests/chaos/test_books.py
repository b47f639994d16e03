"""The reckoning itself: books in order pass, and each thing that is wrong in them is found."""

from __future__ import annotations

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
_CHARGE = {"provider_payment_charge_id": "prov_1", "payload": "a1", "amount": 900}
_BACK = _CHARGE | {"provider_payment_charge_id": "prov_2", "refunded": 900}


def in_order() -> Books:
    """One delivered order, paid by card, with a second charge that went back."""
    steps = ("placed", "paid", "accepted", "cooked", "on_the_way", "delivered")
    content = {"state": "delivered", "payment": "paid", "steps": [{"state": it} for it in steps]}
    refund = Event("PaymentRefunded", {"charge_id": "prov_2"})
    return Books(
        orders={"a1": {"state": "delivered", "customer_id": 1, "store_id": "hanok"}},
        payments={"a1": {"method": "card", "state": "paid"}},
        tickets={"a1": {"state": "delivered"}},
        deliveries={"a1": {"state": "delivered"}},
        views={"a1": {"state": "delivered", "content": content}},
        charges={
            "prov_1": {"order_id": "a1", "state": "taken", "reason": ""},
            "prov_2": {"order_id": "a1", "state": "refunded", "reason": "paid_twice"},
        },
        events={"a1": [*(Event(name, {}) for name in _EVENTS), refund]},
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
        (lambda it: it.payments["a1"].update(state="refunded"), r"payment \(card\) is refunded"),
        (lambda it: it.views["a1"].update(state="cooked"), "its view says cooked"),
        (lambda it: it.views["a1"]["content"]["steps"].pop(), "its view says .* on_the_way"),
        (lambda it: it.views["a1"]["content"].update(payment="voided"), "view says voided"),
        (lambda it: it.tickets["a1"].update(state="accepted"), "its ticket is accepted"),
        (lambda it: it.deliveries.clear(), "its delivery is None"),
        (lambda it: it.events["a1"].append(Event("OrderPaid", {})), "2 × OrderPaid"),
        (lambda it: it.events["a1"].pop(4), "delivered without OrderAccepted"),
        (lambda it: it.charges.pop("prov_1"), "is in no book"),
        (lambda it: it.charges["prov_1"].update(state="refunded"), "but 0 was given back"),
        (lambda it: it.charges["prov_2"].update(state="taken"), "taken, but 900 was given"),
        (lambda it: it.events["a1"].append(it.events["a1"][-1]), "was refunded 2 times"),
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
    assert "0 charges kept, 1 owed" in found(in_order(), [_BACK])
    kept = _BACK | {"refunded": 0}
    assert "2 charges kept, 1 owed" in found(in_order(), [_CHARGE, kept])
