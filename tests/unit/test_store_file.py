"""Store files: what is accepted, and how a mistake is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.demo import STORES
from bot.stores.store_file import BadStoreFileError, read_store, read_stores
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms

GOOD = {
    "id": "cafe",
    "name": "Café",
    "currency": "USD",
    "phone": "+1 415 555 0100",
    "address": "1 Main Street",
    "owners": [1],
    "couriers": [2],
    "categories": [
        {"id": "hot", "name": "Hot", "dishes": [{"id": "tea", "name": "Tea", "price": 2.5}]}
    ],
}


def written(path: Path, **changes: object) -> Path:
    file = path / "cafe.yaml"
    content = {key: value for key, value in (GOOD | changes).items() if value is not None}
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return file


def test_read_store_turns_prices_into_minor_units(tmp_path: Path) -> None:
    store = read_store(written(tmp_path))
    assert store.categories[0].dishes[0].price == Money(250, "USD")
    assert (store.is_open, store.methods) == (None, ("card", "cash"))
    assert store.silent == {"tea"}


def test_read_stores_of_the_demo_are_three() -> None:
    assert [store.id for store in read_stores(STORES)] == ["golden-gate", "hanok", "seoul-noodle"]


def test_read_store_with_terms_turns_every_amount_into_minor_units(tmp_path: Path) -> None:
    assert read_store(written(tmp_path)).terms == NO_TERMS
    file = written(tmp_path, delivery={"fee": 2.99, "free_above": 40}, minimum=12.5, tips=[1, 2.5])
    dollars = [Money(cents, "USD") for cents in (299, 4_000, 1_250, 100, 250)]
    fee, free_above, minimum, *tips = dollars
    assert read_store(file).terms == Terms(fee, free_above, minimum, tuple(tips), tips[-1])
    file = written(tmp_path, tips=[1], most_tip=20)
    assert read_store(file).terms.most_tip == Money(2_000, "USD")


def test_read_store_counts_minor_units_as_telegram_does(tmp_path: Path) -> None:
    for currency, minor in (("RSD", 250), ("IQD", 2_500), ("USD", 250)):
        store = read_store(written(tmp_path, currency=currency, minimum=2.5))
        assert store.categories[0].dishes[0].price == Money(minor, currency)
        assert store.terms.minimum == Money(minor, currency)


def test_read_store_that_takes_cash_only_may_have_any_money(tmp_path: Path) -> None:
    store = read_store(written(tmp_path, currency="CUP", payment=["cash"]))
    assert (store.currency, store.methods) == ("CUP", ("cash",))


def dish(**changes: object) -> list[object]:
    return [{"id": "hot", "name": "Hot", "dishes": [
        {"id": "tea", "name": "Tea", "price": 2.5} | changes]}]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "advice"),
    [
        ({"currency": "DOLLARS"}, "currency", "write an ISO 4217 code"),
        ({"currency": "XAU"}, "currency", "XAU is no money that people pay with: write an ISO"),
        ({"currency": "DEM", "payment": ["cash"]}, "currency", "DEM is no money that people pay"),
        ({"currency": "CUP"}, "payment", "no cards for CUP: write `payment: [cash]`, or another"),
        ({"currency": "CUP", "payment": ["card"]}, "payment", "no cards for CUP"),
        ({"name": None}, "name", "Field required"),
        ({"owners": []}, "owners", "at least 1 item"),
        ({"owners": ["sora"]}, "owners.0", "valid integer"),
        ({"openn": True}, "openn", "not permitted"),
        ({"payment": ["bitcoin"]}, "payment.0", "'card' or 'cash'"),
        ({"categories": dish(price="cheap")}, "categories.0.dishes.0.price", "write a number"),
        ({"categories": dish(price=-1)}, "store", "write a positive price"),
        ({"categories": dish(id="Tea!")}, "categories.0.dishes.0.id", "should match pattern"),
        ({"currency": "KRW"}, "store", "KRW has 0 decimals"),
        ({"categories": dish() + dish()}, "store", "used twice: give each its own"),
        ({"delivery": 3}, "delivery", "valid dictionary"),
        ({"delivery": {}}, "delivery.fee", "Field required"),
        ({"delivery": {"fee": "much"}}, "delivery.fee", "write a number"),
        ({"delivery": {"fee": 1.234}}, "delivery", "USD has 2 decimals"),
        ({"delivery": {"fee": 0}}, "delivery", "write a positive amount"),
        ({"delivery": {"fee": 2, "free_above": -1}}, "delivery", "write a positive amount"),
        ({"delivery": {"fee": 2, "free": 9}}, "delivery.free", "not permitted"),
        ({"minimum": "x"}, "minimum", "write a number"),
        ({"minimum": -3}, "minimum", "write a positive amount"),
        ({"tips": []}, "tips", "at least 1 item"),
        ({"tips": [1, 2, 3, 4, 5]}, "tips", "at most 4 items"),
        ({"tips": [2, 1]}, "tips", "each tip larger than the one before"),
        ({"tips": [1, 1]}, "tips", "each tip larger than the one before"),
        ({"tips": [0.001]}, "tips", "USD has 2 decimals"),
        ({"tips": ["some"]}, "tips.0", "write a number"),
        ({"most_tip": 5}, "most_tip", "write `tips`, too"),
        ({"tips": [1, 2], "most_tip": 1.5}, "most_tip", "less than the largest of the tips, 2"),
    ],
)
def test_read_store_with_a_mistake_names_file_field_and_what_to_write(
    tmp_path: Path, changes: dict[str, object], field: str, advice: str
) -> None:
    file = written(tmp_path, **changes)
    with pytest.raises(BadStoreFileError) as refused:
        read_store(file)
    line = str(refused.value).splitlines()[0]
    assert line.startswith(f"{file}: {field}: ")
    assert advice in line


def test_read_store_of_broken_yaml_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("id: cafe\nname: [unclosed\n", "utf-8")
    with pytest.raises(BadStoreFileError, match="line 3 is no valid YAML"):
        read_store(file)


@pytest.mark.parametrize("content", ["", "- just\n- a list\n", "text"])
def test_read_store_of_something_else_says_what_to_write(tmp_path: Path, content: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(content, "utf-8")
    with pytest.raises(BadStoreFileError, match="write one store"):
        read_store(file)


def test_read_stores_of_a_missing_or_empty_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadStoreFileError, match=r"no \.yaml file"):
        read_stores(tmp_path)
    with pytest.raises(BadStoreFileError, match="cannot be read"):
        read_stores(tmp_path / "none.yaml")
