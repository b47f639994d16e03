"""Breaking connections off: whoever waits for a server that does not answer waits no more."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy.event import listens_for

from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Connections:
    """The connections that an engine has open; from whatever thread."""

    def __init__(self, engine: Engine) -> None:
        """Know the connections that an engine makes from now on."""
        self._open: set[Any] = set()
        self._are_given_up = False
        listens_for(engine, "do_connect")(self._check)
        listens_for(engine, "connect")(self._opened)
        listens_for(engine, "close")(self._closed)

    def give_up(self) -> None:
        """Break them all off, for good: what waits for an answer raises DatabaseUnavailable."""
        self._are_given_up = True
        for driver in list(self._open):
            _break_off(driver)

    def _check(self, *_about: object) -> None:
        if self._are_given_up:
            raise DatabaseUnavailable("given up")

    def _opened(self, driver: Any, _record: object) -> None:
        self._open.add(driver)
        if self._are_given_up:
            _break_off(driver)

    def _closed(self, driver: Any, _record: object) -> None:
        self._open.discard(driver)


def _break_off(driver: Any) -> None:
    # The socket itself belongs to whoever uses it; this number for it is ours.
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(driver.fileno())) as ours:
        ours.shutdown(socket.SHUT_RDWR)
