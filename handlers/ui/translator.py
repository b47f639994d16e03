"""Words for people, in their language."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from babel import Locale
from babel.dates import format_time
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from domain.shared.money import Money
from handlers.ui.currencies import decimals

LANGUAGES = ("en", "ko")
_TEXTS = Path(__file__).parent / "texts"


class Translator:
    """Texts, amounts and times as one person reads them.

    Calling it gives the text of a key from ``texts/<language>.ftl``, as Telegram HTML. Values
    are escaped here and nowhere else, so that what people type can never become markup.
    """

    def __init__(self, language: str | None, zone: tzinfo | None) -> None:
        """Speak the language of a Telegram ``language_code`` (English if we have no texts)."""
        code = (language or "").partition("-")[0].lower()
        self.language = code if code in LANGUAGES else LANGUAGES[0]
        self._zone = zone

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key. Raises LookupError for a key or a value that is missing."""
        shown = tuple([(name, self._shown(value)) for name, value in values.items()])
        return _text(self.language, key, shown)

    def plain(self, key: str, /, **values: object) -> str:
        """The text of a key where Telegram takes no HTML: buttons, invoices, alerts."""
        return unescaped(self(key, **values))

    def money(self, amount: Money) -> str:
        """An amount with its currency, in the person's way of writing it."""
        return _money(amount, self.language)

    def time(self, moment: datetime) -> str:
        """The time of day of a moment (UTC), in the platform's time zone."""
        return _time(moment.replace(second=0, microsecond=0), self._zone, self.language)

    def _shown(self, value: object) -> str | int:
        if isinstance(value, Money):
            return escape(self.money(value), quote=False)
        if isinstance(value, datetime):
            return self.time(value)
        if isinstance(value, int):
            return value
        return escape(str(value), quote=False)


def order_code(order_id: str) -> str:
    """How people call an order."""
    return f"#{order_id[:5].upper()}"


def unescaped(text: str) -> str:
    """A text without its escapes, for places that take no HTML; such texts contain no tags."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# The prices of a menu are shown over and over.
@lru_cache(maxsize=4_096)
def _money(amount: Money, language: str) -> str:
    digits = decimals(amount.currency)
    units = Decimal(amount.amount).scaleb(-digits)
    # Babel would round to its own digits, which are fewer than Telegram's in some currencies.
    shape = Locale.parse(language).currency_formats["standard"].pattern
    shape = shape.replace(".00", "." + "0" * digits if digits else "")
    return str(
        format_currency(units, amount.currency, shape, locale=language, currency_digits=False)
    )


@lru_cache(maxsize=4_096)
def _time(minute: datetime, zone: tzinfo | None, language: str) -> str:
    return format_time(minute, "short", tzinfo=zone, locale=language)


# Most texts carry a dish, a price, a minute: the same few are asked for again and again.
@lru_cache(maxsize=8_192)
def _text(language: str, key: str, values: tuple[tuple[str, str | int], ...]) -> str:
    bundle = _bundle(language)
    message = bundle.get_message(key)
    if message is None or message.value is None:
        raise LookupError(f"no text {key!r} in {language}")
    text, errors = bundle.format_pattern(message.value, dict(values))
    if errors:
        raise LookupError(f"text {key!r} in {language}: {errors[0]}")
    return str(text)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((_TEXTS / f"{language}.ftl").read_text("utf-8")))
    return bundle
