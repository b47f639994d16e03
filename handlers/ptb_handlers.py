"""Which updates a coroutine listens to; thin names over PTB's handler classes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar, overload

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from domain.shared.errors import InvalidInput
from handlers.arguments import Arguments
from handlers.context import Context
from handlers.ui.callback_data import Button, PlainButton

Callback = Callable[[Update, Context], Coroutine[Any, Any, Any]]
P = ParamSpec("P")
A = TypeVar("A", bound=Arguments)
B = TypeVar("B", bound=Button)
Handler = BaseHandler[Update, Context, Any]
Handlers = list[Handler]

# An edited message must not order a second time.
_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
# A person's own message of any kind; a chat also says by itself that something in it was pinned.
ANYTHING_SAID = ~filters.StatusUpdate.ALL
_WITH_CODE = re.compile(r"^/order(?:@\w+)?\s+#?[0-9A-Fa-f]{5,32}\s*$")
_EDITED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE


@overload
def on_command(name: str, callback: Callback) -> Handler: ...
@overload
def on_command(
    name: str,
    callback: Callable[[Update, Context, A], Coroutine[Any, Any, Any]],
    arguments: type[A],
) -> Handler: ...
def on_command(
    name: str,
    callback: Callable[..., Coroutine[Any, Any, Any]],
    arguments: type[Arguments] | None = None,
) -> Handler:
    """A command in a private chat; the coroutine gets what was typed after it, if it takes any."""
    if arguments is None:
        return CommandHandler(name, callback, _NEW)

    @wraps(callback)
    async def read(update: Update, context: Context) -> Any:
        return await callback(update, context, arguments.read(context.args or []))

    return CommandHandler(name, read, _NEW)


def on_order_command(
    callback: Callable[[Update, Context, A], Coroutine[Any, Any, Any]], arguments: type[A]
) -> Handler:
    """``/order`` with what looks like an order's code behind it; else it begins an order."""

    @wraps(callback)
    async def read(update: Update, context: Context) -> Any:
        return await callback(update, context, arguments.read(context.args or []))

    return CommandHandler("order", read, _NEW & filters.Regex(_WITH_CODE))


def on_text(callback: Callback) -> Handler:
    """A typed text that is no command."""
    return MessageHandler(filters.TEXT & ~filters.COMMAND & _NEW, callback)


def on_edited_text(callback: Callback) -> Handler:
    """A typed text that was edited, in a private chat; one that is a command is nothing new."""
    return MessageHandler(filters.TEXT & ~filters.COMMAND & _EDITED, callback)


def on_message(which: filters.BaseFilter, callback: Callback) -> Handler:
    """A new message of some kind in a private chat."""
    return MessageHandler(which & _NEW, callback)


def on_payment(callback: Callback) -> Handler:
    """A payment that was made, in whatever chat."""
    return MessageHandler(filters.UpdateType.MESSAGE & filters.SUCCESSFUL_PAYMENT, callback)


def alone(
    callback: Callable[P, Coroutine[Any, Any, Any]],
) -> Callable[P, Coroutine[Any, Any, NoReturn]]:
    """A coroutine after which no further group sees the update."""

    async def last(*args: P.args, **kwargs: P.kwargs) -> NoReturn:
        raise ApplicationHandlerStop(await callback(*args, **kwargs))

    return last


def on_tap(
    callback: Callable[[Update, Context, B], Coroutine[Any, Any, Any]], button: type[B]
) -> Handler:
    """A tap on a button of this class, which the coroutine gets as its third argument.

    As an argument, and not in the context, so that mypy compares what a coroutine takes with
    what it is registered for.
    """
    return TapHandler(callback, button)


def on_plain_tap(callback: Callback, button: type[PlainButton]) -> Handler:
    """A tap on a button of this class, which says nothing more."""
    return TapHandler(callback, button)


def on_any_tap(callback: Callback) -> Handler:
    """A tap on any button at all, whatever its data."""
    return CallbackQueryHandler(callback)


class TapHandler(BaseHandler[Update, Context, Any]):
    """Reads the button before the coroutine is called; PTB's own handler only matches it.

    Data that are no such button's are left to the handlers that come after.
    """

    def __init__(
        self, callback: Callable[..., Coroutine[Any, Any, Any]], button: type[Button]
    ) -> None:
        """Let ``callback`` have the taps on a class of buttons."""
        super().__init__(callback)
        self.button = button

    def check_update(self, update: object) -> Button | InvalidInput | None:
        """Return the button, or why it is refused; None when it is no such button."""
        query = update.callback_query if isinstance(update, Update) else None
        if query is None or query.data is None:
            return None
        try:
            return self.button.unpack(query.data)
        except InvalidInput as error:
            return error

    async def handle_update(
        self, update: Update, application: Any, check_result: object, context: Context
    ) -> Any:
        """Carry out the tap, as PTB does. Raises InvalidInput for a button that is refused."""
        if isinstance(check_result, InvalidInput):
            raise check_result
        arguments = () if isinstance(check_result, PlainButton) else (check_result,)
        return await self.callback(update, context, *arguments)


def conversation_handler(
    *, entry_points: Handlers, states: Mapping[Any, Handlers], fallbacks: Handlers, name: str
) -> ConversationHandler[Context]:
    """A conversation of one person, in whichever chat they are."""
    with warnings.catch_warnings():
        # It warns that taps are not tracked per message; ours are told apart by their data.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(
            entry_points=entry_points,
            states=dict(states),
            fallbacks=fallbacks,
            per_chat=False,
            name=name,
        )
