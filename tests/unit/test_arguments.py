"""What is typed after a command."""

from __future__ import annotations

import pytest

from domain.shared.errors import InvalidInput
from domain.store.model import MAX_CAPACITY
from handlers.arguments import CapacityArguments, RefundArguments, StartArguments
from tests.support.samples import ORDER


@pytest.mark.parametrize(
    ("words", "order_id"),
    [
        ([], None), (["hello"], None), ([StartArguments.link_to(ORDER)], ORDER), (["pay-"], ""),
    ],
)  # fmt: skip
def test_read_start_by_a_link_finds_its_order(words: list[str], order_id: str | None) -> None:
    assert StartArguments.read(words).order_id == order_id


@pytest.mark.parametrize(
    ("words", "capacity"), [([], None), (["8"], 8), (["0"], 0), (["1000"], 1_000)]
)
def test_read_capacity_that_is_a_number_gives_it(words: list[str], capacity: int | None) -> None:
    assert CapacityArguments.read(words).capacity == capacity


@pytest.mark.parametrize("words", [["many"], ["8", "please"], ["-1"], ["²"], ["٨"], ["10000"]])
def test_read_capacity_that_is_no_number_is_refused_with_the_limit(words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        CapacityArguments.read(words)
    error = refused.value
    assert (error.field, error.problem) == ("capacity", "not_a_number")
    assert error.limit == MAX_CAPACITY


def test_read_refund_takes_the_rest_as_the_amount() -> None:
    typed = RefundArguments.read(["3FA9C", "3", "000"])
    assert (typed.code, typed.amount) == ("3FA9C", "3 000")


@pytest.mark.parametrize("words", [[], ["3FA9C"]])
def test_read_refund_with_something_missing_is_refused(words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        RefundArguments.read(words)
    assert (refused.value.field, refused.value.problem) == ("refund", "missing")
