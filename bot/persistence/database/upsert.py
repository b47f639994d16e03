"""INSERTs that meet a row with the same key; both engines take PostgreSQL's words for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Table, case, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement


def insert_or_ignore(table: Table) -> Insert:
    """An INSERT that leaves a row with the same key as it is, and then changes no row."""
    return insert(table).on_conflict_do_nothing()


def insert_or_replace(
    table: Table,
    key: tuple[str, ...],
    *changed: str,
    unless: Mapping[str, ColumnElement[bool]] | None = None,
) -> Insert:
    """An INSERT of a whole row, which changes some columns of the row with that key, if any.

    Args:
        table: Where to.
        key: The columns of a unique index.
        changed: Which columns change.
        unless: When one of these stays as it is after all.
    """
    new = insert(table)
    kept = unless or {}
    return new.on_conflict_do_update(
        index_elements=list(key),
        set_={
            name: case((kept[name], table.c[name]), else_=new.excluded[name])
            if name in kept
            else new.excluded[name]
            for name in changed
        },
    )


def wished(table: Table) -> ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]:
    """The columns of the row that was to be inserted, for what the row that is there becomes."""
    return insert(table).excluded


def insert_or_set(
    table: Table,
    key: tuple[str, ...],
    changed: Mapping[str, Any],
    *,
    where: str = "",
    row: Select[*tuple[Any, ...]] | None = None,
    only_if: ColumnElement[bool] | None = None,
) -> Insert:
    """An INSERT that changes the row with that key instead, if there is one.

    Args:
        table: Where to.
        key: The columns of a unique index.
        changed: What the row that is there becomes.
        where: Which rows the index is about, as the index itself says it; empty for all.
        row: What is inserted, by the names of the columns, or nothing; None: parameters say it.
        only_if: Whether the row that is there is changed.
    """
    new = insert(table)
    if row is not None:
        new = new.from_select([it.name for it in row.selected_columns], row)
    return new.on_conflict_do_update(
        index_elements=list(key),
        index_where=text(where) if where else None,
        set_=dict(changed),
        where=only_if,
    )
