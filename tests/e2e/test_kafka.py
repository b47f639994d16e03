"""Whole orders whose events travel over a real broker, which may go and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import living_town
from tests.e2e.test_journey import test_order_paid_by_card_is_cooked_and_delivered as whole_order
from tests.support.broker import new_prefix
from tests.support.engines import BROKER, needs_broker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import MovableClock

pytestmark = [needs_broker, pytest.mark.timeout(180)]

READY = {"status": "ready"}
AWAY = {"status": "ready", "degraded": ["broker_away"]}


@pytest.mark.each_engine
async def test_whole_order_goes_over_the_broker(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    async with living_town(
        tmp_path,
        clock,
        database_url=database_url,
        kafka_bootstrap_servers=BROKER,
        kafka_topic_prefix=new_prefix(),
    ) as town:
        await whole_order(town)
