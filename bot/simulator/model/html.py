"""Text with Telegram's HTML subset turned into plain text and entities."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bot.simulator.model.errors import bad_request

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
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""\s*([\w-]+)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
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

    def problem(self, text: str, at: int | None = None) -> Exception:
        if at is not None:
            text = text.format(at=len(self.source[:at].encode()))
        return bad_request(f"can't parse entities: {text}")

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
            raise self.problem(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.out), self.entities

    @staticmethod
    def plain(text: str) -> str:
        return _REFERENCE.sub(lambda found: unescape(found[0]), text) if "&" in text else text

    def start_tag(self, start: int) -> int:
        name = _NAME.match(self.source, start + 1)
        tag = name[0].lower() if name else ""
        if tag not in _TYPES:
            raise self.problem(f'Unsupported start tag "{tag}" at byte offset {{at}}', start)
        position = start + 1 + len(tag)
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(self.source, position):
            attributes[found[1].lower()] = self.plain((found[2] or "").strip("\"'"))
            position = found.end()
        end = self.source.find(">", position)
        if end < 0 or self.source[position:end].strip():
            raise self.problem("Unclosed start tag at byte offset {at}", start)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.problem(
                'Tag "span" must have class "tg-spoiler" at byte offset {at}', start
            )
        self.open.append(_Open(tag, self.length, attributes))
        return end + 1

    def end_tag(self, start: int) -> int:
        end = self.source.find(">", start)
        if end < 0:
            raise self.problem("Unclosed end tag at byte offset {at}", start)
        if not self.open:
            raise self.problem("Unexpected end tag at byte offset {at}", start)
        tag = self.source[start + 2 : end].strip().lower()
        opened = self.open.pop()
        if tag and tag != opened.tag:
            text = f'Unmatched end tag at byte offset {{at}}, expected "</{opened.tag}>"'
            raise self.problem(f'{text}, found "</{tag}>"', start)
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
                return self.link(attributes.get("href") or self.text_since(opened.offset))
            case "blockquote" if "expandable" in attributes:
                return {"type": "expandable_blockquote"}
            case "tg-emoji":
                return {"custom_emoji_id": attributes.get("emoji-id", "")}
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
    def link(url: str) -> Json | None:
        if re.match(r"(https?|tg|ton)://|mailto:|tel:", url):
            return {"url": url}
        return {"url": f"http://{url}"} if re.match(r"[\w-]+(\.[\w-]+)+", url) else None

    @staticmethod
    def moment(attributes: dict[str, str]) -> Json | None:
        unix, shape = attributes.get("unix", ""), attributes.get("format")
        if not re.fullmatch(r"-?\d{1,12}", unix):
            return None
        return {"unix_time": int(unix)} | ({"date_time_format": shape} if shape else {})

    def language(self, pre: Json, language: str) -> Json:
        """Let a code element that fills a pre element name its language."""
        code = {**pre, "type": "code"}
        if code not in self.entities:
            return {}
        self.entities.remove(code)
        return {"language": language}


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return the plain text and its entities, or refuse in the Bot API's words."""
    return _Reader(source).read()
