"""Text with Telegram's HTML subset turned into plain text and entities."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.model.errors import FieldError, bad_request
from bot.simulator.model.given import date_format, link_entity

Json = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
_END_NAME = re.compile(r"</([^ \t\r\n\v\0>]*)[ \t\r\n\v\0]*")
_SPACES = re.compile(r"[ \t\r\n\v\0]*")
_ATTRIBUTE = re.compile(r"""([^ \t\r\n\v\0=>/"']*)[ \t\r\n\v\0]*""")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>[0-9]{1,8})|#x(?P<hex>[0-9a-fA-F]{1,7})|(?P<name>[a-zA-Z]+));?"
)
_NAMES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_IDENTIFIER = re.compile(r"[1-9][0-9]{0,18}")
_MOMENT = re.compile(r"[1-9][0-9]{0,9}")
_LANGUAGE = "language-"


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the unit of entity offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reader:
    source: str
    out: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def problem(self, text: str, at: int, rest: str = "") -> Exception:
        where = len(self.source[:at].encode())
        return _unreadable(f"{text} at byte offset {where}{rest}")

    def add(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def read(self) -> tuple[str, list[Json]]:
        position = 0
        while (start := self.source.find("<", position)) >= 0:
            self.add(self.plain(self.source[position:start]))
            closing = self.source.startswith("</", start)
            position = self.end_tag(start) if closing else self.start_tag(start)
        self.add(self.plain(self.source[position:]))
        if self.open:
            tag = self.open[-1].tag
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return "".join(self.out), self.entities

    @staticmethod
    def plain(text: str) -> str:
        return _REFERENCE.sub(_referred, text) if "&" in text else text

    def start_tag(self, start: int) -> int:
        name = _NAME.match(self.source, start + 1)
        position = name.end() if name else start + 1
        tag = self.source[start + 1 : position].lower()
        if position == len(self.source):
            raise self.problem("Unclosed start tag", start)
        if tag not in _TYPES:
            raise self.problem(f'Unsupported start tag "{tag}"', start)
        attributes: dict[str, str] = {}
        if self.source[position] != ">":
            position = self.attributes(tag, start, position, attributes)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.problem('Tag "span" must have class "tg-spoiler"', start)
        self.open.append(_Open(tag, self.length, attributes))
        return position + 1

    def attributes(self, tag: str, start: int, position: int, found: dict[str, str]) -> int:
        """Read the attributes of a tag; return where it ends."""
        source = self.source
        while True:
            position = self.after(_SPACES, position)
            if source[position : position + 1] == ">":
                return position
            named = _ATTRIBUTE.match(source, position)
            name = named[1].lower() if named else ""
            if named is None or not name:
                raise self.problem(f'Empty attribute name in the tag "{tag}"', start)
            position, value = named.end(), ""
            if source[position : position + 1] == "=":
                position, value = self.value(tag, start, self.after(_SPACES, position + 1))
            elif position == len(source):
                raise self.problem(f'Unclosed start tag "{tag}"', start)
            found[name] = value

    def value(self, tag: str, start: int, position: int) -> tuple[int, str]:
        """Read the value of an attribute; return where it ends, and the value."""
        source = self.source
        if position == len(source):
            raise self.problem(f'Unclosed start tag "{tag}"', start)
        if source[position] in "\"'":
            end = source.find(source[position], position + 1)
            if end < 0 or end + 1 == len(source):
                raise self.problem("Unclosed start tag", start)
            return end + 1, self.plain(source[position + 1 : end])
        end = self.after(_TOKEN, position)
        if source[end : end + 1] not in {"", ">", " ", "\t", "\r", "\n", "\v", "\0"}:
            raise self.problem("Unexpected end of name token", position)
        if end == len(source):
            raise self.problem("Unclosed start tag", start)
        return end, source[position:end].lower()

    def after(self, pattern: re.Pattern[str], position: int) -> int:
        found = pattern.match(self.source, position)
        return found.end() if found else position

    def end_tag(self, start: int) -> int:
        if not self.open:
            raise self.problem("Unexpected end tag", start)
        named = _END_NAME.match(self.source, start)
        end = named.end() if named else start
        if named is None or self.source[end : end + 1] != ">":
            raise self.problem("Unclosed end tag", start)
        opened = self.open.pop()
        if named[1] and named[1].lower() != opened.tag:
            expected = f', expected "</{opened.tag}>", found "</{named[1].lower()}>"'
            raise self.problem("Unmatched end tag", start, expected)
        if self.length > opened.offset:
            self.close(opened)
        return end + 1

    def close(self, opened: _Open) -> None:
        entity: Json = {
            "type": _TYPES[opened.tag],
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        details = self.details(opened, entity)
        if details is not None:
            self.entities.append(entity | details)

    def details(self, opened: _Open, entity: Json) -> Json | None:
        """Return what the tag's attributes add; None when the tag marks nothing."""
        attributes = opened.attributes
        match opened.tag:
            case "a":
                return link_entity(attributes.get("href") or self.text_since(opened.offset))
            case "blockquote" if "expandable" in attributes:
                return {"type": "expandable_blockquote"}
            case "tg-emoji":
                return self.emoji(attributes.get("emoji-id", ""))
            case "tg-time":
                return self.moment(attributes)
            case "code" if attributes.get("class", "").startswith(_LANGUAGE):
                if self.open and self.open[-1].tag == "pre":
                    language = attributes["class"].removeprefix(_LANGUAGE)
                    self.open[-1].attributes["language"] = language
            case "pre" if "language" in attributes:
                return self.language(entity, attributes["language"])
        return {}

    def text_since(self, offset: int) -> str:
        return "".join(self.out).encode("utf-16-le")[2 * offset :].decode("utf-16-le")

    @staticmethod
    def emoji(identifier: str) -> Json:
        if not _IDENTIFIER.fullmatch(identifier):
            raise _unreadable("Invalid custom emoji identifier specified")
        return {"custom_emoji_id": identifier}

    @staticmethod
    def moment(attributes: dict[str, str]) -> Json | None:
        unix = attributes.get("unix", "")
        try:
            shape = date_format(attributes.get("format", ""))
        except FieldError as error:
            raise _unreadable(error.text) from None
        return {"unix_time": int(unix), **shape} if _MOMENT.fullmatch(unix) else None

    def language(self, pre: Json, language: str) -> Json:
        """Let a code element that fills a pre element name its language."""
        code = {**pre, "type": "code"}
        if code not in self.entities:
            return {}
        self.entities.remove(code)
        return {"language": language}


def _unreadable(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")


def _referred(found: re.Match[str]) -> str:
    if found["name"]:
        return _NAMES.get(found["name"], found[0])
    code = int(found["decimal"] or found["hex"], 10 if found["decimal"] else 16)
    if 0xD800 <= code <= 0xDFFF:
        raise _unreadable(
            "Text contains invalid Unicode characters after decoding HTML entities, check for "
            "unmatched surrogate code units"
        )
    return chr(code) if 0 < code < 0x10FFFF else found[0]


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities, or refuse in the Bot API's words."""
    return _Reader(source).read()
