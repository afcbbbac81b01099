"""The calendar of a car drawn: rows of marks from two years back to two years on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liuke.values.period import Period, add_months
from liuke.vehicles.rules.timeline import ROWS, Mark
from liuke.web.console.vehicles.words import KINDS
from liuke.web.shell.wording import chinese, t

LABEL, WIDTH, ROW, TOP = 132, 960, 30, 34
EDGE = 16


@dataclass(frozen=True)
class Drawn:
    """A mark in units of the picture, with the words shown on it."""

    shape: str
    x: float
    width: float
    y: float
    words: str
    past: bool


@dataclass(frozen=True)
class Picture:
    """Everything the template draws."""

    width: int
    height: int
    rows: Sequence[tuple[float, str]]
    marks: Sequence[Drawn]
    ticks: Sequence[tuple[float, str, bool]]
    today: float
    next: float | None
    label: int = LABEL


def draw(marks: Sequence[Mark], *, span: Period, as_of: dt.date, next_day: dt.date | None) -> Picture:
    """Rows that have a mark, in their order."""
    rows = [row for row in ROWS if any(mark.row == row for mark in marks)]
    middle = {row: TOP + ROW * number + ROW / 2 for number, row in enumerate(rows)}
    drawn = [_drawn(mark, middle[mark.row], span, as_of) for mark in marks]
    return Picture(
        width=WIDTH,
        height=TOP + ROW * len(rows) + EDGE,
        rows=[(middle[row], t(KINDS[row])) for row in rows],
        marks=sorted(drawn, key=lambda one: one.shape not in ("span", "window")),
        ticks=_ticks(span),
        today=_x(as_of, span),
        next=_x(next_day, span) if next_day and next_day in span else None,
    )


def _x(day: dt.date, span: Period) -> float:
    share = (day - span.start).days / (span.end - span.start).days
    return round(LABEL + EDGE + share * (WIDTH - LABEL - 2 * EDGE), 1)


def _drawn(mark: Mark, y: float, span: Period, as_of: dt.date) -> Drawn:
    start = _x(max(mark.day, span.start), span)
    width = round(_x(min(mark.end, span.end), span) - start, 1) if mark.end else 0.0
    return Drawn(
        mark.shape,
        start,
        max(width, 2.0) if mark.end else 0.0,
        y,
        _words(mark),
        (mark.end or mark.day) < as_of,
    )


def _words(mark: Mark) -> str:
    shapes = {
        "done": t("came on %(day)s", day=mark.day),
        "due": t("due %(day)s", day=mark.day),
        "window": t("probably between %(day)s and %(end)s", day=mark.day, end=mark.end),
        "on_site": t("on site, until %(day)s", day=mark.day),
        "by_mark": t("mark online, until %(day)s", day=mark.day),
        "span": t("%(day)s to %(end)s", day=mark.day, end=mark.end),
    }
    return f"{t(KINDS[mark.row])}: {shapes[mark.shape]}"


def _ticks(span: Period) -> list[tuple[float, str, bool]]:
    """Quarters, years in words."""
    day, found = span.start.replace(day=1, month=(span.start.month - 1) // 3 * 3 + 1), []
    while day < span.end:
        if day >= span.start:
            year = day.month == 1
            words = (f"{day.year}年" if chinese() else str(day.year)) if year else _month(day)
            found.append((_x(day, span), words, year))
        day = add_months(day, 3)
    return found


def _month(day: dt.date) -> str:
    return f"{day.month}月" if chinese() else f"{day:%b}"
