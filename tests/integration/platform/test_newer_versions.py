"""What a newer version of the program left: news that this one does not know, and its tables."""

from __future__ import annotations

import pytest

from bot.operator_error import OperatorError
from domain.processes.checkout import ChooseCash
from domain.store.commands import AcceptOrder
from tests.integration.conftest import Platform
from tests.support.engines import change
from tests.support.samples import CUSTOMER, ORDER, OWNER, place

OTHER = "b" * 32
_RENAME = "update events set name = '{}' where name = '{}' and subject = '{}'"


async def about(platform: Platform, most: int = 20) -> set[str]:
    """About which of the customer's orders a message may be sent now."""
    found = await platform.database.read(lambda uow: uow.messages.pending(most))
    return {it.subject for it in found if it.chat_id == CUSTOMER}


async def test_message_with_news_that_only_a_newer_version_knows_is_left_to_it(
    platform: Platform,
) -> None:
    paid = ChooseCash(ORDER, CUSTOMER), ChooseCash(OTHER, CUSTOMER)
    await platform.run(place(), place(OTHER), *paid, AcceptOrder(ORDER, OWNER, 15))
    assert await about(platform) == {ORDER, OTHER}
    change(platform.location, _RENAME.format("OrderAccepted.v2", "OrderAccepted", ORDER))
    assert await about(platform) == {OTHER}
    # It comes first, and takes up nobody's room.
    change(platform.location, f"delete from messages where chat_id <> {CUSTOMER}")
    assert await about(platform, 1) == {OTHER}
    change(platform.location, _RENAME.format("OrderAccepted", "OrderAccepted.v2", ORDER))
    assert await about(platform) == {ORDER, OTHER}
    tried = f"select max(attempts) from messages where chat_id = {CUSTOMER}"
    assert await platform.look(tried) == [(0,)]


async def test_start_on_tables_that_a_later_version_only_expanded_goes_on(
    platform: Platform,
) -> None:
    change(platform.location, "update alembic_version set version_num = '9999'")
    change(platform.location, "alter table orders add column later text")
    platform.database.close()
    platform.location.migrate()
    platform.open()
    await platform.run(place())
    assert await platform.look("select later from orders") == [(None,)]
    assert await platform.look("select version_num from alembic_version") == [("9999",)]


async def test_start_on_tables_that_a_later_version_contracted_is_refused(
    platform: Platform,
) -> None:
    later = "version_num = '9999', understood_from = '9998'"
    change(platform.location, f"update alembic_version set {later}")
    with platform.location.using(), pytest.raises(OperatorError, match="a later version"):
        platform.location.migrate()
