"""The figures of a run, as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
CHAOS = "make chaos"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run measured, and the rules that did not hold."""

    figures: dict[str, str]
    broken: list[str]
    notes: list[str]

    def table(self) -> str:
        """The figures in Markdown."""
        rows = [f"| {name} | {value} |" for name, value in self.figures.items()]
        return "\n".join(["| figure | value |", "|---|---|", *rows])

    def write(self, what: str = CHAOS, path: Path = PAGE) -> None:
        """Put the table of ``what`` into a page. Raises ValueError when its markers are gone."""
        page = path.read_text("utf-8")
        begins, ends = f"<!-- figures of {what} -->", f"<!-- end of the figures of {what} -->"
        begin, end = page.index(begins) + len(begins), page.index(ends)
        path.write_text(f"{page[:begin]}\n{self.table()}\n{page[end:]}", "utf-8")


def listed(counter: Counter[str]) -> str:
    """Figures in one cell, the largest first."""
    return ", ".join(f"{number} {name}" for name, number in counter.most_common()) or "none"


def spread(seconds: list[float]) -> str:
    """The middle and the worst of some times."""
    if not seconds:
        return "none"
    return f"p50 {median(seconds):.1f} s, longest {max(seconds):.1f} s"
