"""Upright bars: months, bands, deciles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liuke.insight.reports.charts.chart import Chart, Heading, Line, Table, legend
from liuke.insight.reports.pen import Pen


@dataclass(frozen=True)
class Bottom:
    """The axis below: its name for the table, its full labels, and short ones where they differ."""

    name: str
    labels: Sequence[str]
    ticks: Sequence[str] | None = None


def columns(
    pen: Pen, heading: Heading, *, bottom: Bottom, bars: Sequence[Line], unit: str, labelled: bool = False
) -> Chart:
    """One group of bars per label. ``unit`` ``signed_share`` draws upwards and downwards from zero."""
    spec: dict[str, object] = {
        "kind": "columns",
        "unit": unit,
        "labels": list(bottom.labels),
        "ticks": list(bottom.ticks or bottom.labels),
        "bars": [{"name": bar.name, "role": bar.role, "values": list(bar.values)} for bar in bars],
        "legend": legend(bars),
        "signed": unit == "signed_share",
        "labelled": labelled,
    }
    show = pen.f.change if unit == "signed_share" else (lambda v: pen.f.value(v, unit))
    table = Table(
        [bottom.name, *(bar.name for bar in bars)],
        [[label, *(show(bar.values[i]) for bar in bars)] for i, label in enumerate(bottom.labels)],
    )
    return pen.draw(Chart(heading.key, heading.title, heading.reading, spec, table, "low"))
