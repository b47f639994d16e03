"""Reading a store from its YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.operator_error import OperatorError, one_line
from bot.stores.readable import joined, on_one_line, readable, readable_or_empty
from bot.stores.store_phone import Region, phone_of
from bot.stores.store_terms import Amount, Delivery, Minimum, MostTip, Tips, terms_of
from bot.stores.yaml_file import read_yaml
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import TipRecipient
from domain.store import MAX_CAPACITY, Category, Dish, StoreFile
from handlers.ui.currencies import CARD_LIMITS, decimals, is_money

# Ids travel in callback data, which has 64 bytes.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,19}$")]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60, strip_whitespace=True),
    AfterValidator(on_one_line),
    AfterValidator(readable),
]
# Bot API, User: an id has at most 52 significant bits.
Id = Annotated[int, Field(strict=True, gt=0, lt=2**52)]
Method = Literal["card", "cash"]
# More mistakes than these are of one kind, and would push the first ones out of sight.
_MOST_MISTAKES, _LONGEST_PART = 20, 60


class BadStoreFileError(OperatorError):
    """A store file cannot be used; each line names file, field and what to write instead."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DishEntry(_Strict):
    """A dish; the price as people write it: ``9000``, or ``9.50``."""

    id: Slug
    name: Name
    price: Amount
    description: Annotated[
        str, StringConstraints(max_length=300), AfterValidator(readable_or_empty)
    ] = ""
    available: bool | None = None


class CategoryEntry(_Strict):
    """Dishes that belong together."""

    id: Slug
    name: Name
    dishes: Annotated[list[DishEntry], Field(min_length=1, max_length=40)]


class StoreEntry(_Strict):
    """One store."""

    id: Slug
    name: Name
    currency: str
    phone: Annotated[
        str, StringConstraints(min_length=5, max_length=30), AfterValidator(on_one_line)
    ]
    address: Annotated[
        str,
        StringConstraints(max_length=300),
        AfterValidator(readable),
        AfterValidator(joined),
        Field(min_length=5),
    ]
    region: Region = ""
    open: bool | None = None
    payment: Annotated[list[Method], Field(min_length=1, validate_default=True)] = ["card", "cash"]
    capacity: Annotated[int | None, Field(strict=True, ge=1, le=MAX_CAPACITY)] = None
    delivery: Delivery | None = None
    minimum: Minimum | None = None
    tips: Tips | None = None
    most_tip: MostTip | None = None
    tips_to: TipRecipient = TipRecipient.COURIER
    owners: Annotated[list[Id], Field(min_length=1)]
    couriers: Annotated[list[Id], Field(min_length=1)]
    categories: Annotated[list[CategoryEntry], Field(min_length=1, max_length=20)]

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        if not is_money(value):
            raise ValueError(
                f"{value} is no money that people pay with: write an ISO 4217 code such as KRW or USD"
            )
        return value

    @field_validator("payment", mode="after")
    @classmethod
    def _can_be_paid(cls, value: list[Method], info: ValidationInfo) -> list[Method]:
        if len(set(value)) < len(value):
            raise ValueError("write each way to pay once")
        currency = info.data.get("currency")
        if "card" in value and currency and currency not in CARD_LIMITS:
            raise ValueError(
                f"Telegram takes no cards for {currency}: write `payment: [cash]`, or another currency"
            )
        return value

    @model_validator(mode="after")
    def _consistent(self) -> StoreEntry:
        dishes = [dish for category in self.categories for dish in category.dishes]
        for kind, ids in (
            ("category", [category.id for category in self.categories]),
            ("dish", [dish.id for dish in dishes]),
        ):
            if doubled := sorted({id for id in ids if ids.count(id) > 1}):
                raise ValueError(f"{kind} id {doubled[0]!r} is used twice: give each its own")
        phone_of(self.phone, self.region, self.currency)
        digits = decimals(self.currency)
        for dish in dishes:
            amount = dish.price.scaleb(digits)
            if amount != amount.to_integral_value():
                raise ValueError(
                    f"price {dish.price} of {dish.id!r}: {self.currency} has {digits} decimals"
                )
            if not 0 < amount <= 10**9:
                raise ValueError(f"price {dish.price} of {dish.id!r}: write a positive price")
        return self


def read_store(path: Path) -> StoreFile:
    """Read and check one store file.

    Raises:
        OperatorError: The file is missing, no YAML, or breaks a rule.
    """
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise BadStoreFileError(f"{path}: write one store, beginning with `id:` and `name:`")
    try:
        return _store(StoreEntry.model_validate(content))
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False)
        lines = [one_line(f"{path}: {_told(mistake)}") for mistake in mistakes[:_MOST_MISTAKES]]
        if more := len(mistakes) - len(lines):
            lines.append(f"{path}: and {more} more")
        raise BadStoreFileError("\n".join(lines)) from error


def read_stores(path: Path) -> list[StoreFile]:
    """Read one store file, or every ``*.yaml`` of a folder.

    Raises:
        OperatorError: One of them cannot be used, or two are about the same store.
    """
    if not _is_folder(path):
        return [read_store(path)]
    files = sorted([*path.glob("*.yaml"), *path.glob("*.yml")])
    if not files:
        raise BadStoreFileError(f"{path}: there is no .yaml file in this folder")
    found: dict[str, Path] = {}
    stores = []
    for file in files:
        store = read_store(file)
        if store.id in found:
            raise BadStoreFileError(
                f"{file}: id: {store.id} is the store of {found[store.id]}, too: give each its own"
            )
        found[store.id] = file
        stores.append(store)
    return stores


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # Reading it will tell why.
        return False


def _told(mistake: ErrorDetails) -> str:
    place = ".".join(str(part)[:_LONGEST_PART] for part in mistake["loc"]) or "store"
    return f"{place}: {mistake['msg'].removeprefix('Value error, ')}"


def _store(entry: StoreEntry) -> StoreFile:
    digits = decimals(entry.currency)
    categories = tuple(
        Category(
            id=category.id,
            name=category.name,
            dishes=tuple(
                Dish(
                    id=dish.id,
                    name=dish.name,
                    price=Money(int(dish.price.scaleb(digits)), entry.currency),
                    description=dish.description,
                    available=dish.available is not False,
                )
                for dish in category.dishes
            ),
        )
        for category in entry.categories
    )
    return StoreFile(
        id=entry.id,
        name=entry.name,
        currency=entry.currency,
        phone=phone_of(entry.phone, entry.region, entry.currency),
        address=entry.address,
        is_open=entry.open,
        categories=categories,
        owners=frozenset(entry.owners),
        couriers=frozenset(entry.couriers),
        methods=tuple(map(PaymentMethod, entry.payment)),
        capacity=entry.capacity,
        silent=frozenset(
            dish.id
            for category in entry.categories
            for dish in category.dishes
            if dish.available is None
        ),
        terms=terms_of(
            entry.currency,
            entry.delivery,
            entry.minimum,
            entry.tips,
            entry.most_tip,
            entry.tips_to,
        ),
        region=entry.region,
    )
