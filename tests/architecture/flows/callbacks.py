"""Which coroutines answer a handler of python-telegram-bot, and where they lead."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from telegram.ext import ConversationHandler

Function = Callable[..., Any]
END = "the end"


def wrapper_of(function: Function) -> str:
    """The function that made a function inside itself (such as ``on_tap``); empty for none."""
    outer, is_inside, _ = function.__qualname__.partition(".<locals>.")
    return outer if is_inside else ""


def inside(function: Function) -> list[Function]:
    """The functions that a wrapper was given, in the order of its parameters."""
    outer = function.__globals__[wrapper_of(function)]
    given = inspect.getclosurevars(function).nonlocals
    names = [name for name in inspect.signature(outer).parameters if name in given]
    return [inspect.unwrap(given[name]) for name in names if inspect.isfunction(given[name])]


def unwrapped(function: Function, *plain: str) -> Function:
    """The function within wrappers that only pass on what they are called with.

    These are the ones that say so (``functools.wraps``) and the ones that are named.
    """
    function = inspect.unwrap(function)
    while wrapper_of(function) in plain:
        (function,) = inside(function)
    return function


def written_out(function: Function) -> list[Function]:
    """The functions of the modules that a function passes on to; itself, if it wraps none."""
    if not wrapper_of(function):
        return [function]
    return [each for it in inside(function) for each in written_out(it)]


def leads_to(function: Function) -> list[str]:
    """The states that a step may lead to, by name; none if it stays in the one it is in."""
    found = {it for each in written_out(function) for it in _answers(each)}
    return sorted(found, key=lambda it: (it == END, it))


@cache
def _answers(function: Function) -> frozenset[str]:
    _answers_so_far: set[str] = set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            _answers_so_far.update(_state_in(node.value, function))
    return frozenset(_answers_so_far)


def _state_in(value: ast.expr, function: Function) -> Iterator[str]:
    match value:
        case ast.IfExp(body=one, orelse=other):
            yield from _state_in(one, function)
            yield from _state_in(other, function)
        case ast.Await(value=ast.Call(func=called)):
            step = resolved(called, function)
            if inspect.isfunction(step) and step is not function:
                yield from _answers(step)
        case ast.Name() | ast.Attribute():
            state = resolved(value, function)
            if state == ConversationHandler.END:
                yield END
            elif isinstance(state, str):
                yield str(state)


def resolved(name: ast.expr, function: Function) -> Any:
    """What a dotted name means in the module of a function; None for a name of its own."""
    match name:
        case ast.Name(id=word):
            return function.__globals__.get(word)
        case ast.Attribute(value=owner, attr=word):
            return getattr(resolved(owner, function), word, None)
    return None
