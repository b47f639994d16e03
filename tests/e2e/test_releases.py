"""Two releases side by side on one database: what only the newer one knows is left to it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from bot.persistence.database.location import location_of
from tests.chaos.books import unsettled
from tests.chaos.bot_log import read_log
from tests.chaos.bot_process import BotProcess
from tests.chaos.plan import Plan
from tests.e2e.earlier_release import LATER_DEADLINE, LATER_EVENT
from tests.e2e.journey import (
    DAN,
    JUNHO,
    MINA,
    OLGA,
    SORA,
    TAEMIN,
    YURI,
    patient,
    pay_by_card,
    place_order,
)
from tests.e2e.restarts import telegram
from tests.e2e.test_killed_processes import LEADING, RUNNING, until
from tests.support.engines import fresh_url, look

if TYPE_CHECKING:
    from pathlib import Path

    from bot.simulator import PersonClient
    from tests.e2e.restarts import Telegram
    from tests.support.clock import MovableClock

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(150)]

# Nobody can write to whoever has not started the bot.
_OTHER_STAFF = (TAEMIN, YURI, 3003, 3004, 3005, 3006, OLGA)
_WAITING = "select count(*) from outbox join events on events.seq = outbox.seq where name {} '{}'"
_TRIED = "select max(attempts), count(error) from outbox"
_DUE = "select count(*) from deadlines where kind = '{}' and due_at < now() at time zone 'utc'"
_REMINDED = "select count(*) > 0 from events where name = 'StoreReminded'"


class EarlierRelease(BotProcess):
    """A process that knows less."""

    program = ("-m", "tests.e2e.earlier_release")


def process(kind: type[BotProcess], line: Telegram, url: str, folder: Path) -> BotProcess:
    folder.mkdir()
    return kind(
        folder,
        Plan(kills=0, seed=1, answer_within=600, remind_every=1, any_other_step=0),
        token=line.settings.bot_token.get_secret_value(),
        address=line.address,
        provider_token=line.settings.provider_token.get_secret_value(),
        url=make_url(url),
        more={"OFFER_TO_ALL_AFTER": "1"},
    )


async def bring(code: str, sora: PersonClient, dan: PersonClient) -> None:
    await sora.taps("🥡 Cooked")
    await dan.sees(f"Delivery {code}")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")


async def test_release_that_knows_less_beside_a_newer_one_leaves_nothing_stuck_and_nothing_dead(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with AsyncExitStack() as stack:
        url = stack.enter_context(fresh_url())
        location = location_of(make_url(url))
        line = await stack.enter_async_context(telegram(tmp_path, clock))
        mina, junho, sora, dan = [
            patient(await line.people.person(it), 30) for it in (MINA, JUNHO, SORA, DAN)
        ]
        await junho.changes(language_code="en")
        older = process(EarlierRelease, line, url, tmp_path / "older")
        newer = process(BotProcess, line, url, tmp_path / "newer")
        await older.import_stores()
        await older.start()
        stack.push_async_callback(older.stop)
        for person in (sora, dan, *[await line.people.person(it) for it in _OTHER_STAFF]):
            await person.says("/start")
            await person.sees(str(person.profile["first_name"]), timeout=30)

        # It has what others have written, and nobody who knows it.
        code = await place_order(mina)
        await pay_by_card(mina)
        await sora.taps("✅ 15 min")
        await until(location, _WAITING.format("<>", LATER_EVENT) + " and attempts > 0", 0)
        await newer.start()
        stack.push_async_callback(newer.stop)
        await until(location, "select count(*) from outbox", 0)
        await until(location, RUNNING, 2)
        await bring(code, sora, dan)
        await mina.sees("Enjoy your meal")

        # The older one leads, and leaves a reminder that is due alone.
        code = await place_order(junho)
        await pay_by_card(junho)
        await sora.sees(code)
        await until(location, _DUE.format(LATER_DEADLINE), 1)
        assert look(location, _REMINDED) == [(False,)]
        assert look(location, _TRIED) in ([(None, 0)], [(0, 0)])
        assert await older.stop() == 0
        await until(location, LEADING, 1)
        await until(location, _REMINDED, 1)
        await sora.taps("✅ 15 min")
        await bring(code, sora, dan)
        await junho.sees("Enjoy your meal")
        await until(location, "select count(*) from orders where state = 'delivered'", 2)
        await until(location, "select count(*) from messages", 0)
        await until(location, "select count(*) from outbox", 0)
        assert unsettled(newer.url) == {}
        assert await newer.stop() == 0
        for it in (older, newer):
            errors, said = read_log(it.log, line.settings.bot_token.get_secret_value())
            assert errors == []
            told = "warning: events wait for a newer version of the program"
            assert (told in said) == (it is older)
