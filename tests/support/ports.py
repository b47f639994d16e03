"""Ports of this machine that nobody uses."""

from __future__ import annotations

import socket
from contextlib import ExitStack


def free_port(following: int = 0) -> int:
    """A port on loopback that nobody uses now, nor as many ``following`` it."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.create_server(("127.0.0.1", 0)))
            port: int = first.getsockname()[1]
            try:
                for more in range(1, following + 1):
                    held.enter_context(socket.create_server(("127.0.0.1", port + more)))
            except (OSError, OverflowError):
                continue
            return port
