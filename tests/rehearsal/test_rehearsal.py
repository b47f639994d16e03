"""A short rehearsal: the pauses are shorter, and fewer besiege it. `make rehearse` is the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chaos.database_server import is_installed
from tests.chaos.plan import POSTGRESQL, Plan
from tests.rehearsal.manifest import Manifest
from tests.rehearsal.run import Run, Script

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.rehearsal
@pytest.mark.timeout(300)
@pytest.mark.skipif(not is_installed(), reason="PostgreSQL is not installed")
async def test_operations_of_the_seed_lose_no_request_and_no_tap(tmp_path: Path) -> None:
    manifest = Manifest.read().begun_after(ready=0.5, live=12.0).faster(5)
    plan = Plan(
        kills=0,
        seed=1,
        engine=POSTGRESQL,
        processes=2,
        customers=4,
        orders_per_second=0.5,
        pay_within=6,
        answer_within=6,
        remind_every=2,
        load=0.5,
        settle=60.0,
        has_gateway=True,
    )
    run = Run(plan, Script(manifest, users=10, seconds=3.0, tills=4, calm=1.0), tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert len(run.sales.orders) >= 10
    assert run.kubelet.healed.empty()
