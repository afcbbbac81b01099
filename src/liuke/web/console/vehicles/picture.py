"""The calendar of a car drawn: rows of marks from two years back to two years on.

Places along the time are shares of the width in percent, so that the picture fits any screen; heights are
pixels, the same as in ``assets/vehicles.css``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from liuke.values.period import Period, add_months
from liuke.vehicles.rules.timeline import ROWS, Mark
from liuke.web.console.vehicles.words import KINDS
from liuke.web.shell.templating import day as told
from liuke.web.shell.wording import chinese, t

ROW, TOP, EDGE = 32, 44, 22
MARGIN = 1.5
"""Percent left free on both sides for marks on the first and last day."""


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
class Tick:
    """The start of a quarter, in words; of a year in full."""

    x: float
    words: str
    year: bool


@dataclass(frozen=True)
class Picture:
    """Everything the template draws."""

    height: int
    bottom: int
    rows: Sequence[tuple[float, str]]
    marks: Sequence[Drawn]
    ticks: Sequence[Tick]
    today: float
    next: float | None
    next_words: str


def draw(marks: Sequence[Mark], *, span: Period, as_of: dt.date, next_day: dt.date | None) -> Picture:
    """Rows that have a mark, in their order."""
    rows = [row for row in ROWS if any(mark.row == row for mark in marks)]
    middle = {row: TOP + ROW * number + ROW / 2 for number, row in enumerate(rows)}
    drawn = [_drawn(mark, middle[mark.row], span, as_of) for mark in marks]
    bottom = TOP + ROW * len(rows)
    shown = next_day if next_day and next_day in span else None
    return Picture(
        height=bottom + EDGE,
        bottom=bottom,
        rows=[(middle[row], t(KINDS[row])) for row in rows],
        marks=sorted(drawn, key=lambda one: one.shape not in ("span", "window")),
        ticks=_ticks(span),
        today=_x(as_of, span),
        next=_x(shown, span) if shown else None,
        next_words=t("next: %(day)s", day=_short(shown)) if shown else "",
    )


def _x(day: dt.date, span: Period) -> float:
    share = (day - span.start).days / (span.end - span.start).days
    return round(MARGIN + share * (100 - 2 * MARGIN), 2)


def _drawn(mark: Mark, y: float, span: Period, as_of: dt.date) -> Drawn:
    start = _x(max(mark.day, span.start), span)
    width = round(_x(min(mark.end, span.end), span) - start, 2) if mark.end else 0.0
    past = (mark.end or mark.day) < as_of
    return Drawn(mark.shape, start, max(width, 0.3) if mark.end else 0.0, y, _words(mark), past)


def _words(mark: Mark) -> str:
    day, end = told(mark.day), told(mark.end)
    shapes = {
        "done": t("came on %(day)s", day=day),
        "due": t("due %(day)s", day=day),
        "window": t("probably between %(day)s and %(end)s", day=day, end=end),
        "on_site": t("on site, until %(day)s", day=day),
        "by_mark": t("mark online, until %(day)s", day=day),
        "span": t("%(day)s to %(end)s", day=day, end=end),
    }
    return f"{t(KINDS[mark.row])}: {shapes[mark.shape]}"


def _ticks(span: Period) -> list[Tick]:
    """Quarters, years in words."""
    day, found = span.start.replace(day=1, month=(span.start.month - 1) // 3 * 3 + 1), []
    while day < span.end:
        if day >= span.start:
            year = day.month == 1
            words = (f"{day.year}年" if chinese() else str(day.year)) if year else _month(day)
            found.append(Tick(_x(day, span), words, year))
        day = add_months(day, 3)
    return found


def _month(day: dt.date) -> str:
    return f"{day.month}月" if chinese() else f"{day:%b}"


def _short(day: dt.date) -> str:
    return f"{day.month}月{day.day}日" if chinese() else f"{day:%b} {day.day}"
