"""Settings: read when asked, wrong values named in one line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tzlocal import unix

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
        ("STRIPE_URL", "api.stripe.com", "STRIPE_URL: write an address such as https"),
        ("STRIPE_URL", "", "STRIPE_URL: write an address"),
        ("TELEGRAM_URL", "", "TELEGRAM_URL: write an address"),
        ("TELEGRAM_URL", "https://", "TELEGRAM_URL: write an address"),
        ("TELEGRAM_URL", "https://a b", "TELEGRAM_URL: write an address"),
        ("TELEGRAM_URL", "https://a:99999", "TELEGRAM_URL: write an address"),
        ("TELEGRAM_URL", "https://[::1", "TELEGRAM_URL: write an address"),
        ("TELEGRAM_URL", "https://a/?b", "TELEGRAM_URL: write an address"),
        ("TELEGRAM_URL", "https://bücher", "TELEGRAM_URL: write an address"),
        ("TIMEZONE", "America", "TIMEZONE: not a time zone"),
        ("TIMEZONE", "../../etc/passwd", "TIMEZONE: not a time zone"),
        ("TIMEZONE", "zone.tab", "TIMEZONE: not a time zone"),
        ("TIMEZONE", "/etc/localtime", "TIMEZONE: not a time zone"),
        ("TIMEZONE", "x" * 5000, "TIMEZONE: not a time zone"),
        ("OPERATORS", "-5", "OPERATORS: Input should be greater than 0"),
        ("OPERATORS", "1 0", "OPERATORS: Input should be greater than 0"),
        ("OPERATORS", str(2**64), "OPERATORS: Input should be less than"),
        ("OPERATORS", "1.5", "OPERATORS: Input should be a valid integer"),
        ("BOT_TOKEN", "123456", "BOT_TOKEN: write the whole token from @BotFather"),
        ("BOT_TOKEN", "1:a b", "BOT_TOKEN: write the whole token"),
        ("BOT_TOKEN", "1:a/../b", "BOT_TOKEN: write the whole token"),
        ("BOT_TOKEN", "1:é", "BOT_TOKEN: write the whole token"),
        ("PROVIDER_TOKEN", "a b", "PROVIDER_TOKEN: has a space"),
        ("STRIPE_KEY", "sk\nX-Header: 1", "STRIPE_KEY: has a space"),
        ("PROVIDER_NAME", "", "PROVIDER_NAME: String should match pattern"),
        ("MESSAGES_PER_SECOND", "nan", "MESSAGES_PER_SECOND: Input should be a finite number"),
        ("MESSAGES_PER_SECOND", "inf", "MESSAGES_PER_SECOND: Input should be a finite number"),
        ("MESSAGES_PER_SECOND", "-1", "MESSAGES_PER_SECOND: Input should be greater than or"),
        ("MESSAGES_PER_SECOND", "", "MESSAGES_PER_SECOND: Input should be a valid number"),
        ("HOST", "", "HOST: String should have at least 1 character"),
        ("HOST", "local host", "HOST: has a space"),
        ("PORT", "", "PORT: Input should be a valid integer"),
        ("SIMULATOR_PORT", "-1", "SIMULATOR_PORT: Input should be greater than or equal to 0"),
        ("REMIND_EVERY", "-1", "REMIND_EVERY: Input should be greater than or equal to 1"),
        ("ANSWER_WITHIN", "9" * 30, "ANSWER_WITHIN: Input should be less than or equal to 86400"),
        ("HOLD_WITHIN", "", "HOLD_WITHIN: Input should be a valid integer"),
        ("REST_WITHIN", "1.5", "REST_WITHIN: Input should be a valid integer"),
        ("ORDERS_PER_MINUTE", "-1", "ORDERS_PER_MINUTE: Input should be greater than or"),
        ("MOST_WAITING", "many", "MOST_WAITING: Input should be a valid integer"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT: String should match pattern"),
        ("KAFKA_BOOTSTRAP_SERVERS", "kafka", "KAFKA_BOOTSTRAP_SERVERS: write addresses such as"),
        ("KAFKA_BOOTSTRAP_SERVERS", "kafka:0", "KAFKA_BOOTSTRAP_SERVERS: write addresses"),
        ("KAFKA_BOOTSTRAP_SERVERS", "kafka:70000", "KAFKA_BOOTSTRAP_SERVERS: write addresses"),
        ("KAFKA_BOOTSTRAP_SERVERS", "a:1,http://b:1", "KAFKA_BOOTSTRAP_SERVERS: write addresses"),
        ("KAFKA_TLS", "perhaps", "KAFKA_TLS: Input should be a valid boolean"),
        ("KAFKA_CA", "/nowhere.pem", "KAFKA_CA: there is no file /nowhere.pem"),
        ("KAFKA_CA", __file__, "KAFKA_TLS: must be yes, for KAFKA_CA to be of use"),
        ("KAFKA_USERNAME", "azer", "KAFKA_PASSWORD: needed with KAFKA_USERNAME"),
        ("KAFKA_PASSWORD", "secret", "KAFKA_PASSWORD: needed with KAFKA_USERNAME"),
        ("KAFKA_MECHANISM", "GSSAPI", "KAFKA_MECHANISM: Input should be 'PLAIN', 'SCRAM"),
        ("KAFKA_TOPIC_PREFIX", "", "KAFKA_TOPIC_PREFIX: String should match pattern"),
        ("WEBHOOK_URL", "azer.example/hook", "WEBHOOK_URL: write an address such as https"),
        ("WEBHOOK_URL", "https://azer.example/a?b", "WEBHOOK_URL: write an address"),
        ("WEBHOOK_URL", "https://azer.example/{a}", "WEBHOOK_URL: its path may have letters"),
        ("WEBHOOK_URL", "https://azer.example/%61", "WEBHOOK_URL: its path may have letters"),
        ("WEBHOOK_URL", "https://azer.example/hook", "WEBHOOK_SECRET: needed with WEBHOOK_URL"),
        ("WEBHOOK_SECRET", "a b", "WEBHOOK_SECRET: write 1 to 256 of A-Z"),
        ("WEBHOOK_SECRET", "é", "WEBHOOK_SECRET: write 1 to 256 of A-Z"),
        ("WEBHOOK_SECRET", "a" * 257, "WEBHOOK_SECRET: write 1 to 256 of A-Z"),
        ("KAFKA_TOPIC_PREFIX", "a_b", "KAFKA_TOPIC_PREFIX: String should match pattern"),
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


def test_load_settings_where_the_machine_has_no_known_zone_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unix, "_cache_tz", None)
    monkeypatch.setenv("TZ", "Nowhere/Else")
    with pytest.raises(
        BadSettingError, match=r"^TIMEZONE: the machine's own is none that is known"
    ):
        load_settings()
    monkeypatch.setenv("TIMEZONE", "Asia/Seoul")
    assert str(load_settings().zone) == "Asia/Seoul"


def test_load_settings_takes_what_a_paste_brings_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", " 123456:ABC-def ")
    monkeypatch.setenv("TELEGRAM_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("STRIPE_URL", "http://127.0.0.1:1//")
    settings = load_settings()
    assert settings.bot_token.get_secret_value() == "123456:ABC-def"
    assert settings.telegram_url == "http://127.0.0.1:8081"
    assert settings.stripe_url == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://azer.example", "/"),
        ("https://azer.example/", "/"),
        ("https://azer.example:8443/town-1/hook/", "/town-1/hook"),
    ],
)
def test_load_settings_serves_the_webhook_at_the_path_of_its_address(
    monkeypatch: pytest.MonkeyPatch, url: str, path: str
) -> None:
    monkeypatch.setenv("WEBHOOK_URL", url)
    monkeypatch.setenv("WEBHOOK_SECRET", f" {'a' * 256} ")
    settings = load_settings()
    assert (settings.webhook_url, settings.webhook_path) == (url.rstrip("/"), path)
    assert settings.webhook_secret.get_secret_value() == "a" * 256


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://azer.example/hook", "WEBHOOK_URL: must begin with https://"),
        ("https://azer.example:8080/hook", "WEBHOOK_URL: Telegram calls the ports 443, 80, 88"),
    ],
)
def test_load_settings_takes_a_webhook_that_only_a_server_of_ones_own_calls_with_one(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setenv("WEBHOOK_URL", url)
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    with pytest.raises(BadSettingError) as refused:
        load_settings()
    assert str(refused.value).startswith(said)
    monkeypatch.setenv("TELEGRAM_URL", "http://127.0.0.1:8081")
    assert load_settings().webhook_url == url


def test_load_settings_takes_brokers_with_commas_or_spaces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", " kafka-1:9092, kafka-2:9092 [::1]:9092 ")
    assert load_settings().kafka_bootstrap_servers == "kafka-1:9092,kafka-2:9092,[::1]:9092"


def test_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:very secret")
    with pytest.raises(BadSettingError) as refused:
        load_settings()
    assert "secret" not in str(refused.value)
    assert "secret" not in str(refused.value.__cause__)


def test_settings_never_show_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:hidden")
    monkeypatch.setenv("PROVIDER_NAME", "stripe")
    monkeypatch.setenv("STRIPE_KEY", "sk_live_hidden")
    monkeypatch.setenv("WEBHOOK_SECRET", "very-hidden")
    assert "hidden" not in repr(load_settings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATEWAY_PORT", "70000"),
        ("GATEWAY_ROUTES", "nothing=http://127.0.0.1:8081"),
        ("GATEWAY_ROUTES", "orders=127.0.0.1:8081"),
        ("GATEWAY_ORIGINS", "*"),
        ("GATEWAY_REQUESTS_PER_MINUTE", "0"),
    ],
)
def test_setting_of_the_gateway_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettingError, match=f"^{name}: "):
        load_settings()


def test_gateway_is_off_and_on_loopback_unless_settings_say_otherwise() -> None:
    settings = Settings(_env_file=None)
    assert (settings.gateway_port, settings.service_port) == (None, None)
    assert settings.gateway_host == "127.0.0.1"
    assert settings.allowed_origins == []
    routes = Settings(_env_file=None, gateway_routes="orders=http://a:1/ pays=https://b")
    assert routes.forwarded == {"orders": "http://a:1", "pays": "https://b"}
