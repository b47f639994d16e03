from __future__ import annotations

import pytest

from domain.shared.limits import OperatingLimits
from tests.support.fakes import FakeUnitOfWork
from tests.support.samples import OPERATOR, a_store


@pytest.fixture
def uow() -> FakeUnitOfWork:
    """A transaction in a world with one open store."""
    transaction = FakeUnitOfWork(OperatingLimits(operators=frozenset({OPERATOR})))
    transaction.stores.add(a_store())
    return transaction
