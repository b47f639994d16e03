"""Addresses in buttons and texts, checked and written as TDLib does."""

import ipaddress
import re
from dataclasses import dataclass

from bot.simulator.model.errors import FieldError

_USER = re.compile(r"tg:(?://)?user(?=[/?#])[^?#]*\?([^#]*)", re.IGNORECASE)
_IDENTIFIER = re.compile(r"id=([1-9][0-9]{0,18})")
_SCHEME = re.compile(r"(tonsite|ton|tg):(?://)?", re.IGNORECASE)
_PROTOCOL = re.compile(r"([^:/?#@\[\]]*)://")
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"(.+):([^:\]@]*)")
_HOST = re.compile(r"(?:[a-z0-9._!$,~*'();&+=-]|[^\x00-\x7f])*")
_HOST_WITH_PERCENTS = re.compile(r"(?:[a-z0-9._!$,~*'();&+=-]|[^\x00-\x7f]|%[0-9a-f]{2})*")
_SPACES = " \t\r\n\v\0"


@dataclass(frozen=True, slots=True)
class _Url:
    protocol: str
    user: str
    host: str
    is_ipv6: bool
    port: int
    query: str

    def text(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.protocol}://{user}{self.host}{port}{self.query}"


def linked_user(link: str) -> int | None:
    """Return whom a link like tg://user?id=1 means."""
    if link[:3].lower() != "tg:" or (found := _USER.match(link)) is None:
        return None
    for argument in found[1].split("&"):
        if identifier := _IDENTIFIER.fullmatch(argument):
            return int(identifier[1])
    return None


def checked_link(link: str, *, https_only: bool = False) -> str:
    """Return an address as the server writes it.

    Raises:
        FieldError: it says what is wrong with the address.
    """
    try:
        return _checked(link, https_only=https_only)
    except FieldError as error:
        raise FieldError(f"URL '{link}' is invalid: {error.text}") from None


def _checked(link: str, *, https_only: bool) -> str:
    scheme = _SCHEME.match(link)
    rest = link[scheme.end() :] if scheme else link
    url = _parse(rest)
    if https_only and (scheme or url.protocol != "https"):
        raise FieldError("Only HTTPS links are allowed")
    if scheme is None:
        if "." not in url.host and not url.is_ipv6:
            raise FieldError("Wrong HTTP URL")
        return url.text()
    name = scheme[1].lower()
    explicit = rest[:7].lower() == "http://" or url.protocol == "https"
    if explicit or url.user or url.port or url.is_ipv6:
        raise FieldError("Wrong tg URL" if name == "tg" else "Wrong ton URL")
    if not re.fullmatch(r"[a-z0-9_.-]+" if name == "tonsite" else r"[a-z0-9_-]+", url.host):
        raise FieldError("Unallowed characters in URL host")
    query = url.query[1:] if url.query[1:2] == "?" else url.query
    return f"{name}://{url.host}{query}"


def _parse(text: str) -> _Url:
    protocol = "http"
    if found := _PROTOCOL.match(text):
        protocol = found[1].lower()
        if protocol not in {"http", "https"}:
            raise FieldError("Unsupported URL protocol")
        text = text[found.end() :]
    authority = _AUTHORITY.match(text)
    place = authority[0] if authority else ""
    query = text[len(place) :].rstrip(_SPACES)
    port = 0
    if ported := _PORT.fullmatch(place):
        place, port = ported[1], _port(ported[2])
    user, _, host = place.rpartition("@")
    is_ipv6 = host[:1] == "[" and host[-1:] == "]"
    return _Url(protocol, user, _host(host, is_ipv6=is_ipv6), is_ipv6, port, _query(query))


def _port(digits: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]{0,4}", digits) or int(digits) > 65_535:
        raise FieldError("Wrong port number specified in the URL")
    return int(digits)


def _host(text: str, *, is_ipv6: bool) -> str:
    if is_ipv6:
        try:
            ipaddress.IPv6Address(text[1:-1])
        except ValueError:
            raise FieldError("Wrong IPv6 address specified in the URL") from None
        return text.lower()
    if not text:
        raise FieldError("URL host is empty")
    if text == ".":
        raise FieldError("Host is invalid")
    host = "".join(char.lower() if char.isascii() else char for char in text)
    if _HOST.fullmatch(host) or _HOST_WITH_PERCENTS.fullmatch(host):
        return host
    raise FieldError(
        "Wrong percent-encoded symbol in URL host" if "%" in host else "Wrong URL host"
    )


def _query(text: str) -> str:
    bare = "".join(char if char > " " else f"%{ord(char):02X}" for char in text)
    return bare if bare.startswith("/") else f"/{bare}"
