"""A measured figure beside its goal, and tables of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


@dataclass(frozen=True)
class Figure:
    """One measured number. ``goal`` reads "≤ 10" or "≥ 50,000"; without one it is told, not judged."""

    what: str
    value: float
    unit: str
    goal: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if not self.goal:
            return None
        sign, limit = self.goal.split(" ", 1)
        bound = float(limit.replace(",", ""))
        return self.value <= bound if sign == "≤" else self.value >= bound


@dataclass(frozen=True)
class Chapter:
    """The figures of one bench under its title. ``key`` names its block in docs/benchmarks.md."""

    key: str
    title: str
    command: str
    figures: Sequence[Figure]


def markdown(chapter: Chapter) -> str:
    """The chapter as a Markdown table."""
    lines = [f"`{chapter.command}`", "", "| what | measured | goal | | |", "|---|---:|---:|---|---|"]
    for f in chapter.figures:
        met = {None: "", True: "met", False: "**missed**"}[f.met]
        lines.append(f"| {f.what} | {shown(f.value)} {f.unit} | {f.goal} | {met} | {f.note} |")
    return "\n".join(lines)


def shown(value: float) -> str:
    """A number with three or four digits that count."""
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def keep(chapter: Chapter, *, machine: str) -> Path:
    """Writes the chapter with the machine it was measured on to ``bench/results`` as JSON."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{chapter.key}.json"
    told = {"machine": machine, **asdict(chapter), "met": [f.met for f in chapter.figures]}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
