"""Vital signs, series and retention of the sample group."""

from __future__ import annotations

import datetime as dt
import math
import random

from sample_world import MONTHS

from liuke.insight.metrics.findings import Kpi, Previous, Series, SeriesPoint, Window
from liuke.insight.retention.findings import Curve, FunnelStep, Heatmap, HeatRow, LeaverStop, Retention


def _window(start: tuple[int, int], months: int = 12) -> Window:
    first = start[0] * 12 + start[1] - 1
    last = first + months
    return Window(dt.date(first // 12, first % 12 + 1, 1), dt.date(last // 12, last % 12 + 1, 1))


_TABLE = """
first_service_return           | retention  | share    | 1012     | 1158 | 1070     | 1171 | .90    |         | watch
second_service_return          | retention  | share    | 652      | 962  | 741      | 988  | .75    |         | orange
yearly_retention               | retention  | share    | 2604     | 3219 | 2781     | 3240 | .85    |         | watch
yearly_retention_cohort        | retention  | share    | 2210     | 3219 | 2390     | 3240 |        |         | green
three_year_retention           | retention  | share    | 561      | 904  | 566      | 886  | .60    |         | green
first_service_return_practised | retention  | share    | 1080     | 1214 | 1101     | 1190 |        |         | green
booking_punctuality            | efficiency | share    | 3402     | 4010 | 3390     | 3922 | .85    | .95     | watch
no_show_rate                   | efficiency | share    | 402      | 4010 | 388      | 3922 |        |         | green
average_wait                   | efficiency | minutes  | 311400   | 9000 | 245520   | 8800 | 30     | 15      | yellow
same_day_completion            | efficiency | share    | 8420     | 9120 | 8299     | 9011 | .90    | .98     | green
first_time_fix                 | efficiency | share    |          |      |          |      | .85    | .92     | no_data
bay_use                        | efficiency | share    |          |      |          |      |        |         | no_data
nps                            | experience | points   | 1204     | 2606 | 1288     | 2525 | 50     |         | watch
satisfaction                   | experience | share    | 2390     | 2630 | 2342     | 2551 | .90    |         | green
complaint_rate                 | experience | share    | 49       | 9204 | 41       | 9033 | .005   |         | red
complaints_solved              | experience | share    | 47       | 49   | 40       | 41   | .95    |         | green
revenue_per_visit              | business   | yuan     | 11840025 | 9204 | 11245180 | 9033 | 1200   | 1800    | green
visits                         | business   | count    | 9204     |      | 9033     |      |        |         | green
revenue_per_head               | business   | yuan     |          |      |          |      | 800000 | 1200000 | no_data
yearly_visits_per_owner        | growth     | per_year | 9204     | 3984 | 9033     | 3945 | 3.2    | 5.8     | watch
"""
"""key | group | unit | numerator | denominator | both a year before | standard | excellent | level"""

_LOWER_IS_BETTER = {"no_show_rate", "average_wait", "complaint_rate"}
_NEEDS = {
    "first_time_fix": ["work_orders.symptom|system"],
    "bay_use": ["work_orders.bay", "work_orders.started_at"],
    "revenue_per_head": ["settings.stores.staff"],
}


def kpis() -> list[Kpi]:
    return [_kpi([cell.strip() for cell in line.split("|")]) for line in _TABLE.strip().splitlines()]


def _kpi(cells: list[str]) -> Kpi:
    key, group, unit = cells[:3]
    top, bottom, top_before, bottom_before, standard, excellent = (
        float(cell) if cell else None for cell in cells[3:9]
    )
    return Kpi(
        key=key,
        group=group,
        unit=unit,
        value=_ratio(top, bottom, unit),
        numerator=top,
        denominator=bottom,
        window=None if top is None else _window((2023, 10)),
        standard=standard,
        excellent=excellent,
        level=cells[9],
        previous=Previous(
            _ratio(top_before, bottom_before, unit),
            top_before,
            bottom_before,
            None if top is None else _window((2022, 10)),
        ),
        needs=_NEEDS.get(key, []),
        better="lower" if key in _LOWER_IS_BETTER else "higher",
    )


def _ratio(top: float | None, bottom: float | None, unit: str) -> float | None:
    if top is None or bottom is None:
        return top
    return top / bottom * (100 if unit == "points" else 1)


def series(rng: random.Random) -> list[Series]:
    def line(
        key: str,
        axis: str,
        level: float,
        fall: float = 0.0,
        since: int = 14,
        gap: int = 0,
        noise: float = 0.015,
    ) -> Series:
        points = []
        for i, month in enumerate(MONTHS):
            blank = i >= len(MONTHS) - gap
            value = level + rng.gauss(0, level * noise) - (fall if i >= len(MONTHS) - since else 0)
            points.append(
                SeriesPoint(month, None if blank else value, None if blank else value * 96, 96, not blank)
            )
        return Series(key, axis, points)  # type: ignore[arg-type]

    return [
        line("first_service_return", "due_final", 0.905, 0.03, gap=3),
        line("first_service_return", "due_early", 0.83, 0.03, gap=1),
        line("second_service_return", "due_final", 0.765, 0.09, gap=3),
        line("second_service_return", "due_early", 0.62, 0.08, gap=1),
        line("yearly_retention", "calendar", 0.84, 0.03),
        line("booking_punctuality", "calendar", 0.86),
        line("average_wait", "calendar", 28.5, -6.0, 6),
        line("same_day_completion", "calendar", 0.92),
        line("nps", "calendar", 50, 4.0, 8, noise=0.05),
        line("satisfaction", "calendar", 0.91),
        line("complaint_rate", "calendar", 0.0051, -0.0006, noise=0.2),
        line("revenue_per_visit", "calendar", 1_250, noise=0.04),
        line("visits", "calendar", 760, noise=0.09),
    ]


def retention() -> Retention:
    columns = ["0–6", "7–12", "13–18", "19–24", "25–30", "31–36", "37–42", "43–48"]
    rows = []
    for age, month in enumerate(reversed(MONTHS)):
        cells: list[float | None] = []
        for half in range(len(columns)):
            mature = age >= 6 * (half + 1) + 3
            base = 0.91 * 0.915**half + 0.03 * math.sin(age * 1.7 + half)
            cells.append(min(1.0, base - (0.13 if half == 2 and 15 <= age <= 29 else 0)) if mature else None)
        rows.append(HeatRow(month, 88 + (age * 37) % 61, cells))
    return Retention(
        heatmap=Heatmap(columns, list(reversed(rows))),
        funnel=[
            FunnelStep(0, 4_310, 4_310, 1.0),
            FunnelStep(1, 3_871, 4_310, 0.898),
            FunnelStep(2, 2_766, 3_688, 0.75),
            FunnelStep(3, 1_902, 2_790, 0.682),
            FunnelStep(4, 1_204, 1_921, 0.627),
            FunnelStep(5, 688, 1_180, 0.583),
        ],
        first_return_curves=[
            _curve("2022", 1_402, 6.2, 0.93, 18),
            _curve("2023", 1_380, 6.4, 0.92, 18),
            _curve("2024", 871, 6.8, 0.88, 9),
        ],
        second_return_curves=[
            _curve("2022", 1_298, 12.3, 0.80, 24),
            _curve("2023", 1_190, 13.4, 0.69, 21),
        ],
        leavers=[
            LeaverStop(0, 431, 0.169),
            LeaverStop(1, 902, 0.353),
            LeaverStop(2, 611, 0.239),
            LeaverStop(3, 388, 0.152),
            LeaverStop(4, 223, 0.087),
        ],
    )


def _curve(label: str, vehicles: int, middle: float, top: float, months: int) -> Curve:
    points = []
    for month in range(months + 1):
        share = top / (1 + math.exp(-(month - middle) * 0.9)) if month else 0.0
        width = 1.96 * math.sqrt(max(share * (1 - share), 1e-6) / (vehicles * (1 - month / (months * 1.5))))
        points.append((float(month), share, max(0.0, share - width), min(1.0, share + width)))
    return Curve(label, vehicles, points)
