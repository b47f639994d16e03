"""A chat as somebody sees it, kept up to date by the stream of changes."""

# ruff: noqa: ASYNC109 - a test says how long it is willing to wait

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.simulator.client.lock_screen import notices, visible_line

Json = dict[str, Any]
T = TypeVar("T")
Condition = Callable[["ChatState"], Any]


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button and where it is."""

    message_id: int
    row: int
    column: int
    raw: Json


def text_of(message: Json) -> str:
    """Return everything there is to read in a message."""
    invoice = message.get("invoice", {})
    parts = (
        message.get("text"),
        message.get("caption"),
        invoice.get("title"),
        invoice.get("description"),
    )
    return "\n".join(part for part in parts if part)


def describe(pattern: str | re.Pattern[str]) -> str:
    """Name a pattern in an error."""
    return repr(pattern if isinstance(pattern, str) else pattern.pattern)


def _matches(pattern: str | re.Pattern[str], text: str) -> bool:
    return pattern in text if isinstance(pattern, str) else pattern.search(text) is not None


class ChatState:
    """The messages and keyboards of one chat."""

    def __init__(self, chat_id: int) -> None:
        self.id = chat_id
        self.messages: dict[int, Json] = {}
        self.touched: dict[int, int] = {}
        self._consumed: dict[tuple[int, int], int] = {}
        self.read: dict[int, int] = {}
        self.reply_keyboard: Json | None = None
        self.commands: list[Json] = []
        self.lost: BaseException | None = None
        self._waiters: set[asyncio.Future[None]] = set()

    def reset(self, view: Json, seq: int) -> None:
        """Take over a whole chat."""
        known = self.messages
        self.messages = {message["message_id"]: message for message in view["messages"]}
        for number, message in self.messages.items():
            if known.get(number) != message:
                self.touched[number] = seq
        self.read = {int(person): number for person, number in view["read"].items()}
        self.reply_keyboard = view["reply_keyboard"]
        self.commands = view["commands"]
        self.wake()

    def apply(self, kind: str, data: Json, seq: int) -> None:
        """Take over one change."""
        if kind in {"message", "edit"}:
            number = data["message"]["message_id"]
            self.messages[number] = data["message"]
            self.touched[number] = seq
        elif kind == "delete":
            for number in data["message_ids"]:
                self.messages.pop(number, None)
        elif kind == "read":
            self.read[data["user_id"]] = data["message_id"]
        elif kind == "keyboard":
            self.reply_keyboard = data["reply_keyboard"]
        elif kind == "commands":
            self.commands = data["commands"]
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait_for(
        self,
        look: Callable[[], T | None],
        what: str,
        timeout: float,
    ) -> T:
        """Return what `look` finds, looking again after each change."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while (found := look()) is None:
            if self.lost is not None:
                raise ConnectionError("The simulator is gone.") from self.lost
            waiter = loop.create_future()
            self._waiters.add(waiter)
            try:
                await asyncio.wait_for(waiter, deadline - loop.time())
            except TimeoutError:
                text = f"Waited {timeout:g} s for {what} in vain.\n{self.transcript()}"
                raise AssertionError(text) from None
            finally:
                self._waiters.discard(waiter)
        return found

    def find(self, pattern: str | re.Pattern[str], viewer: int, *, new: bool) -> Json | None:
        """Return the newest message of others that matches; if `new`, one not consumed yet."""
        for number in reversed(self.messages):
            message = self.messages[number]
            if message["from"]["id"] == viewer:
                continue
            if new and self._consumed.get((viewer, number)) == self.touched[number]:
                continue
            if _matches(pattern, text_of(message)):
                return message
        return None

    def consume(self, message: Json, viewer: int) -> None:
        """Let a message count as seen until it is edited."""
        number = message["message_id"]
        self._consumed[viewer, number] = self.touched[number]

    def lock_screen(self, viewer: int) -> list[str]:
        """Return what the viewer's locked phone shows of this chat, the newest line last."""
        return [visible_line(it) for it in notices(self.messages, self.read.get(viewer, 0))]

    def invoice(self) -> Json | None:
        """Return the newest invoice."""
        found = (it for it in reversed(self.messages.values()) if "invoice" in it)
        return next(found, None)

    def button(self, label: str | None, data: str | None, message_id: int | None) -> Button | None:
        """Return the newest inline button with this label or data."""
        for number in reversed(self.messages):
            if message_id not in {None, number}:
                continue
            markup = self.messages[number].get("reply_markup", {})
            for row, buttons in enumerate(markup.get("inline_keyboard", [])):
                for column, raw in enumerate(buttons):
                    if raw["text"] == label or (data and raw.get("callback_data") == data):
                        return Button(number, row, column, raw)
        return None

    def keyboard_button(self, label: str) -> Json | None:
        """Return a button of the keyboard under the input field."""
        rows: list[list[Json]] = (self.reply_keyboard or {}).get("keyboard", [])
        return next((it for row in rows for it in row if it["text"] == label), None)

    def transcript(self) -> str:
        """Return the chat as text, for errors."""
        lines = [f"Chat {self.id}:"]
        for number, message in self.messages.items():
            kinds = ("location", "contact", "photo", "successful_payment")
            text = text_of(message) or next((f"[{it}]" for it in kinds if it in message), "[…]")
            lines.append(f"  #{number} {message['from']['first_name']}: {text}")
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            lines += ["      " + " ".join(f"[{it['text']}]" for it in row) for row in rows]
        if self.reply_keyboard is not None:
            rows = self.reply_keyboard["keyboard"]
            lines += ["  ⌨ " + " ".join(f"({it['text']})" for it in row) for row in rows]
        return "\n".join(lines)
