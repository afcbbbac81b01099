"""Months along the bottom, one line per group."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.insight.reports.charts.chart import Chart, Heading, Line, Marks, Table, legend
from liuke.insight.reports.pen import Pen


def trend(
    pen: Pen,
    heading: Heading,
    *,
    months: Sequence[str],
    lines: Sequence[Line],
    unit: str,
    marks: Marks | None = None,
) -> Chart:
    """Lines over ``months`` (YYYY-MM); None is a gap. The table repeats every figure."""
    marked = marks or Marks()
    spec: dict[str, object] = {
        "kind": "trend",
        "unit": unit,
        "months": [pen.f.month(m) for m in months],
        "ticks": [pen.f.tick(m) for m in months],
        "lines": [
            {"name": line.name, "role": line.role, "values": list(line.values), "of": _of(line)}
            for line in lines
        ],
        "legend": _legend(pen, lines, unit, marked),
        "onset": marked.onset,
        "onsetLabel": marked.onset_label,
        "standard": marked.standard,
    }
    return pen.draw(
        Chart(heading.key, heading.title, heading.reading, spec, _table(pen, months, lines, unit))
    )


def _legend(pen: Pen, lines: Sequence[Line], unit: str, marks: Marks) -> list[dict[str, str]]:
    """The standard is named here and not in the picture, where its words would lie on a line."""
    if marks.standard is None:
        return legend(lines)
    named = f"{marks.standard_label} {pen.f.standard(marks.standard, unit)}"
    return [*({"name": line.name, "role": line.role} for line in lines), {"name": named, "role": "standard"}]


def _of(line: Line) -> list[float | None] | None:
    return None if line.of is None else [None if v is None else round(v) for v in line.of]


def _table(pen: Pen, months: Sequence[str], lines: Sequence[Line], unit: str) -> Table:
    head = [pen.t("Month")]
    for line in lines:
        head.append(line.name)
        if line.of is not None:
            head.append(pen.t("of"))
    rows = []
    for i, month in enumerate(months):
        row = [pen.f.month(month)]
        for line in lines:
            row.append(pen.f.value(line.values[i], unit))
            if line.of is not None:
                row.append(pen.f.number(line.of[i]))
        rows.append(row)
    return Table(head, rows)
