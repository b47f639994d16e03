"""Store files: what is accepted, and how a mistake is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.demo import STORES
from bot.operator_error import OperatorError
from bot.stores.store_file import BadStoreFileError, read_store, read_stores
from bot.stores.yaml_file import BadYamlError
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
    file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
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


STORE = """\
id: cafe
name: Café
currency: USD
phone: "+1 415 555 0100"
address: 1 Main Street
owners: [1]
couriers: [2]
categories:
  - id: hot
    name: Hot
    dishes: [{id: tea, name: Tea, price: 2.5}]
"""
BOMB = "couriers: [&a [1,1,1,1,1,1,1,1,1], " + ", ".join(
    f"&{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefg", "bcdefgh", strict=True)
) + "]"  # fmt: skip


def test_read_store_of_the_example_below_is_a_store(tmp_path: Path) -> None:
    file = tmp_path / "cafe.yaml"
    file.write_text(STORE, "utf-8")
    assert read_store(file) == read_store(written(tmp_path))
    file.write_bytes(b"\xef\xbb\xbf" + STORE.replace("\n", "\r\n").encode())
    assert read_store(file) == read_store(written(tmp_path))
    # The same people do both, and a price may be quoted.
    file.write_text(
        STORE.replace("[1]", "&staff [1, 2]").replace("[2]", "*staff").replace("2.5", '"2.50"')
    )
    store = read_store(file)
    assert store.owners == store.couriers == {1, 2}
    assert store.categories[0].dishes[0].price == Money(250, "USD")


def test_read_store_with_an_address_on_several_lines_keeps_it_on_one(tmp_path: Path) -> None:
    file = tmp_path / "cafe.yaml"
    for written in ("|\n  1 Main Street\n  2nd floor\n", '"1 Main Street\\u2028 2nd floor "'):
        file.write_text(STORE.replace("1 Main Street", written), "utf-8")
        assert read_store(file).address == "1 Main Street 2nd floor"


PRICE = "categories.0.dishes.0.price: write a number such as 9000 or 9.50"
NUMBER = "write a plain number such as 9000 or 9.50"
UNSEEN = "write something that can be seen"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("price: 2.5", "price: 0777", f"line 11: 0777: {NUMBER}"),
        ("price: 2.5", 'price: "0777"', PRICE),
        ("price: 2.5", "price: 1:30", PRICE),
        ("price: 2.5", "price: true", PRICE),
        ("price: 2.5", "price: [2.5]", PRICE),
        ("price: 2.5", "price: ~", PRICE),
        ("price: 2.5", "price: 1e999999", f"line 11: 1e999999: {NUMBER}"),
        ("price: 2.5", 'price: "1e999999"', PRICE),
        ("price: 2.5", "price: 2e3", f"line 11: 2e3: {NUMBER}"),
        ("price: 2.5", 'price: "NaN"', PRICE),
        ("price: 2.5", "price: .nan", f"line 11: .nan: {NUMBER}"),
        ("price: 2.5", "price: -.inf", f"line 11: -.inf: {NUMBER}"),
        ("price: 2.5", 'price: "Infinity"', PRICE),
        ("price: 2.5", "price: -0", "price 0 of 'tea': write a positive price"),
        ("price: 2.5", 'price: "-0"', "write a positive price"),
        ("price: 2.5", "price: 1_000", f"line 11: 1_000: {NUMBER}"),
        ("price: 2.5", 'price: "1_000"', PRICE),
        ("price: 2.5", "price: 0x1F", f"line 11: 0x1F: {NUMBER}"),
        ("price: 2.5", "price: 0o17", f"line 11: 0o17: {NUMBER}"),
        ("price: 2.5", "price: ２", PRICE),
        ("price: 2.5", "price: 2,50", "categories.0.dishes.0.50"),
        ("price: 2.5", 'price: "2,50"', PRICE),
        ("price: 2.5", "price: !!int nope", "line 11: leave the tag tag:yaml.org,2002:int away"),
        ("price: 2.5", "price: !!float 2.5", "line 11: leave the tag"),
        ("price: 2.5", "price: " + "9" * 5000, "line 11: 999"),
        ("owners: [1]", "owners: [0777]", f"line 6: 0777: {NUMBER}"),
        ("owners: [1]", "owners: [true]", "owners.0: Input should be a valid integer"),
        ("owners: [1]", 'owners: ["1"]', "owners.0: Input should be a valid integer"),
        ("owners: [1]", "owners: [1.0]", "owners.0: Input should be a valid integer"),
        ("owners: [1]", f"owners: [{2**64}]", "line 6: 18446744073709551616: write a plain"),
        ("owners: [1]", f"owners: [{2**52}]", "owners.0: Input should be less than"),
        ("owners: [1]", "owners: 1", "owners: Input should be a valid list"),
        ("owners: [1]", "owners: [1]\ncapacity: true", "capacity: Input should be a valid integer"),
        ("couriers: [2]", "couriers: [no]", "couriers.0: Input should be a valid integer"),
        ("couriers: [2]", BOMB, "line 7: has more than 20000 values"),
        ("price: 2.5", "price: " + BOMB.removeprefix("couriers: "), "line 11: has more than 20000"),
        ("couriers: [2]", "couriers: &c [*c]", "line 7: there is no whole value &c before *c"),
        ("couriers: [2]", "couriers: *nobody", "line 7: there is no whole value &nobody"),
        ("couriers: [2]", "couriers: " + "[" * 5000, "line 7: is nested more than 20 levels"),
        ("couriers: [2]", "couriers: " + "{a: " * 5000, "line 7: is nested more than 20 levels"),
        ("couriers: [2]", "couriers: !!python/tuple [2]", "line 7: leave the tag"),
        ("couriers: [2]", "couriers: [2]\nowners: [3]", 'line 8: found duplicate key "owners"'),
        ("name: Tea", "name: Tea, name: Coffee", 'line 11: found duplicate key "name"'),
        ("couriers: [2]", "couriers: [2]\n1: x", "1"),
        ("couriers: [2]", "couriers: [2]\n[a]: x", "a"),
        ("couriers: [2]", f"couriers: [2]\n{'k' * 500}: x", "kkk"),
        ("couriers: [2]", 'couriers: [2]\n"a\\nb": x', "a\\u000ab: "),
        ("couriers: [2]", "couriers: [2]\n--- \nid: more", "another document"),
        ("name: Café", "name: 2026-01-01", "line 2: 2026-01-01 is a date"),
        ("name: Café", "name: 7", "name: Input should be a valid string"),
        ("name: Café", "name: true", "name: Input should be a valid string"),
        ("name: Café", "name: ~", "name: Input should be a valid string"),
        ("name: Café", "name: [Café]", "name: Input should be a valid string"),
        ("name: Café", "name: '  '", "name: String should have at least 1 character"),
        ("name: Café", "name: \u200b\u200b", f"name: {UNSEEN}"),
        ("name: Café", "name: \u3164", f"name: {UNSEEN}"),
        ("name: Café", "name: \u2800\u00ad\ufe0f", f"name: {UNSEEN}"),
        ("name: Café", 'name: "\\u200e\\ufeff"', f"name: {UNSEEN}"),
        ("name: Café", 'name: "Ca\\nfé"', "name: write it on one line"),
        ("name: Café", 'name: "Ca\\u202efé"', "name: leave the invisible character U+202E away"),
        ("name: Café", 'name: "\\u0007Café"', "line 2: the character U+0007 cannot be shown"),
        ("name: Café", 'name: "\\ud800"', "line 2: the character U+D800 cannot be shown"),
        ("name: Café", "name: \x1b[31m", "line 2: the character U+001B cannot be shown"),
        ("name: Hot", "name: \u3164", f"categories.0.name: {UNSEEN}"),
        ("name: Tea", "name: \u200b", f"categories.0.dishes.0.name: {UNSEEN}"),
        ("name: Tea", "name: Tea, description: \u200b", f"dishes.0.description: {UNSEEN}"),
        ("1 Main Street", '"\\u200b\\u200b\\u200b\\u200b\\u200b"', f"address: {UNSEEN}"),
        ('"+1 415 555 0100"', "14155550100", "phone: Input should be a valid string"),
        ('"+1 415 555 0100"', "014155550100", f"line 4: 014155550100: {NUMBER}"),
        ('"+1 415 555 0100"', '"+1 415\\n555 0100"', "phone: write it on one line"),
        ("currency: USD", 'currency: "U\\nSD"', "currency: U\\u000aSD is no money"),
        ("currency: USD", "currency: USD\npayment: [cash, cash]", "payment: write each way to pay"),
        ("id: cafe", "%YAML 1.1\n---\nid: cafe", "line 2: write YAML 1.2"),
        ("id: cafe", "id: [cafe", "line 2: expected ',' or ']'"),
    ],
)  # fmt: skip
def test_read_store_of_odd_yaml_is_refused_in_one_line_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in STORE
    file = tmp_path / "cafe.yaml"
    file.write_text(STORE.replace(old, new), "utf-8")
    with pytest.raises(OperatorError) as refused:
        read_store(file)
    line = str(refused.value)
    assert line.startswith(f"{file}: ")
    assert said in line
    assert len(line.splitlines()) == 1
    assert len(line) < 450
    assert line.isprintable()


def test_read_store_with_more_mistakes_than_anybody_reads_names_the_first(tmp_path: Path) -> None:
    file = written(tmp_path, owners=[True] * 500)
    with pytest.raises(BadStoreFileError, match="and 480 more") as refused:
        read_store(file)
    assert len(str(refused.value).splitlines()) == 21


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (STORE.encode("utf-16"), "line 1: save it as UTF-8 text"),
        (STORE.encode("latin-1"), "line 2: save it as UTF-8 text"),
        (bytes(range(128)), "line 1: the character U+0000 cannot be shown"),
        (b"\x7fELF\x02\x01\x01\x00\xff", "line 1: save it as UTF-8 text"),
        (b"# \n" * 2**20, "is larger than 2 MB"),
        (b"", "write one store"),
        (b"\n# nothing\n", "write one store"),
        (b"- just\n- a list\n", "write one store"),
        (b"text", "write one store"),
        (b"7", "write one store"),
        (b"[" * 5000, "line 1: is nested more than 20 levels deep"),
        (b"- " * 5000, "line 1: is nested more than 20 levels deep"),
        (b"id: cafe\nname: [unclosed\n", "line 3: expected"),
        (b"\tid: cafe", "line 1: found character"),
    ],
)
def test_read_store_of_something_else_says_what_to_write(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    with pytest.raises(OperatorError) as refused:
        read_store(file)
    assert str(refused.value).startswith(f"{file}: {said}")
    assert len(str(refused.value).splitlines()) == 1


def test_read_stores_of_a_missing_or_empty_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadStoreFileError, match=r"no \.yaml file"):
        read_stores(tmp_path)
    with pytest.raises(BadYamlError, match=r"none\.yaml: cannot be read: No such file"):
        read_stores(tmp_path / "none.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(BadYamlError, match=r"folder\.yaml: cannot be read: Is a directory"):
        read_stores(tmp_path)


def test_read_stores_of_two_files_with_one_id_names_both(tmp_path: Path) -> None:
    first = written(tmp_path)
    second = first.rename(tmp_path / "other.yml")
    written(tmp_path)
    with pytest.raises(
        BadStoreFileError, match=re.escape(f"{second}: id: cafe is the store of {first}")
    ):
        read_stores(tmp_path)
