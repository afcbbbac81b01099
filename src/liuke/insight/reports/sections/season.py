"""Busy and quiet: visits by month, weekday and hour."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.insight.diagnosis.contract import Diagnosis
from liuke.insight.operations.findings import Season
from liuke.insight.reports.charts.chart import Chart, Heading, Line
from liuke.insight.reports.charts.columns import Bottom, columns
from liuke.insight.reports.language import N_
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.pictures import heat_step

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_SHOWN_MONTHS = 36


@dataclass(frozen=True)
class HourRow:
    """A weekday of the heat map: (heat step or None, number) per hour shown."""

    day: str
    cells: list[tuple[int | None, str]]


@dataclass(frozen=True)
class SeasonPage:
    months: Chart | None
    index: Chart | None
    weekdays: Chart | None
    hours: list[int]
    hour_rows: list[HourRow]
    busiest: str


def build_season(diagnosis: Diagnosis, pen: Pen) -> SeasonPage | None:
    season = diagnosis.season
    if not season.months:
        return None
    hours = _open_hours(season)
    return SeasonPage(
        _months(season, pen),
        _index(season, pen),
        _weekdays(season, pen) if any(season.weekdays) else None,
        hours,
        _hour_rows(season, hours, pen),
        _busiest(season, pen),
    )


def _months(season: Season, pen: Pen) -> Chart:
    shown = season.months[-_SHOWN_MONTHS:]
    heading = Heading(
        "demand", pen.t("Visits by month"), pen.t("Settled visits; the table also shows revenue.")
    )
    bottom = Bottom(
        pen.t("Month"), [pen.f.month(m.month) for m in shown], [pen.f.tick(m.month) for m in shown]
    )
    chart = columns(
        pen,
        heading,
        bottom=bottom,
        bars=[Line(pen.t("visits"), "a", [m.visits for m in shown])],
        unit="count",
    )
    chart.table.head.append(pen.t("revenue"))
    for row, month in zip(chart.table.rows, shown, strict=True):
        row.append(pen.f.yuan(month.revenue_yuan))
    return chart


def _index(season: Season, pen: Pen) -> Chart | None:
    if not any(v is not None for v in season.index):
        return None
    heading = Heading(
        "season-index",
        pen.t("Busy and quiet months"),
        pen.t("Above or below an average month, growth taken out. Plan campaigns into the quiet ones."),
    )
    labels = [pen.t("month %(number)s", number=n) for n in range(1, 13)]
    bars = [
        Line(pen.t("against an average month"), "a", [None if v is None else v - 1 for v in season.index])
    ]
    bottom = Bottom(pen.t("Month"), labels, [str(n) for n in range(1, 13)])
    return columns(pen, heading, bottom=bottom, bars=bars, unit="signed_share", labelled=True)


def _weekdays(season: Season, pen: Pen) -> Chart:
    heading = Heading("weekdays", pen.t("Visits by weekday"), pen.t("The latest 12 months."))
    bars = [Line(pen.t("visits"), "a", list(season.weekdays))]
    bottom = Bottom(pen.t("Weekday"), [pen.t(day) for day in WEEKDAYS])
    return columns(pen, heading, bottom=bottom, bars=bars, unit="count", labelled=True)


def _open_hours(season: Season) -> list[int]:
    busy = [hour for hour in range(24) if any(row[hour] for row in season.hours)]
    return list(range(busy[0], busy[-1] + 1)) if busy else []


def _hour_rows(season: Season, hours: list[int], pen: Pen) -> list[HourRow]:
    if not hours:
        return []
    most = max(max(row) for row in season.hours)
    return [
        HourRow(
            pen.t(WEEKDAYS[day]),
            [(heat_step(row[h], low=0, high=most) if row[h] else None, pen.f.number(row[h])) for h in hours],
        )
        for day, row in enumerate(season.hours)
    ]


def _busiest(season: Season, pen: Pen) -> str:
    if not season.hours or not any(map(any, season.hours)):
        return ""
    day, hour = max(((d, h) for d in range(7) for h in range(24)), key=lambda at: season.hours[at[0]][at[1]])
    return pen.t("Busiest: %(day)s at %(hour)s:00.", day=pen.t(WEEKDAYS[day]), hour=hour)
