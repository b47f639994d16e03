"""Tokens of programs: made, listed and revoked on the command line, kept as their SHA-256."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.demo import STORES
from bot.http.tokens import digest_of, new_secret
from tests.support.command_line import azer


@pytest.fixture
def town(tmp_path: Path) -> Path:
    assert azer(tmp_path, "stores", "import", str(STORES)).returncode == 0
    return tmp_path


def rows(town: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(town / "azer.db")) as database:
        return database.execute("select id, digest, scope, revoked_at from api_tokens").fetchall()


def owner_of(town: Path, store: str) -> int:
    with closing(sqlite3.connect(town / "azer.db")) as database:
        query = "select user_id from store_staff where store_id = ? and role = 'owner'"
        (found,) = database.execute(query, (store,)).fetchone()
    return int(found)


def test_token_is_shown_once_and_kept_as_its_digest(town: Path) -> None:
    owner = str(owner_of(town, "hanok"))
    made = azer(town, "tokens", "add", "store", "--store", "hanok", "--user", owner)
    secret = made.stdout.strip()
    ((id, digest, scope, revoked_at),) = rows(town)
    assert made.returncode == 0
    assert digest == sha256(secret.encode()).hexdigest()
    assert (scope, revoked_at) == ("store", None)
    assert secret.encode() not in (town / "azer.db").read_bytes()
    listed = azer(town, "tokens", "list").stdout
    assert listed.startswith(f"{id}  ")
    assert f"store {owner} of hanok" in listed
    assert secret not in listed


def test_token_that_is_revoked_is_listed_as_such_and_cannot_be_revoked_again(town: Path) -> None:
    operator = {"OPERATORS": "500"}
    assert azer(town, "tokens", "add", "operator", "--user", "500", **operator).returncode == 0
    ((id, *_),) = rows(town)
    assert azer(town, "tokens", "revoke", id).stdout == f"{id} is revoked\n"
    assert "  revoked 20" in azer(town, "tokens", "list").stdout
    again = azer(town, "tokens", "revoke", id)
    assert (again.returncode, again.stderr) == (
        2,
        f"azer: there is no token {id}; see: main.py tokens list\n",
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("store", "--store", "nowhere"), "--store: there is no store nowhere"),
        (("store", "--store", "hanok", "--user", "999"), "--user: name one of its owners: "),
        (("store",), "--store: names the store of a token for a store, and of no other"),
        (("courier", "--store", "hanok"), "--store: names the store of a token for a store"),
        (("customer", "--user", "999"), "--user: the bot cannot write to 999"),
        (("courier", "--user", "999"), "--user: 999 delivers for no store"),
        (("operator", "--user", "999"), "--user: 999 is not one of OPERATORS"),
    ],
)
def test_token_for_whoever_cannot_act_so_is_not_made(
    town: Path, arguments: tuple[str, ...], problem: str
) -> None:
    refused = azer(town, "tokens", "add", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"azer: {problem}")
    assert rows(town) == []


def test_secret_has_256_random_bits_and_a_mark_of_its_own() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {(it[:5], len(it)) for it in secrets} == {("azer_", 5 + 43)}
    assert digest_of("azer_x\udce9") != digest_of("azer_x")
