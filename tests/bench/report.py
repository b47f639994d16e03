"""The table, the file for a machine, and docs/performance.md."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from textwrap import dedent

from tests.bench.figures import Figure
from tests.bench.processes import ROOT

PAGE = ROOT / "docs" / "performance.md"
_LIBRARIES = ("python-telegram-bot", "aiohttp", "httpx", "SQLAlchemy", "pydantic", "orjson")
Results = Mapping[str, list[Figure]]


def table(part: str, figures: list[Figure]) -> str:
    """One part as text for a terminal."""
    wide = max(len(figure.what) for figure in figures)
    lines = [f"\n{part}"]
    for figure in figures:
        goal = f"   goal {figure.goal}: {_verdict(figure)}" if figure.goal else ""
        lines.append(
            f"  {figure.what:<{wide}}  {_number(figure.value):>9} {figure.unit:<13}{goal}".rstrip()
        )
    return "\n".join(lines)


def machine() -> str:
    """What it was measured on, in one line."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({_cpu()}), {platform.system()} {platform.release()}, "
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {libraries}, aiogram {_peer()}; load at the end {load}"
    )


def write_json(path: str, results: Results, seconds: float) -> None:
    """The same figures for a machine."""
    found = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "seconds": round(seconds),
        "parts": {part: [asdict(it) for it in figures] for part, figures in results.items()},
    }
    Path(path).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")


def write_page(results: Results, seconds: float, *, is_whole: bool = True) -> None:
    """docs/performance.md: how to repeat it, the machine, what was measured and what came out.

    Unless ``is_whole``, the other parts of the page stay as they are, and so does its beginning.
    """
    if not is_whole:
        _write_parts(results, seconds)
        return
    lines = [
        "# Performance",
        "",
        "Written by `make bench WRITE=1`; do not edit. Repeat it with `make bench` (about fifteen",
        "minutes), one part with `make bench ONLY=edge`, the figures for a machine with",
        "`make bench JSON=FILE`. Everything runs on loopback, and every measured bot in a process",
        "of its own.",
        "",
        "Trust the ratios: both sides of each were measured in the same run, in turns. The times",
        "and rates beside them belong to this machine, on this day:",
        "",
        f"> {machine()}; {datetime.now(UTC):%Y-%m-%d}, {seconds:.0f} s.",
    ]
    for part, figures in results.items():
        lines += ["", *_section(part, figures)]
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")


def _section(part: str, figures: list[Figure], note: str = "") -> list[str]:
    """A part of the page: its heading, what was measured, the figures."""
    summary, _, body = (import_module(f"tests.bench.parts.{part}").__doc__ or "").partition("\n")
    lines = [f"## {summary.rstrip('.')}", "", dedent(body).strip(), ""]
    if note:
        lines += [note, ""]
    lines += ["| figure | value | unit | goal |", "|---|---:|---|---|"]
    for it in figures:
        goal = f"{it.goal}: {_verdict(it)}" if it.goal else ""
        lines.append(f"| {it.what} | {_number(it.value)} | {it.unit} | {goal} |")
    return lines


def _write_parts(results: Results, seconds: float) -> None:
    """Put some parts into the page, in the place of what it says of them."""
    beginning, *sections = PAGE.read_text("utf-8").split("\n## ")
    page = {it.partition("\n")[0]: f"## {it}".strip() for it in sections}
    for part, figures in results.items():
        note = f"> Measured apart: {machine()}; {datetime.now(UTC):%Y-%m-%d}, {seconds:.0f} s."
        lines = _section(part, figures, note)
        page[lines[0].removeprefix("## ")] = "\n".join(lines)
    PAGE.write_text("\n\n".join([beginning.strip(), *page.values()]) + "\n", "utf-8")


def _number(value: float) -> str:
    if value != value or float(value).is_integer():  # noqa: PLR0124 - not a number
        return f"{value:,.0f}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _verdict(figure: Figure) -> str:
    return "met" if figure.met else "**missed**"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _peer() -> str:
    found = (ROOT / ".venv-bench").glob("lib/*/site-packages/aiogram-*.dist-info")
    return next((path.name.split("-")[1].removesuffix(".dist") for path in found), "not installed")
