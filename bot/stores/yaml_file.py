"""Reading YAML 1.2 strictly: what people write means one thing, or is refused with its line."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.operator_error import OperatorError, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from ruamel.yaml.nodes import ScalarNode

# A store with every dish that it may have, each described at length, is smaller than these.
MOST_BYTES = 2 * 2**20
MOST_VALUES = 20_000
MOST_DEPTH = 20

_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_CONTROL = re.compile(r"[^\n\r\t -\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN = 40


class BadYamlError(OperatorError):
    """A file is no YAML that can be used; the text names the file, the line and the reason."""


def read_yaml(path: Path) -> Any:
    """Read a file: mappings, lists, texts, booleans, null, ``int``, and ``Decimal`` for decimals.

    Numbers are taken only as people write them (``9000``, ``9.50``), since ``0777``, ``1e3`` or
    ``1_000`` mean other things to other readers. Tags are refused, and so is a key that comes
    twice. An alias counts as all that it stands for.

    Raises:
        BadYamlError: It cannot be read, or is not such a file.
    """
    text = _text(path)
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadYamlError(f"{path}: line {line}: {_unwanted(found.group())}")
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        _check(yaml, text)
        return yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" line {mark.line + 1}:" if mark else ""
        raise BadYamlError(one_line(f"{path}:{where} {error.problem or error.context}")) from error
    except (YAMLError, ValueError) as error:
        # Whatever else the library cannot make sense of comes without a line.
        reason = str(error).partition("\n")[0]
        raise BadYamlError(one_line(f"{path}: is no valid YAML: {reason}")) from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadYamlError(one_line(f"{path}: cannot be read: {reason}")) from error
    if len(content) > MOST_BYTES:
        raise BadYamlError(f"{path}: is larger than {MOST_BYTES // 2**20} MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadYamlError(f"{path}: line {line}: save it as UTF-8 text") from error


def _check(yaml: YAML, text: str) -> None:
    """Refuse what would take too long, or mean too much, before anything is made of it."""
    values = 0
    opened: list[tuple[str | None, int]] = []
    sizes: dict[str | None, int] = {}
    for event in yaml.parse(text):
        match event:
            case DocumentStartEvent(version=version) if version not in {None, (1, 2)}:
                _refuse(event, "write YAML 1.2, without a %YAML line")
            case SequenceEndEvent() | MappingEndEvent():
                anchor, before = opened.pop()
                sizes[anchor] = values - before
            case AliasEvent(anchor=anchor) if anchor not in sizes:
                _refuse(event, f"there is no whole value &{anchor} before *{anchor}")
            case AliasEvent(anchor=anchor):
                values += sizes[anchor]
            case ScalarEvent() | SequenceStartEvent() | MappingStartEvent():
                if event.tag is not None:
                    _refuse(event, f"leave the tag {event.tag} away")
                values += 1
                if isinstance(event, ScalarEvent):
                    sizes[event.anchor] = 1
                    # Written as an escape.
                    if found := _CONTROL.search(event.value):
                        _refuse(event, _unwanted(found.group()))
                else:
                    opened.append((event.anchor, values - 1))
        if len(opened) > MOST_DEPTH:
            _refuse(event, f"is nested more than {MOST_DEPTH} levels deep")
        if values > MOST_VALUES:
            _refuse(
                event, f"has more than {MOST_VALUES} values, counting what its aliases stand for"
            )


def _unwanted(character: str) -> str:
    return f"the character U+{ord(character):04X} cannot be shown: leave it away"


def _refuse(event: Any, problem: str) -> NoReturn:
    raise ConstructorError(problem=problem, problem_mark=event.start_mark)


class _Constructor(SafeConstructor):
    """Makes of a scalar what it plainly is."""

    def construct_number(self, node: ScalarNode) -> int | Decimal:
        """Take a number as people write it."""
        if _INT.fullmatch(node.value):
            return int(node.value)
        if _FLOAT.fullmatch(node.value):
            return Decimal(node.value)
        shown = one_line(node.value, _SHOWN)
        return _refuse(
            node, f'{shown}: write a plain number such as 9000 or 9.50, or "quote" a text'
        )

    def construct_date(self, node: ScalarNode) -> NoReturn:
        """Refuse a date, for which there is no use."""
        _refuse(node, f'{one_line(node.value, _SHOWN)} is a date: "quote" it if a text is meant')


_Constructor.add_constructor("tag:yaml.org,2002:int", _Constructor.construct_number)
_Constructor.add_constructor("tag:yaml.org,2002:float", _Constructor.construct_number)
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_date)
