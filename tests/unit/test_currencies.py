"""The table of what Telegram takes by card: it is data, and the simulator is no laxer."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.simulator.model import EXPONENTS, LIMITS
from handlers.ui import currencies
from handlers.ui.currencies import CARD_LIMITS, decimals, is_money


def test_every_currency_of_ours_is_one_of_the_simulators_and_no_laxer() -> None:
    assert set(CARD_LIMITS) <= set(EXPONENTS)
    for code, (least, most) in CARD_LIMITS.items():
        assert decimals(code) == EXPONENTS[code], code
        assert LIMITS[code][0] <= least < most <= LIMITS[code][1], code


def test_table_knows_the_dollar_its_source_and_date_and_not_what_telegram_lacks() -> None:
    assert CARD_LIMITS["USD"] == (100, 1_000_000)
    assert not CARD_LIMITS.keys() & {"DEM", "XAU", "CUP", "XTR"}
    table = json.loads(
        (Path(currencies.__file__).parent / "telegram_currencies.json").read_text("utf-8")
    )
    assert "core.telegram.org/bots/payments/currencies.json" in table["source"][0]
    assert date.fromisoformat(table["date"])


def test_policy_of_the_settings_has_the_limits_of_the_table() -> None:
    assert Settings(_env_file=None).limits.card_limits == CARD_LIMITS


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("KRW", True), ("CUP", True), ("BGN", True), ("DEM", False), ("XAU", False), ("HRK", False),
     ("WON", False), ("", False)],
)  # fmt: skip
def test_is_money_tells_what_people_pay_with_from_the_rest(code: str, *, is_one: bool) -> None:
    assert is_money(code) is is_one
