"""Writes every page."""

from __future__ import annotations

from tests.architecture.flows import FOLDER, PAGES

FOLDER.mkdir(exist_ok=True)
for name, page in PAGES.items():
    (FOLDER / name).write_text(page(), "utf-8")
