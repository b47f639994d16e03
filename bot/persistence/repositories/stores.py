"""Stores and their staff in the database."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import bindparam, delete, insert, select

from bot.persistence.database.tables import store_staff, stores
from bot.persistence.database.types import from_json, to_json
from bot.persistence.repositories.repository import Repository, Row, Stored
from domain.shared.methods import PaymentMethod
from domain.shared.terms import Terms
from domain.store.model import Category, Store

_OWNER, _COURIER = "owner", "courier"
_ALL = select(stores).order_by(stores.c.name)
_OWNED_BY = (
    select(stores)
    .join(store_staff, store_staff.c.store_id == stores.c.id)
    .where(store_staff.c.user_id == bindparam("owner"), store_staff.c.role == _OWNER)
    .order_by(stores.c.name)
)
_CLEAR_STAFF = delete(store_staff).where(store_staff.c.store_id == bindparam("store"))
_INSERT_STAFF = insert(store_staff)
_OF_COURIER = select(store_staff.c.store_id).where(
    store_staff.c.user_id == bindparam("courier"), store_staff.c.role == _COURIER
)

_STAFFED_BY = select(store_staff.c.store_id, store_staff.c.role).where(
    store_staff.c.user_id == bindparam("user")
)


class SqlStores(Repository[Store]):
    """The ``Stores`` port."""

    table, key, kind = stores, "id", "store"

    def all(self) -> list[Store]:
        """Every store, by name."""
        return self._all(_ALL)

    def owned_by(self, user_id: int) -> list[Store]:
        """The stores of one owner, by name."""
        return self._all(_OWNED_BY, owner=user_id)

    def of_courier(self, user_id: int) -> frozenset[str]:
        """The ids of the stores that a courier delivers for."""
        return frozenset(self._connection.scalars(_OF_COURIER, {"courier": user_id}))

    def staffed_by(self, user_id: int) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of the stores that somebody owns, and of those that they deliver for."""
        rows = self._connection.execute(_STAFFED_BY, {"user": user_id}).all()
        owns, delivers_for = (
            frozenset(store_id for store_id, role in rows if role == wanted)
            for wanted in (_OWNER, _COURIER)
        )
        return owns, delivers_for

    def add(self, root: Store) -> None:
        """Insert a store with its staff."""
        super().add(root)
        self._write_staff(root)

    def save(self, root: Store) -> None:
        """Update a store with its staff."""
        before = self.get(root.id)
        super().save(root)
        if (before.owners, before.couriers) != (root.owners, root.couriers):
            self._write_staff(root)

    def _write_staff(self, root: Store) -> None:
        staff = [(_OWNER, id) for id in root.owners] + [(_COURIER, id) for id in root.couriers]
        self._connection.execute(_CLEAR_STAFF, {"store": root.id})
        rows = [{"store_id": root.id, "role": role, "user_id": id} for role, id in staff]
        if rows:
            self._connection.execute(_INSERT_STAFF, rows)

    def _row(self, root: Store) -> Row:
        return {
            "id": root.id,
            "name": root.name,
            "currency": root.currency,
            "phone": root.phone,
            "address": root.address,
            "is_open": root.is_open,
            "categories": to_json(tuple[Category, ...], root.categories),
            "methods": " ".join(root.methods),
            "owners": " ".join(map(str, sorted(root.owners))),
            "couriers": " ".join(map(str, sorted(root.couriers))),
            "capacity": root.capacity,
            "terms": to_json(Terms, root.terms),
            "region": root.region,
            "unanswered": root.unanswered,
            "paused_by": root.paused_by,
        }

    def _aggregate(self, row: Stored) -> Store:
        return Store(
            id=row["id"],
            name=row["name"],
            currency=row["currency"],
            phone=row["phone"],
            address=row["address"],
            is_open=row["is_open"],
            categories=_menu(row["categories"]),
            owners=_ids(row["owners"]),
            couriers=_ids(row["couriers"]),
            methods=_methods(row["methods"]),
            capacity=row["capacity"],
            version=row["version"],
            terms=_terms(row["terms"]),
            region=row["region"],
            unanswered=row["unanswered"],
            paused_by=row["paused_by"],
        )


# Menus are read with every tap and change rarely; what is kept here cannot be changed.
@lru_cache(maxsize=512)
def _menu(text: str) -> tuple[Category, ...]:
    return from_json(tuple[Category, ...], text)


@lru_cache(maxsize=512)
def _terms(text: str) -> Terms:
    return from_json(Terms, text)


@lru_cache(maxsize=64)
def _methods(text: str) -> tuple[PaymentMethod, ...]:
    return tuple(map(PaymentMethod, text.split()))


@lru_cache(maxsize=512)
def _ids(text: str) -> frozenset[int]:
    return frozenset(map(int, text.split()))
