"""Two measures against each other: share against share, and return curves over age."""

from __future__ import annotations

import math
from collections.abc import Sequence

from liuke.insight.reports.charts.chart import SERIES_ROLES, Chart, Heading, Table, Trail, legend
from liuke.insight.reports.pen import Pen
from liuke.insight.retention.findings import Curve


def square(
    pen: Pen, heading: Heading, *, x: str, lines: Sequence[Trail], diagonal: str, end: float = 1.0
) -> Chart:
    """Shares on both axes with the diagonal of chance or equality, named in the legend."""
    spec: dict[str, object] = {
        "kind": "square",
        "x": x,
        "end": end,
        "diagonal": diagonal,
        "lines": [
            {
                "name": line.name,
                "role": line.role,
                "points": [list(point) for point in line.points],
                "joined": line.joined,
                "marks": line.marks,
            }
            for line in lines
        ],
        "legend": [
            *({"name": line.name, "role": line.role} for line in lines),
            {"name": diagonal, "role": "chance"},
        ],
    }
    xs = sorted({point[0] for line in lines for point in line.points})
    by_x = [{point[0]: point[1] for point in line.points} for line in lines]
    rows = [[pen.f.share(at), *(pen.f.share(points.get(at)) for points in by_x)] for at in xs]
    table = Table([x, *(line.name for line in lines)], rows)
    return pen.draw(Chart(heading.key, heading.title, heading.reading, spec, table, "square"))


def return_curves(pen: Pen, heading: Heading, *, curves: Sequence[Curve]) -> Chart:
    """Kaplan–Meier curves with their bands; months of age along the bottom."""
    roles = [SERIES_ROLES[i % len(SERIES_ROLES)] for i in range(len(curves))]
    lines = [Trail(curve.label, role, curve.points) for curve, role in zip(curves, roles, strict=True)]
    last = max((point[0] for curve in curves for point in curve.points), default=0.0)
    spec: dict[str, object] = {
        "kind": "curves",
        "x": pen.t("months"),
        "at": pen.t("after # months"),
        "max": math.ceil(last / 6) * 6,
        "lines": [
            {"name": line.name, "role": line.role, "points": [list(p) for p in line.points]} for line in lines
        ],
        "legend": legend(lines),
    }
    ages = range(0, math.floor(last) + 1, 3)
    rows = [[pen.f.number(age), *(_at(pen, curve, age) for curve in curves)] for age in ages]
    head = [pen.t("Months"), *(f"{c.label} ({pen.cars(c.vehicles)})" for c in curves)]
    return pen.draw(Chart(heading.key, heading.title, heading.reading, spec, Table(head, rows)))


def _at(pen: Pen, curve: Curve, age: float) -> str:
    """The share at an age with its band; blank beyond the age the cars have reached."""
    known = [point for point in curve.points if point[0] <= age]
    if not known or age > curve.points[-1][0]:
        return "—"
    _, share, low, high = known[-1]
    return f"{pen.f.share(share)} ({pen.f.share(low, 0)}–{pen.f.share(high, 0)})"
