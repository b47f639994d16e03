from __future__ import annotations

import pytest

from domain.shared.policy import Policy
from tests.support.fakes import FakeTransaction
from tests.support.samples import OPERATOR, a_store


@pytest.fixture
def tx() -> FakeTransaction:
    """A transaction in a world with one open store."""
    transaction = FakeTransaction(Policy(operators=frozenset({OPERATOR})))
    transaction.stores.add(a_store())
    return transaction
