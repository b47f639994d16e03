"""Stored values: what cannot be read is told without quoting it."""

from __future__ import annotations

import pytest

from bot.persistence.database.types import UnreadableError, from_json
from domain.order.details import DeliveryDetails


def test_unreadable_value_is_told_without_what_it_says() -> None:
    with pytest.raises(UnreadableError) as refused:
        from_json(DeliveryDetails, '{"address": "5 Gahoe-ro", "phone": ["+821012345678"]}')
    assert "phone" in str(refused.value)
    assert "8210" not in str(refused.value)
    assert refused.value.__cause__ is None
