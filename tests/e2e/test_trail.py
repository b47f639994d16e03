"""One order can be followed through the log, from the tap to the message that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from bot.logs import set_up_logs
from tests.e2e.conftest import living_town
from tests.e2e.journey import MINA, SORA, place_order

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import MovableClock

Line = dict[str, Any]


@pytest.fixture
def json_logs() -> None:
    set_up_logs("json")


@pytest.mark.each_engine
async def test_order_is_found_in_the_log_from_the_tap_to_the_message_by_its_ids(
    tmp_path: Path,
    clock: MovableClock,
    database_url: str,
    json_logs: None,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    async with living_town(tmp_path, clock, database_url=database_url) as town:
        await town.staff(SORA)
        mina, sora = await town.person(MINA), await town.person(SORA)
        await place_order(mina)
        capfdbinary.readouterr()
        await mina.taps("💵 Cash on delivery")
        await sora.sees_button("✅ 15 min")
        ((order_id,),) = town.rows("select id from orders")
        (*_, (tap,)) = town.rows("select update_id from updates order by update_id")
        seqs = {seq for (seq,) in town.rows("select seq from events")}
    text = capfdbinary.readouterr().out.decode()

    def lines(id: object) -> list[Line]:
        """What grep finds."""
        return [orjson.loads(it) for it in text.splitlines() if str(id) in it]

    (command,) = [it for it in lines(tap) if it["event"] == "command"]
    assert (command["command"], command["outcome"]) == ("ChooseCash", "done")
    assert (command["update_id"], command["order"]) == (tap, order_id)
    followed = lines(order_id)
    handled = {(it["name"], it["consumer"]) for it in followed if it["event"] == "event handled"}
    assert ("OrderPaid", "store") in handled
    told = [it for it in followed if it["event"] == "message sent" and it["audience"] == "store"]
    assert told
    assert all(it["order"] == order_id for it in followed)
    # No line of the next tap, or of somebody else, carries the ids of this one.
    assert {it.get("update_id") for it in followed if it["event"] != "command"} == {None}
    news = {it["event_seq"] for it in told if "event_seq" in it}
    assert news <= seqs
    assert "Gahoe" not in text
