"""Words for people, in their language."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from babel import Locale
from babel.dates import format_skeleton, format_time
from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from domain.shared.money import Money
from handlers.ui.currencies import decimals
from handlers.ui.plain import without_markup
from handlers.ui.typed import isolated

LANGUAGES = ("en", "ko")
# The CLDR's short time in Korean says AM and PM in English letters.
_CLOCKS = {"ko": "aaaa h:mm"}
_TEXTS = Path(__file__).parent / "texts"
# Fluent refuses a part of more than 2,500 characters, as a value may be, or a choice with it.
_LONG = 500
# A character that is in no text; the first of those for private use that no phone has a sign for.
_STAND_IN = 0xF0000


class Translator:
    """Texts, amounts and times as one person reads them.

    Calling it gives the text of a key from ``texts/<language>.ftl``, as Telegram HTML. Values
    are escaped and isolated here and nowhere else, so that what people type can never become
    markup, nor turn the line around in which it stands.
    """

    def __init__(
        self, language: str | None, zone: tzinfo | None, now: datetime | None = None
    ) -> None:
        """Speak the language of a Telegram ``language_code`` (English if we have no texts).

        Args:
            language: The code.
            zone: The platform's time zone.
            now: The time (UTC); with it, the day is told of times that are not of today.
        """
        code = (language or "").partition("-")[0].lower()
        self.language = code if code in LANGUAGES else LANGUAGES[0]
        self._zone, self._now = zone, now

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key. Raises LookupError for a key or a value that is missing."""
        shown = tuple([(name, self._shown(value)) for name, value in values.items()])
        return _text(self.language, key, shown)

    def plain(self, key: str, /, **values: object) -> str:
        """The text of a key where Telegram takes no HTML: buttons, invoices, alerts."""
        return without_markup(self(key, **values))

    def money(self, amount: Money) -> str:
        """An amount with its currency, in the person's way of writing it."""
        return _money(amount, self.language)

    def time(self, moment: datetime) -> str:
        """The time of day of a moment (UTC), in the platform's time zone."""
        return _time(moment.replace(second=0, microsecond=0), self._zone, self.language)

    def moment(self, moment: datetime) -> str:
        """The time of a moment (UTC), with its day where that is not today."""
        time = self.time(moment)
        if self._now is None or self.is_same_day(moment, self._now):
            return time
        here, now = (it.astimezone(self._zone) for it in (moment, self._now))
        day = _day(here.date(), self.language, with_year=here.year != now.year)
        return self.plain("day-and-time", day=day, time=time)

    def is_same_day(self, moment: datetime, other: datetime) -> bool:
        """Whether two moments (UTC) are of one day in the platform's time zone."""
        return moment.astimezone(self._zone).date() == other.astimezone(self._zone).date()

    def _shown(self, value: object) -> str | int:
        if isinstance(value, Money):
            return escape(self.money(value), quote=False)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, int):
            return value
        return escape(isolated(str(value)), quote=False)


def order_code(order_id: str) -> str:
    """How people call an order."""
    return f"#{order_id[:5].upper()}"


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
    return format_time(minute, _CLOCKS.get(language, "short"), tzinfo=zone, locale=language)


@lru_cache(maxsize=512)
def _day(day: date, language: str, *, with_year: bool) -> str:
    return format_skeleton("yMMMd" if with_year else "MMMd", day, locale=language)


# Most texts carry a dish, a price, a minute: the same few are asked for again and again.
@lru_cache(maxsize=8_192)
def _text(language: str, key: str, values: tuple[tuple[str, str | int], ...]) -> str:
    bundle = _bundle(language)
    message = bundle.get_message(key)
    if message is None or message.value is None:
        raise LookupError(f"no text {key!r} in {language}")
    long = [(name, it) for name, it in values if isinstance(it, str) and len(it) > _LONG]
    stand_ins = {name: chr(_STAND_IN + place) for place, (name, _) in enumerate(long)}
    text, errors = bundle.format_pattern(message.value, dict(values) | stand_ins)
    if errors:
        raise LookupError(f"text {key!r} in {language}: {errors[0]}")
    return str(text).translate({ord(stand_ins[name]): it for name, it in long})


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((_TEXTS / f"{language}.ftl").read_text("utf-8")))
    return bundle
