"""What only the operator can mend is told in one line, by whatever command meets it."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.demo import STORES
from bot.persistence.database.migrate import migrate
from tests.support.simulated import simulated

ROOT = Path(__file__).parents[3]
TOKEN = "7000000001:AAExampleTokenForTheLocalSimulator00"
COMMANDS = (
    ("run",),
    ("migrate",),
    ("outbox", "list"),
    ("updates", "show", "1"),
    ("payments", "reconcile"),
    ("stores", "import", str(STORES)),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands run; nothing but what a test sets is set."""
    for name in tuple(os.environ):
        if name not in {"PATH", "HOME", "LANG"}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(*arguments: str, **settings: str) -> str:
    """What a command that fails says, which is one line."""
    live = {"BOT_TOKEN": TOKEN, "TELEGRAM_URL": "http://127.0.0.1:9", "PORT": "0"}
    result = CliRunner().invoke(cli, arguments, env={**live, **settings})
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("azer: ")
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr.removeprefix("azer: ").rstrip("\n")


def ours(path: Path, sql: str = "") -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(sql)
        database.execute("PRAGMA journal_mode=WAL")


def foreign(path: Path, sql: str = "") -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript("create table songs (title text);" + sql)


def overwritten(path: Path, at: int, content: bytes) -> None:
    ours(path)
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def truncated(path: Path) -> None:
    ours(path)
    os.truncate(path, path.stat().st_size // 2)


OTHERS_VERSIONS = (
    "create table alembic_version (version_num text); insert into alembic_version values ('{}')"
)
# Of a version that took something away which this one needs.
CONTRACTED = "version_num = '9999', understood_from = '9999'"
BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    # Version 3 of the format is for reading only (SQLite, file format, 1.3.3).
    "read-only": (lambda it: overwritten(it, 18, b"\3"), "attempt to write a readonly database"),
    "foreign": (foreign, "is the database of another program"),
    "foreign, with versions": (
        lambda it: foreign(it, OTHERS_VERSIONS.format("a1b2")),
        "is the database of another program",
    ),
    "foreign, with our version": (
        lambda it: foreign(it, OTHERS_VERSIONS.format("0001")),
        "is the database of another program",
    ),
    "newer": (
        lambda it: ours(it, f"update alembic_version set {CONTRACTED}"),
        "was written by a later version of this program .9999.",
    ),
    "without a table": (lambda it: ours(it, "drop table cards"), "has lost its table cards"),
    "rows that refer to nothing": (
        lambda it: ours(
            it,
            "insert into outbox (consumer, seq, subject, bucket) values ('store', 1, 'o', 0)",
        ),
        "has 1 rows that refer to nothing",
    ),
    "truncated": (truncated, "malformed"),
    "corrupt": (lambda it: overwritten(it, 4096, b"\xaa" * 100_000), "malformed|damaged"),
    "no database": (lambda it: it.write_bytes(b"id: cafe\n" * 500), "file is not a database"),
    "utf-16": (lambda it: it.write_text("SQLite" * 500, "utf-16"), "file is not a database"),
    "a folder": (lambda it: it.mkdir(), "is a folder: write the path of a file in it"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command_with_a_database_that_cannot_be_used_says_which_and_why(
    place: Path, kind: str, command: tuple[str, ...]
) -> None:
    make, reason = BAD[kind]
    path = place / "azer.db"
    make(path)
    line = told(*command, DATABASE=str(path))
    assert line.startswith(f"DATABASE: {path}")
    assert re.search(reason, line)


@pytest.mark.parametrize("kind", ["foreign", "newer", "no database"])
def test_database_that_is_not_ours_is_left_as_it_is(place: Path, kind: str) -> None:
    path = place / "azer.db"
    BAD[kind][0](path)
    before = path.read_bytes()
    for command in COMMANDS:
        told(*command, DATABASE=str(path))
    assert path.read_bytes() == before


def test_run_on_a_database_with_one_damaged_page_does_not_begin(place: Path) -> None:
    path = place / "azer.db"
    ours(path)
    with closing(sqlite3.connect(path)) as database:
        ((page,),) = database.execute(
            "select rootpage from sqlite_master where name = 'deliveries'"
        ).fetchall()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xaa" * 4096)
    line = told("run", DATABASE=str(path))
    assert line.startswith(f"DATABASE: {path}: ")
    assert "damaged" in line or "malformed" in line


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "DATABASE: write the path of a file"),
        (".", "DATABASE: write the path of a file"),
        ("..", "DATABASE: .. is a folder"),
        ("/", "DATABASE: / is a folder"),
        ("x" * 300, "DATABASE: cannot be a file's path: File name too long"),
        ("file/azer.db", "DATABASE: file/azer.db: "),
        ("/proc/nowhere/azer.db", "DATABASE: /proc/nowhere/azer.db: "),
    ],
)
def test_command_with_a_place_where_no_database_can_be_says_so(
    place: Path, command: tuple[str, ...], value: str, said: str
) -> None:
    (place / "file").touch()
    assert told(*command, DATABASE=value).startswith(said)


@pytest.mark.parametrize(
    "name",
    ["a?b.db", "a#b.db", "a%41.db", "a b.db", ":memory:", "file:a.db", "a?mode=memory", "갈비.db", "a;b&c=d.db"],
)  # fmt: skip
def test_path_of_the_database_is_taken_as_it_is_written(place: Path, name: str) -> None:
    result = CliRunner().invoke(cli, ["stores", "import", str(STORES)], env={"DATABASE": name})
    assert result.exit_code == 0, result.output
    assert sorted(it.name for it in place.iterdir() if it.name.endswith(("-wal", "-shm"))) == []
    assert [it.name for it in place.iterdir()] == [name]
    with closing(sqlite3.connect(place / name)) as database:
        assert database.execute("select count(*) from stores").fetchone() == (3,)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TIMEZONE", "America", "TIMEZONE: not a time zone; for example Asia/Seoul"),
        ("OPERATORS", "-5", "OPERATORS: Input should be greater than 0"),
        ("BOT_TOKEN", "12345", "BOT_TOKEN: write the whole token from @BotFather"),
        ("TELEGRAM_URL", "telegram", "TELEGRAM_URL: write an address"),
        ("HOST", "256.256.256.256", "HOST, PORT: cannot serve at 256.256.256.256:0: "),
        ("HOST", "a" * 70, "HOST, PORT: cannot serve at "),
        ("HOST", "..", "HOST, PORT: cannot serve at "),
    ],
)
def test_run_with_a_wrong_setting_says_which(
    place: Path, name: str, value: str, said: str
) -> None:
    assert told("run", **{name: value}).startswith(said)


@pytest.mark.parametrize(
    "content", [b"\xff\xfeB\0O\0T\0", b"\x00\x01\x02", b"PORT=1\n\xe9=2\n", b"\x7fELF\x02\x01\xff"]
)
def test_command_with_a_binary_env_file_says_so(place: Path, content: bytes) -> None:
    (place / ".env").write_bytes(content)
    assert told("migrate") == ".env: is no text: save it as UTF-8"


def test_env_file_with_a_mark_at_its_beginning_is_read_from_its_first_line(place: Path) -> None:
    (place / ".env").write_bytes(b"\xef\xbb\xbfOPERATORS=-5\n")
    assert told("migrate") == "OPERATORS: Input should be greater than 0"


@pytest.mark.parametrize("content", ["[" * 5000, "price: !!int nope", "id: a\nid: b", "\0"])
def test_import_of_odd_yaml_is_one_line(place: Path, content: str) -> None:
    (place / "bad.yaml").write_text(content, "utf-8")
    assert told("stores", "import", "bad.yaml").startswith("bad.yaml: line ")
    assert not (place / "var").exists()


@pytest.mark.parametrize("name", ["x" * 300, "none.yaml", "file/more.yaml"])
def test_import_of_a_path_that_cannot_be_read_is_one_line(place: Path, name: str) -> None:
    (place / "file").touch()
    assert told("stores", "import", name).startswith(f"{name}: cannot be read: ")


async def azer(folder: Path, **settings: str) -> asyncio.subprocess.Process:
    """``main.py run`` as a process of its own, which is what leaves its last words behind."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "main.py"), "run"),
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "PORT": "0", **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("token", ["1:no", f"{TOKEN}x"])
async def test_run_with_a_token_that_telegram_does_not_know_is_one_line(
    tmp_path: Path, token: str
) -> None:
    async with simulated() as world:
        process = await azer(tmp_path, BOT_TOKEN=token, TELEGRAM_URL=world.address)
        said, complained = await process.communicate()
    assert (process.returncode, said) == (2, b"")
    assert complained.decode() == "azer: BOT_TOKEN: Telegram does not know this token\n"


@pytest.mark.parametrize("slashes", ["/", "//"])
async def test_run_with_a_slash_at_the_end_of_the_telegram_url_works(
    tmp_path: Path, slashes: str
) -> None:
    async with simulated() as world:
        process = await azer(tmp_path, BOT_TOKEN=TOKEN, TELEGRAM_URL=f"{world.address}{slashes}")
        assert process.stdout is not None
        said = await process.stdout.readline()
        if process.returncode is None:
            process.terminate()
        _, complained = await process.communicate()
    assert (said, complained) == (
        b"Azer Delivery talks to Telegram. Ctrl-C stops it.\n",
        b"",
    )


@contextmanager
def as_nobody() -> Iterator[None]:
    """Nothing is forbidden to root."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("mode", "said"), [(0o444, "attempt to write a readonly database"), (0o000, "unable to open")]
)
@pytest.mark.usefixtures("place")
def test_migrate_of_a_file_that_this_user_may_not_write_is_one_line(
    mode: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not below ``tmp_path``, which no other user may enter.
    with TemporaryDirectory() as folder:
        path = Path(folder) / "azer.db"
        ours(path)
        path.chmod(mode)
        Path(folder).chmod(0o755)
        monkeypatch.chdir(folder)
        with as_nobody():
            assert told("migrate", DATABASE=str(path)).startswith(f"DATABASE: {path}: {said}")
            beside = Path(folder) / "new" / "azer.db"
            assert told("run", DATABASE=str(beside)).startswith(f"DATABASE: {beside}: Permission")


@pytest.mark.parametrize(
    ("contexts", "said"),
    [
        ("store,shop", "--contexts: shop: there are order, "),
        ("store", "--contexts: needs BOT_TOKEN"),
    ],
)
def test_run_of_contexts_that_leave_something_undone_is_one_line(contexts: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["run", "--contexts", contexts], env={"DATABASE_URL": ""})
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"azer: {said}")
