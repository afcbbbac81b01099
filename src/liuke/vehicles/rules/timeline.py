"""X1 The calendar of a car as a picture 时间轴: what lies on it between two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from liuke.values.period import Period, add_months
from liuke.vehicles.rules.car_calendar import CarCalendar, CarFacts
from liuke.vehicles.rules.inspection import Inspection

MONTHS_EACH_WAY = 24
ROWS = (
    "maintenance",
    "inspection",
    "compulsory",
    "commercial",
    "guarantee",
    "warranty",
    "battery",
    "declined",
)


@dataclass(frozen=True)
class Mark:
    """A day in a row, or with ``end`` a span. ``shape``: done, due, window, on_site, by_mark, span."""

    row: str
    day: dt.date
    shape: str
    end: dt.date | None = None


def span_of(as_of: dt.date) -> Period:
    """Two years back and two years on."""
    return Period(add_months(as_of, -MONTHS_EACH_WAY), add_months(as_of, MONTHS_EACH_WAY))


def timeline(
    car: CarFacts,
    found: CarCalendar,
    *,
    visits: Iterable[dt.date],
    life: Sequence[Inspection],
    policies: Iterable[tuple[str, dt.date, dt.date]],
    span: Period,
) -> list[Mark]:
    """The marks that touch ``span``; ``policies`` are kind, first and last day."""
    marks = [Mark("maintenance", day, "done") for day in visits]
    due = found.maintenance
    if due is not None:
        marks += [Mark("maintenance", due.early, "window", due.late), Mark("maintenance", due.day, "due")]
    marks += _inspections(found, life)
    marks += [Mark(kind, first, "span", last) for kind, first, last in policies]
    start = car.invoice_day or car.delivery_day
    if start is not None:
        marks += [
            Mark(kind, start, "span", found.days[kind])
            for kind in ("guarantee", "warranty", "battery")
            if kind in found.days
        ]
    if car.declined is not None:
        marks.append(Mark("declined", car.declined, "due"))
    return [mark for mark in marks if mark.day < span.end and (mark.end or mark.day) >= span.start]


def _inspections(found: CarCalendar, life: Sequence[Inspection]) -> Iterator[Mark]:
    """What somebody has read from the mark takes the place of the one computed nearest to it."""
    read = found.inspection
    for one in life:
        if read is None or read.day == one.day or abs((read.day - one.day).days) > 180:
            yield Mark("inspection", one.day, "on_site" if one.on_site else "by_mark")
    if read is not None and read.day not in {one.day for one in life}:
        yield Mark("inspection", read.day, "on_site" if read.on_site else "by_mark")
