"""Who may ask /sim: this machine, and of all pages only the simulator's own.

A page of the web could reach the loopback address otherwise: by a request of its own, which names
its origin, or by a name of its own that leads here (DNS rebinding), which is in the Host header.
"""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

from bot.simulator.model import SimError


def refuse_strangers(request: web.Request) -> None:
    """Refuse a request that comes from another page, or under another name.

    Requests without an Origin, of tests and command lines, are fine. The port is not looked at
    beyond the Origin being that of the Host: it may be forwarded.

    Raises:
        SimError: 403.
    """
    host = request.headers.get("Host", "")
    if not _is_loopback(host):
        raise SimError(403, "The simulator answers only under a loopback address.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"{request.scheme}://{host.lower()}":
        raise SimError(403, "The simulator takes requests of its own page only.")


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
