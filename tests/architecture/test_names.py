"""No module, class, function or button bears a name that only insiders knew."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A word that has no place anywhere in a name, and what the field says instead.
OLD_WORDS = {
    "azer": "runtime",
    "cashier": "payment resumer",
    "desk": "refund worker",
    "door": "command bus; database",
    "essence": "trimming",
    "journal": "event store; outbox",
    "lane": "user queue",
    "lanes": "user queues",
    "pacer": "rate limiter",
    "platform": "dependencies",
    "prepared": "a statement of SQLAlchemy Core",
    "reactions": "policies",
    "sweeper": "deadline worker",
}
# A whole name that is only wrong as the name of such a thing.
OLD_NAMES = {
    "module": {
        "app": "runtime",
        "books": "ledger snapshot",
        "calls": "context gateways",
        "config": "settings",
        "follow": "projection",
        "line": "held orders",
        "listen": "ptb handlers",
        "loops": "worker",
        "memory": "session",
        "movements": "ledger",
        "nightly": "nightly audit",
        "once": "idempotency",
        "policy": "limits",
        "transaction": "unit of work",
        "watch": "provider monitor",
        "words": "translator",
    },
    "class": {
        "Books": "LedgerSnapshot",
        "Follow": "a projection",
        "Memory": "Session",
        "Once": "IdempotencyKeys",
        "Policy": "OperatingLimits",
        "Transaction": "UnitOfWork",
        "Watch": "ProviderMonitor",
        "Words": "Translator",
    },
    "function": {
        "books": "a ledger snapshot",
        "calls": "context gateways",
        "follow": "project",
        "line": "held orders, in turn",
        "listen": "on_tap, on_command …",
        "memory": "session",
        "once": "what it does with a key",
        "part": "savepoint",
        "watch": "what it looks at",
        "words": "translate",
    },
    "button": {
        "avail": "switch a dish",
        "drop": "ask whether to cancel",
        "dropno": "keep the order",
        "dropyes": "cancel the order",
        "menucategory": "show a category",
        "menustore": "show the categories",
        "openstore": "open the store",
        "ownreject": "reject in own words",
        "ownwords": "ask for own words",
        "shutstore": "close the store",
        "unreject": "leave the reasons",
        "why": "reject for a reason",
    },
}


def words_of(name: str) -> set[str]:
    """The words of a name: ``refund_worker`` and ``RefundWorker`` have the same two."""
    return {it.lower() for it in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def names_in(path: str, source: str) -> Iterator[tuple[str, str]]:
    """Every name that a file gives, each with what it is the name of."""
    yield from (("module", name) for name in Path(path).with_suffix("").parts)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name):
                yield "class", name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield "function", name
            # Callback data begins with its verb; what is a verb and what a text, nobody can tell
            # but by its being one of those.
            case ast.Constant(value=str(text)) if path.startswith("handlers/"):
                yield "button", text


def old_names_in(path: str, source: str) -> Iterator[str]:
    """Each old name of a file, with what it should be called."""
    for kind, name in names_in(path, source):
        where = kind if kind == "button" else f"{path}: {kind}"
        if new := OLD_NAMES[kind].get(name):
            yield f"{where} {name} ({new})"
        elif kind != "button":
            for word in words_of(name) & OLD_WORDS.keys():
                yield f"{where} {name} ({OLD_WORDS[word]})"


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/app.py", ""),
        ("bot/payments/desk.py", ""),
        ("bot/lanes/queue.py", ""),
        ("bot/x.py", "class ClockSweeper: ..."),
        ("bot/x.py", "class Books: ..."),
        ("bot/x.py", "async def through_the_door(): ..."),
        ("bot/x.py", "class A:\n    def once(self): ..."),
        ("handlers/x.py", "on_tap(ask, 'drop')"),
    ],
)
def test_old_name_is_found(path: str, source: str) -> None:
    assert len(list(old_names_in(path, source))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("bot/runtime.py", "def refund_once(): ..."),
        ("domain/x.py", "class Line: ..."),
        ("bot/x.py", "class Doorstep: ..."),
        ("bot/x.py", "'drop'"),
    ],
)
def test_name_that_only_resembles_an_old_one_is_not(path: str, source: str) -> None:
    assert list(old_names_in(path, source)) == []


def test_nothing_of_the_program_bears_an_old_name() -> None:
    found = {
        it
        for folder in ("bot", "handlers", "domain")
        for path in (ROOT / folder).rglob("*.py")
        for it in old_names_in(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    }
    assert found == set()
