"""docs/flows/conversations.md: every update that is answered, by which coroutine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    PreCheckoutQueryHandler,
)

from handlers.routes import register
from tests.architecture.flows.callbacks import (
    Function,
    inside,
    leads_to,
    unwrapped,
    wrapper_of,
    written_out,
)
from tests.architecture.flows.markdown import code, first_line, listed, page, table

Handler = BaseHandler[Any, Any, Any]
HEAD = ("when", "answered by", "which does", "leads to")
INTRODUCTION = (
    "What Telegram sends, and the coroutine in `handlers/` that answers it: `module.function`. The "
    "first line that fits is the one that counts. A step that leads nowhere stays in its state."
)
EVERY_UPDATE = (
    "From top to bottom (`handlers/routes.py`). Of each group the first line that fits gets the "
    "update; then the next group does, unless that one was the last to see it."
)
# Wrappers that add nothing to what a step does, such as its being the last to see an update.
PLAIN = ("on_tap", "alone")
# What the other wrappers make of the functions that they are given.
HOW = {
    "answering": "{0}; if something else was asked last, {1}",
    "correcting": "{0}, while that is still asked; else a hint",
    "_anything_else": "a hint, then {0}",
}
# What a filter lets through, in words; what every filter of ours has in common is left out.
EVERY_FILTER = " and <filters.UpdateType.MESSAGE and filters.ChatType.PRIVATE>"
MESSAGES = {
    "<inverted filters.StatusUpdate.ALL>": "any message of a person",
    "filters.COMMAND": "any command",
    "<<inverted filters.StatusUpdate.ALL> and <inverted filters.COMMAND>>": "anything but a command",
    "filters.CONTACT": "a contact is shared",
    "filters.LOCATION": "a location is shared",
    "<filters.TEXT and <inverted filters.COMMAND>>": "a text is typed",
    "<filters.UpdateType.MESSAGE and filters.SUCCESSFUL_PAYMENT>": "a payment was made",
    "<<filters.TEXT and <inverted filters.COMMAND>> and <filters.UpdateType.EDITED_MESSAGE and "
    "filters.ChatType.PRIVATE>>": "a text is edited",
}


class Listing:
    """Takes the place of an application, and keeps what is registered, by group."""

    def __init__(self) -> None:
        self.groups: dict[int, list[Handler]] = {}
        self.on_error: Function | None = None

    def add_handlers(self, handlers: Iterable[Handler], group: int = 0) -> None:
        self.groups.setdefault(group, []).extend(handlers)

    def add_handler(self, handler: Handler, group: int = 0) -> None:
        self.add_handlers([handler], group)

    def add_error_handler(self, callback: Function) -> None:
        self.on_error = callback


def registered() -> Listing:
    """Everything that answers an update."""
    routes = Listing()
    register(cast("Any", routes))
    return routes


def conversations_in(routes: Listing) -> list[ConversationHandler[Any]]:
    """The conversations, in the order in which they get an update."""
    handlers = (it for _, group in sorted(routes.groups.items()) for it in group)
    return [it for it in handlers if isinstance(it, ConversationHandler)]


def buttons_of(handler: Handler) -> list[str]:
    """The buttons that a handler takes, by their class or the verbs of their data; none for any."""
    if button := getattr(handler, "button", None):
        return [button.__name__]
    if not isinstance(handler, CallbackQueryHandler) or not isinstance(
        handler.pattern, re.Pattern
    ):
        return []
    return re.findall(r"\w+", re.sub(r"\?:", "", handler.pattern.pattern))


def message_of(handler: MessageHandler[Any, Any]) -> str:
    """What a handler of messages takes, in words."""
    text = str(handler.filters)
    inner = text.replace(EVERY_FILTER, "").removeprefix("<") if EVERY_FILTER in text else text
    inner = inner.removesuffix(">") if EVERY_FILTER in text else inner
    if labels := re.fullmatch(r"filters\.Text\(\[(.*)\]\)", inner):
        return "the keyboard's " + listed(
            [f"“{label}”" for label in re.findall(r"'([^']*)'", labels[1])], "or"
        )
    return MESSAGES.get(inner, code(inner))


def trigger(handler: Handler) -> str:
    """What makes a handler answer, in words."""
    if buttons := buttons_of(handler):
        return f"a tap on {listed([code(it) for it in buttons], 'or')}"
    match handler:
        case CommandHandler():
            return listed([code(f"/{it}") for it in sorted(handler.commands)], "or")
        case CallbackQueryHandler():
            return "any button"
        case MessageHandler():
            return message_of(handler)
        case PreCheckoutQueryHandler():
            return "Telegram asks before it charges"
    return "any update"


def short(function: Function) -> str:
    """The name of a coroutine with the module that it is in."""
    return code(f"{function.__module__.rpartition('.')[2]}.{function.__name__}")


def row(handler: Handler) -> tuple[str, str, str, str]:
    """The line of a table about a handler."""
    if isinstance(handler, ConversationHandler):
        return f"the conversation *{handler.name}*", "", "see above", ""
    step = unwrapped(handler.callback, *PLAIN)
    functions = written_out(step)
    wrapper = wrapper_of(step)
    names = [short(it) for it in functions]
    answered = HOW[wrapper].format(*names) if wrapper in HOW else listed(names, "and")
    return (
        trigger(handler),
        answered,
        first_line((functions or inside(step))[0]),
        listed(leads_to(step) or [""], "or"),
    )


def same_everywhere(states: Iterable[Sequence[Handler]]) -> list[tuple[str, ...]]:
    """The lines that all states have, in the order of the first."""
    first, *others = [[row(it) for it in handlers] for handlers in states]
    return [it for it in first if others and all(it in other for other in others)]


def conversation(built: ConversationHandler[Any]) -> list[str]:
    """The blocks about one conversation."""
    name = str(built.name)
    blocks = [f"## The conversation *{name}*", "It begins when:"]
    blocks.append(table(HEAD, map(row, built.entry_points)))
    common = same_everywhere(built.states.values())
    if common:
        blocks += ["In every state:", table(HEAD, common)]
    for state, handlers in built.states.items():
        rows = [it for it in map(row, handlers) if it not in common]
        blocks += [f"### {name}: {state}", table(HEAD, rows)]
    if built.fallbacks:
        blocks += [f"### {name}: whatever no state takes", table(HEAD, map(row, built.fallbacks))]
    return blocks


def conversations() -> str:
    """The page."""
    routes = registered()
    blocks = [INTRODUCTION]
    for built in conversations_in(routes):
        blocks += conversation(built)
    blocks += ["## Every update", EVERY_UPDATE]
    for group, handlers in sorted(routes.groups.items()):
        blocks += [f"### Group {group}", table(HEAD[:3], (row(it)[:3] for it in handlers))]
    if routes.on_error is not None:
        step = unwrapped(routes.on_error, *PLAIN)
        blocks.append(f"Whatever a handler raises goes to {short(step)}: {first_line(step)}.")
    return page("Conversations", *blocks)
