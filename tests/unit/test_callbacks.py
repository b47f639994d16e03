"""Callback data: what a button sends comes back as the same button, and nothing else does."""

from __future__ import annotations

import re
from datetime import UTC

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.shared.errors import InvalidInput
from domain.shared.failures import Problem, Settlement
from domain.store.model import MAX_CAPACITY
from domain.store.reasons import RejectionReason
from domain.store.ticket import MAX_MINUTES
from handlers.ui import callbacks
from handlers.ui.callback_data import MAX_AMOUNT, MAX_BYTES, MAX_MARKS, Button
from handlers.ui.callbacks import ChooseQuantity
from handlers.ui.errors import refusal
from handlers.ui.translator import LANGUAGES, Translator
from tests.support.buttons import BUTTONS, button_of
from tests.support.fuzz_updates import NUMBERS
from tests.support.samples import ORDER

SLUG = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,19}", fullmatch=True)
HEX = "0123456789abcdef"
CODE = st.text(HEX, min_size=8, max_size=8)
# What each field may hold, as its own rules have it: order ids, the slugs of a store file.
VALUES: dict[str, st.SearchStrategy[object]] = {
    "order_id": st.text(HEX, min_size=32, max_size=32),
    **dict.fromkeys(("store_id", "category_id", "dish_id"), SLUG),
    **dict.fromkeys(("charge", "mark"), CODE),
    "problem": st.sampled_from(Problem),
    "settlement": st.sampled_from(Settlement),
    "reason": st.sampled_from(RejectionReason),
    "minutes": st.integers(1, MAX_MINUTES),
    "capacity": st.integers(0, MAX_CAPACITY),
    "amount": st.integers(0, MAX_AMOUNT),
    "marks": st.integers(0, MAX_MARKS),
    "quantity": st.integers(0, 9_999),
    "number": st.integers(0, 9_999),
    "person_id": st.integers(1, 2**52 - 1),
    "available": st.booleans(),
    "on": st.booleans(),
}
LONGEST: dict[str, object] = {
    "order_id": "f" * 32,
    **dict.fromkeys(("store_id", "category_id", "dish_id"), "z" * 20),
    **dict.fromkeys(("charge", "mark"), "f" * 8),
    "problem": max(Problem, key=len),
    "settlement": max(Settlement, key=len),
    "reason": max(RejectionReason, key=len),
    "minutes": MAX_MINUTES,
    "capacity": MAX_CAPACITY,
    "amount": MAX_AMOUNT,
    "marks": MAX_MARKS,
    "quantity": 9_999,
    "number": 9_999,
    "person_id": 2**52 - 1,
    "available": False,
    "on": False,
}


def buttons(kind: type[Button]) -> st.SearchStrategy[Button]:
    return st.builds(kind, **{name: VALUES[name] for name in kind.model_fields})


@settings(deadline=None)  # The machine may be busy.
@given(st.sampled_from(BUTTONS).flatmap(buttons))
def test_unpack_what_was_packed_gives_the_same_button(button: Button) -> None:
    assert button_of(button.pack()) == button


@pytest.mark.parametrize("kind", BUTTONS)
def test_pack_the_longest_values_keeps_to_64_bytes(kind: type[Button]) -> None:
    longest = kind(**{name: LONGEST[name] for name in kind.model_fields})
    assert len(longest.pack().encode()) <= MAX_BYTES


def test_pack_over_64_bytes_is_refused() -> None:
    callbacks.PayOrder(order_id="한" * 20).pack()
    with pytest.raises(ValueError, match="64 bytes"):
        callbacks.PayOrder(order_id="한" * 21).pack()


@pytest.mark.parametrize("value", ["", "a:b", ":"])
def test_button_with_a_value_that_would_not_come_back_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="order_id"):
        callbacks.PayOrder(order_id=value)


@pytest.mark.parametrize("kind", BUTTONS)
def test_unpack_too_many_or_too_few_values_gives_no_button(kind: type[Button]) -> None:
    data = kind(**{name: LONGEST[name] for name in kind.model_fields}).pack()
    assert kind.unpack(data + ":1") is None
    needed = sum(field.is_required() for field in kind.model_fields.values())
    if needed:
        assert kind.unpack(":".join(data.split(":")[:needed])) is None


def test_unpack_button_from_before_a_field_was_added_has_none_of_it() -> None:
    assert ChooseQuantity.unpack("quantity:3") == ChooseQuantity(quantity=3)
    assert ChooseQuantity(quantity=3).pack() == "quantity:3"
    assert ChooseQuantity.unpack("quantity:3:soup") == ChooseQuantity(quantity=3, dish_id="soup")


@settings(deadline=None)  # The machine may be busy.
@given(st.sampled_from(BUTTONS), st.text())
def test_unpack_data_with_another_prefix_gives_no_button(kind: type[Button], data: str) -> None:
    assume(data.partition(":")[0] != kind.prefix)
    assert kind.unpack(data) is None


@pytest.mark.parametrize("kind", BUTTONS)
def test_unpack_almost_a_prefix_gives_no_button(kind: type[Button]) -> None:
    longest = kind(**{name: LONGEST[name] for name in kind.model_fields}).pack()
    prefix, colon, rest = longest.partition(":")
    for almost in ("", prefix.upper(), f" {prefix}", f"{prefix}\n", f"{prefix}s", prefix[:-1]):
        assert kind.unpack(almost + colon + rest) is None


@pytest.mark.parametrize("typed", ["", "²", "-1", "15.0", "1_5", "many", "10000"])
@pytest.mark.parametrize(
    ("kind", "limit"),
    [(callbacks.AcceptOrder, MAX_MINUTES), (callbacks.SetCapacity, MAX_CAPACITY)],
)
def test_unpack_what_is_no_number_is_refused_with_its_limit(
    kind: type[Button], limit: int, typed: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        kind.unpack(f"{kind.prefix}:{ORDER}:{typed}")
    error = refused.value
    assert (error.field, error.problem) == (tuple(kind.model_fields)[-1], "not_a_number")
    assert error.limit == limit


@pytest.mark.parametrize("typed", NUMBERS)
def test_unpack_quantity_that_is_no_number_gives_no_button(typed: str) -> None:
    button = callbacks.ChooseQuantity.unpack(f"quantity:{typed}")
    assert button is None or 0 <= button.quantity <= 9_999


def test_no_prefix_is_the_beginning_of_another() -> None:
    prefixes = [kind.prefix for kind in BUTTONS]
    assert len(prefixes) == len(set(prefixes))
    beginnings = [
        (one, other)
        for one in prefixes
        for other in prefixes
        if one != other and other.startswith(one)
    ]
    assert not beginnings


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", ["", "x", "-1", "²", "99999", "1e9", " 5"])
@pytest.mark.parametrize(
    ("data", "most"),
    [(f"accept:{ORDER}:{{}}", MAX_MINUTES), ("capacity:hanok:{}", MAX_CAPACITY)],
)
def test_number_that_a_button_cannot_have_is_refused_with_the_limit_that_counts(
    language: str, number: str, data: str, most: int
) -> None:
    with pytest.raises(InvalidInput) as refused:
        button_of(data.format(number))
    text = refusal(refused.value, Translator(language, UTC), 1)
    assert re.findall("[0-9,]+", text) == ["1", f"{most:,}"]
