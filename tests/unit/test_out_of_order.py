"""What is said while the database is lost, to customers and to operators."""

from __future__ import annotations

from typing import Any, cast

import pytest
from telegram.error import Forbidden, NetworkError

from bot.notifications import alarm
from bot.notifications.alarm import raise_alarm
from bot.telegram.incoming.turning_away import TurningAway
from handlers.ui.out_of_order import database_lost, out_of_order, payment_out_of_order
from handlers.ui.translator import LANGUAGES, Translator

ENGLISH, KOREAN = Translator("en", None), Translator("ko", None)
MINA = {"id": 7, "is_bot": False, "first_name": "Mina", "language_code": "ko"}
CHAT = {"id": 7, "type": "private"}


class Bot:
    """Remembers what is sent, and fails when it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[tuple[Any, ...]] = []
        self.failures = list(failures)

    async def send_message(self, chat_id: int, text: str) -> None:
        self._note("message", chat_id, text)

    async def answer_callback_query(self, callback_query_id: str, text: str, **how: Any) -> None:
        self._note("tap", callback_query_id, text, how["show_alert"])

    async def answer_pre_checkout_query(self, **how: Any) -> None:
        self._note("payment", how["pre_checkout_query_id"], how["ok"], how["error_message"])

    def _note(self, *what: Any) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(what)


def message(update_id: int, **more: Any) -> dict[str, Any]:
    return {
        "update_id": update_id,
        "message": {"message_id": 1, "date": 1, "chat": CHAT, "from": MINA, "text": "hi", **more},
    }


def tap(update_id: int) -> dict[str, Any]:
    query = {"id": f"tap{update_id}", "from": MINA, "chat_instance": "1", "data": "x"}
    return {"update_id": update_id, "callback_query": query}


PAYMENT = {
    "update_id": 9,
    "pre_checkout_query": {
        "id": "p", "from": MINA, "currency": "KRW", "total_amount": 1, "invoice_payload": "o",
    },
}  # fmt: skip


async def test_update_while_the_database_is_lost_is_answered_once_and_each_person_told_once() -> (
    None
):
    bot = Bot()
    turning_away = TurningAway(cast("Any", bot))
    for _ in range(2):
        await turning_away.answer([message(1), tap(2), message(3), PAYMENT, tap(4)])
    assert bot.sent == [
        ("message", 7, out_of_order(KOREAN)),
        ("tap", "tap2", out_of_order(KOREAN), True),
        ("payment", "p", False, payment_out_of_order(KOREAN)),
        ("tap", "tap4", out_of_order(KOREAN), True),
    ]


async def test_answer_that_does_not_go_out_is_given_when_the_update_comes_again() -> None:
    bot = Bot(NetworkError("away"), NetworkError("away"))
    turning_away = TurningAway(cast("Any", bot))
    batch = [message(1), tap(2)]
    await turning_away.answer(batch)
    assert bot.sent == []
    await turning_away.answer(batch)
    assert [kind for kind, *_ in bot.sent] == ["message", "tap"]


async def test_update_that_cannot_be_answered_holds_up_no_other() -> None:
    bot = Bot(Forbidden("blocked"))
    turning_away = TurningAway(cast("Any", bot))
    odd: list[dict[str, Any]] = [{"update_id": 5}, {"update_id": 6, "message": {"chat": CHAT}}]
    for _ in range(2):
        await turning_away.answer([message(1), *odd, tap(2)])
    assert [kind for kind, *_ in bot.sent] == ["tap"]


async def test_alarm_reaches_every_operator_once_whatever_happens_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alarm, "backoff", lambda _tries: 0)
    bot = Bot(Forbidden("blocked"), NetworkError("away"), NetworkError("away"))
    await raise_alarm(cast("Any", bot), [1, 2, 3], {2: "ko"}, "azer.db is gone")
    # The first has blocked the bot.
    assert sorted(bot.sent) == [
        ("message", 2, database_lost(KOREAN, "azer.db is gone")),
        ("message", 3, database_lost(ENGLISH, "azer.db is gone")),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_while_the_database_is_lost_fit_where_they_are_shown(language: str) -> None:
    translate = Translator(language, None)
    # Bot API, answerCallbackQuery.
    assert len(out_of_order(translate)) <= 200
    assert "azer.db <gone> & away" in database_lost(translate, "azer.db <gone> & away")
    assert payment_out_of_order(translate)
