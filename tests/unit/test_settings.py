"""Settings: read when asked, wrong values named in one line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.settings import BadSettingError, Settings, load_settings


def test_load_settings_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATORS", "12, 34")
    monkeypatch.setenv("PAY_WITHIN", "60")
    settings = load_settings()
    assert settings.operators == {12, 34}
    assert settings.limits.pay_within == timedelta(seconds=60)


def test_policy_without_a_provider_token_takes_cash_only() -> None:
    assert Settings(_env_file=None).limits.methods == {"cash"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "PORT: Input should be a valid integer"),
        ("PORT", "99999", "PORT: Input should be less than or equal to 65535"),
        ("TIMEZONE", "Seoul", "TIMEZONE: not a time zone"),
        ("OPERATORS", "olga", "OPERATORS: Input should be a valid integer"),
        ("PAY_WITHIN", "0", "PAY_WITHIN: Input should be greater than or equal to 1"),
        ("PROVIDER_TOKEN", "123:TEST:x", "OPERATORS: name somebody"),
        ("STRIPE_KEY", "sk_test_x", "PROVIDER_NAME: must be stripe"),
        ("STRIPE_URL", "api.stripe.com", "STRIPE_URL: String should match pattern"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT: String should match pattern"),
    ],
)
def test_load_settings_with_a_wrong_value_names_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettingError) as refused:
        load_settings()
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


def test_settings_never_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:secret")
    monkeypatch.setenv("PROVIDER_NAME", "stripe")
    monkeypatch.setenv("STRIPE_KEY", "sk_live_secret")
    assert "secret" not in repr(load_settings())
