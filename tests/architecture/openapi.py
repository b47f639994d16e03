"""The OpenAPI document of the gateway, written from its routes: ``python -m tests.architecture.openapi``."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.http.gateway.application import application
from bot.settings.gateway import RESOURCES

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def document() -> dict[str, Any]:
    """What the gateway says of itself."""
    context: Any = SimpleNamespace(contexts=tuple(RESOURCES), origins=())
    described: dict[str, Any] = application(context).openapi()
    return described


def written() -> str:
    """The document as it is kept."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
