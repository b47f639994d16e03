"""Nothing in handlers/ sends but handlers/replies.py: whatever it sends is counted for a crash."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import telegram
from telegram.ext import ExtBot

ROOT = Path(__file__).parents[2]
ONLY_SENDER = "handlers/replies.py"
ASKING_TELEGRAM = (
    ExtBot,
    telegram.CallbackQuery,
    telegram.Chat,
    telegram.InlineQuery,
    telegram.Message,
    telegram.PreCheckoutQuery,
    telegram.ShippingQuery,
    telegram.User,
)
# Whatever of python-telegram-bot waits for Telegram: send_message, edit_text, answer, delete …
SENDING = {
    name
    for kind in ASKING_TELEGRAM
    for name, method in inspect.getmembers(kind, inspect.iscoroutinefunction)
    if not name.startswith("_")
}


def imported(tree: ast.AST) -> set[str]:
    """The names that a file imports: a handler's own ``send_invoice`` is none of Telegram's."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def sends(source: str) -> Iterator[str]:
    """Every use of a method that sends, called or handed on, other than one of the replies."""
    tree = ast.parse(source)
    modules = imported(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in SENDING:
            continue
        match node.value:
            case ast.Attribute(attr="replies"):
                continue
            case ast.Name(id=name) if name in modules:
                continue
        yield f"{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize(
    "line",
    [
        "await context.bot.send_message(1, 'hello')",
        "await update.callback_query.answer()",
        "await update.callback_query.edit_message_text('hello')",
        "await update.message.reply_text('hello')",
        "await update.effective_chat.send_message('hello')",
        "await message.delete()",
        "later(context.bot.send_photo)",
        "await chat.sendMessage('hello')",
    ],
)
def test_send_past_the_replies_is_found(line: str) -> None:
    assert len(list(sends(f"async def f(update, context):\n    {line}"))) == 1


def test_send_through_the_replies_is_allowed() -> None:
    source = "from handlers.customer import paying\non_tap(paying.send_invoice)\n"
    assert list(sends(source + "context.replies.send_location(1, 2)")) == []


def test_nothing_in_handlers_sends_but_the_replies() -> None:
    found = {
        str(path.relative_to(ROOT)): list(sends(path.read_text("utf-8")))
        for path in (ROOT / "handlers").rglob("*.py")
    }
    assert found.pop(ONLY_SENDER)
    assert {path: those for path, those in found.items() if those} == {}
