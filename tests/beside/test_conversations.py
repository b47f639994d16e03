"""A conversation that one release has begun, the other continues; and the other way round."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.persistence.database.location import location_of
from tests.beside import before
from tests.chaos import database_server
from tests.chaos.books import unsettled
from tests.chaos.bot_log import read_log
from tests.chaos.bot_process import BotProcess, ClockedBot
from tests.chaos.clock import Clock
from tests.chaos.plan import Plan
from tests.e2e.journey import MINA, SORA, TAEMIN, patient, pay_by_card
from tests.e2e.restarts import telegram
from tests.e2e.test_killed_processes import LEADING, UNDONE, until
from tests.support.clock import MovableClock

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

    from tests.e2e.restarts import Telegram

pytestmark = before.MARKS
_OPEN = "select count(*) from conversations"


def process(kind: type[BotProcess], line: Telegram, url: URL, folder: Path) -> BotProcess:
    """A process of a release, with a folder of its own."""
    folder.mkdir()
    return kind(
        folder,
        Plan(kills=0, seed=1, answer_within=600, any_other_step=0),
        token=line.settings.bot_token.get_secret_value(),
        address=line.address,
        provider_token=line.settings.provider_token.get_secret_value(),
        url=url,
        more={"CLOCK": str(Clock(folder / "clock").path)},
    )


async def test_conversation_begun_under_either_release_is_continued_under_the_other(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(database_server.running(tmp_path))
        line = await stack.enter_async_context(telegram(tmp_path, MovableClock()))
        location = location_of(server.url)
        older_kind = before.bot_of(before.unpack(tmp_path))
        older = process(older_kind, line, server.url, tmp_path / "older")
        newer = process(ClockedBot, line, server.url, tmp_path / "newer")
        for it in (older, newer):
            stack.push_async_callback(it.stop)

        async def hand_over(to: BotProcess, of: BotProcess) -> None:
            """Let nobody be there for a moment, so that nothing is in anybody's memory."""
            await until(location, UNDONE, 0)
            assert await of.stop() == 0
            await to.start()
            await until(location, LEADING, 1)

        await older.import_stores()
        await older.start()
        mina, sora, taemin = [
            patient(await line.people.person(it), 30) for it in (MINA, SORA, TAEMIN)
        ]
        for owner in (sora, taemin):
            await owner.says("/start")
            await owner.sees(str(owner.profile["first_name"]))
        await mina.says("/start")
        await mina.taps("Hanok Kitchen 한옥식당")
        await mina.taps("Rice 밥")
        await mina.taps("Bibimbap 비빔밥 · ₩9,000")
        await hand_over(newer, older)
        await mina.taps("2")
        await mina.sees("2 × Bibimbap")
        await mina.taps("🧺 Basket (2) · ₩18,000")
        await mina.taps("✅ Checkout")
        await mina.sees("Where shall we bring it?")
        await hand_over(older, newer)
        await mina.says("5 Gahoe-ro, Jongno-gu")
        await mina.sees("How can the courier reach you?")
        await hand_over(newer, older)
        await mina.types_on_keyboard("📞 Share my phone number")
        await mina.sees("Is everything right?")
        await hand_over(older, newer)
        await mina.taps("✅ Place the order")
        await mina.sees("Waiting for payment")
        await pay_by_card(mina)

        await sora.taps("❌ Reject")
        await sora.taps("Other… (type it)")
        await sora.sees("Type the reason", new=True)
        await hand_over(newer, older)
        await sora.says("We are out of rice")
        await sora.sees("We are out of rice")
        await hand_over(older, newer)
        await sora.taps("❌ Reject with these words")
        await hand_over(newer, older)
        await mina.sees("We are out of rice")
        await until(location, _OPEN, 0)
        await until(location, "select count(*) from messages", 0)
        await until(location, "select count(*) from outbox", 0)
        assert unsettled(newer.url) == {}
        assert await newer.stop() == 0
        token = line.settings.bot_token.get_secret_value()
        assert [read_log(it.log, token)[0] for it in (older, newer)] == [[], []]
