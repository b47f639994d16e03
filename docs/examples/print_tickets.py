"""Print a store's tickets as text, each once, over restarts of both sides.

    python main.py tokens add store --store hanok --user 2001     # prints the token
    TOKEN=azer_… python print_tickets.py http://127.0.0.1:8088 hanok tickets/

Each ticket becomes one file of the folder (and a text on the screen), written whole or not at all.
The folder also remembers how far the events were read, after the tickets of them were written: whatever is told
again finds its file there. It needs nothing but Python.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

# The gateway shows every 15 seconds that it lives.
_SILENT_SECONDS = 40
_AGAIN_SECONDS = 1.0
# Their own orders' tickets are new with this event.
_NEWS = "TicketReceived"


class Printer:
    """A printer that is a folder."""

    def __init__(self, gateway: str, store: str, folder: Path, token: str) -> None:
        """Print the tickets of a store."""
        self._gateway, self._store, self._folder, self._token = gateway, store, folder, token
        self._position = folder / "position.txt"
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, stopped: threading.Event) -> None:
        """Print until stopped; a gateway that is away is asked again."""
        while not stopped.is_set():
            try:
                self._follow()
            except urllib.error.HTTPError as error:
                if error.code in {401, 403}:
                    sys.exit(f"the gateway does not take this token: {error}")
                print(f"asking again: {error}", file=sys.stderr, flush=True)
            except (OSError, HTTPException) as error:
                print(f"asking again: {error}", file=sys.stderr, flush=True)
            stopped.wait(_AGAIN_SECONDS)

    def _follow(self) -> None:
        known = self._position.read_text("utf-8") if self._position.exists() else "0"
        with self._ask("/events", {"Last-Event-ID": known}) as answer:
            for position, name, data in _events(answer):
                if name == _NEWS:
                    self._print(str(data["order_id"]))
                _write(self._position, position)

    def _print(self, order_id: str) -> None:
        file = self._folder / f"{order_id}.txt"
        if file.exists():
            return
        with self._ask(f"/stores/{self._store}/tickets/{order_id}", {}) as answer:
            text = _text(json.load(answer))
        _write(file, text)
        print(text, flush=True)

    def _ask(self, path: str, headers: dict[str, str]) -> Any:
        headers = headers | {"Authorization": f"Bearer {self._token}"}
        request = urllib.request.Request(f"{self._gateway}{path}", headers=headers)  # noqa: S310
        return urllib.request.urlopen(request, timeout=_SILENT_SECONDS)  # noqa: S310


def _events(answer: HTTPResponse) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Server-sent events: (id, name, data); one without data only says how far they are."""
    fields: dict[str, str] = {}
    for raw in answer:
        line = raw.decode().rstrip("\r\n")
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "id" in fields:
            yield fields["id"], fields.get("event", ""), json.loads(fields.get("data", "{}"))
            fields = {}
        else:
            fields = {}


def _write(file: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    unfinished = file.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())
    unfinished.replace(file)


def _text(ticket: dict[str, Any]) -> str:
    lines = [f"#{ticket['order_id'][:5].upper()}  {ticket['received_at']}"]
    lines += [f"{it['quantity']:>3} x {it['name']}" for it in ticket["lines"]]
    lines.append(f"{ticket['total']['amount']} {ticket['total']['currency']}  {ticket['method']}")
    return "\n".join([*lines, ticket["customer_name"], ticket["address"], ""])


def main(gateway: str, store: str, folder: str) -> None:
    """Print until Ctrl-C or SIGTERM."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: object) -> None:
        stopped.set()
        raise SystemExit(0)

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, stop)
    Printer(gateway, store, Path(folder), os.environ["TOKEN"]).run(stopped)


if __name__ == "__main__":
    main(*sys.argv[1:])
