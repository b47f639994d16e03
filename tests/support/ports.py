"""Ports of this machine that nobody uses."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack
from pathlib import Path

_FIRST = 20_000
_GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port(following: int = 0) -> int:
    """A port on loopback that nobody uses now, nor as many ``following`` it.

    It is none of those that the system gives to whoever connects somewhere: one that nobody listens
    at for a while, such as a dead server's, would be given away meanwhile.
    """
    while True:
        port = random.randrange(_FIRST, _first_given_away() - following)
        with ExitStack() as held:
            try:
                for it in range(port, port + following + 1):
                    held.enter_context(socket.create_server(("127.0.0.1", it)))
            except OSError:
                continue
            return port


def _first_given_away() -> int:
    try:
        first = int(_GIVEN_AWAY.read_text().split()[0])
    except OSError:
        # RFC 6335, as on macOS.
        return 49_152
    # A system that gives all away knows no better ones.
    return first if first > _FIRST + 1_000 else 32_768


if __name__ == "__main__":
    print(free_port(following=1))  # noqa: T201 - whoever runs it asks for one
