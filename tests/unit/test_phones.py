"""Phone numbers as people type, paste and share them, and as they are shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.stores.store_file import BadStoreFileError, read_store
from domain.shared.errors import InvalidInput
from handlers.ui.phones import read_phone, read_shared_phone, region_of_currency, shown_phone

SEOUL = "+821012345678"


@pytest.mark.parametrize(
    ("written", "region", "kept"),
    [
        ("+82 10-1234-5678", "", SEOUL),
        ("+82\u201110\u20111234\u20115678", "", SEOUL),
        ("+82–10–1234–5678", "", SEOUL),
        ("\u202a+82 10-1234-5678\u202c", "", SEOUL),
        ("\u2068010\u200b-1234-5678\u2069", "KR", SEOUL),
        ("０１０１２３４５６７８", "KR", SEOUL),
        ("٠١٠١٢٣٤٥٦٧٨", "KR", SEOUL),
        ("۰۱۰۱۲۳۴۵۶۷۸", "KR", SEOUL),
        ("tel:+82-10-1234-5678", "", SEOUL),
        ("TEL:010-1234-5678;phone-context=+82", "", SEOUL),
        ("(010) 1234.5678", "KR", SEOUL),
        # The dash of a Japanese keyboard, which is a letter.
        ("０１０ー１２３４ー５６７８", "KR", SEOUL),
        ("010\u00a01234\u00a05678", "KR", SEOUL),
        ("010−1234—5678", "KR", SEOUL),
        ("📞 +82 10 1234 5678.", "", SEOUL),
        ("＋８２ (0)10-1234-5678", "", SEOUL),
        ("001 82 10 1234 5678", "KR", SEOUL),
        ("00 82 10 1234 5678", "BE", SEOUL),
        ("821012345678", "KR", SEOUL),
        ("0470/12.34.56", "BE", "+32470123456"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("+44 (0)7700 900123", "KR", "+447700900123"),
        ("1588-1234", "KR", "+8215881234"),
        ("(415) 555-0134", "US", "+14155550134"),
        ("+39 06 1234567", "", "+39061234567"),
    ],
)
def test_read_phone_as_people_write_it_gives_one_form(
    written: str, region: str, kept: str
) -> None:
    assert read_phone(written, region) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "123", "call me", "5 Gahoe-ro", "+5", "+82", "555 0134", "1234567",
        "010-1234-5678 / 010-2222-3333", "010-1234-5678, 010-2222-3333",
        "010-1234-5678\n010-2222-3333", "+82 10 1234 5678 +82 10 2222 3333",
        "+82 10-1234-5678;ext=5", "tel:+82-10-1234-5678;ext=5", "010-1234-5678x",
        "12:30 010 1234 5678", "112", "010 1234 5678 ext. 5", "+82 10 1234 5678 #5",
        "1-800-FLOWERS", "+999 123 4567", "+1234567890123456", "tel:", "\u3164\u200b",
    ],
)  # fmt: skip
def test_read_phone_that_nobody_can_call_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_phone(written, "KR")
    assert (refused.value.field, refused.value.problem) == ("phone", "not_a_number")


def test_read_phone_without_country_or_region_asks_for_the_country() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_phone("010 1234 5678")
    assert (refused.value.field, refused.value.problem) == ("phone", "no_country")


@pytest.mark.parametrize("shared", ["821012345678", "+821012345678", "+82 10 1234 5678"])
def test_read_shared_phone_with_and_without_plus_is_international(shared: str) -> None:
    assert read_shared_phone(shared) == SEOUL


def test_read_shared_phone_that_is_no_line_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_shared_phone("88801234567")


def test_shown_phone_is_international_and_an_old_one_stays() -> None:
    assert shown_phone(SEOUL) == "+82 10-1234-5678"
    assert shown_phone("01012345678") == "01012345678"


@pytest.mark.parametrize(
    ("currency", "region"), [("KRW", "KR"), ("JPY", "JP"), ("USD", ""), ("EUR", ""), ("XXX", "")]
)
def test_currency_of_one_region_names_it_and_of_several_none(currency: str, region: str) -> None:
    assert region_of_currency(currency) == region


def store_file(path: Path, **changes: Any) -> Path:
    content: dict[str, Any] = {
        "id": "hanok", "name": "Hanok", "currency": "EUR", "phone": "+32 2 123 45 67",
        "address": "12 Rue Haute", "owners": [1], "couriers": [2],
        "categories": [{"id": "a", "name": "A", "dishes": [{"id": "b", "name": "B", "price": 1}]}],
    } | changes  # fmt: skip
    file = path / "store.yaml"
    file.write_text(json.dumps(content), "utf-8")
    return file


def test_read_store_keeps_its_phone_in_one_form_and_its_region(tmp_path: Path) -> None:
    store = read_store(store_file(tmp_path, phone="02/512.34.56", region="BE"))
    assert (store.phone, store.region) == ("+3225123456", "BE")


def test_read_store_without_region_takes_that_of_its_currency(tmp_path: Path) -> None:
    store = read_store(store_file(tmp_path, currency="KRW", phone="02-735-0101"))
    assert store.phone == "+8227350101"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"phone": "02/512.34.56"}, "begin it with + and the country's code"),
        ({"phone": "ask inside"}, "it is no phone number"),
        ({"region": "BX"}, "'BX' is no region"),
        ({"region": "be"}, "'be' is no region"),
        ({"tips_to": "owner"}, "tips_to"),
    ],
)
def test_read_store_with_a_wrong_phone_or_region_says_what_to_write(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(BadStoreFileError) as refused:
        read_store(store_file(tmp_path, **changes))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
