"""Whether a finding and a narrower one inside it, of another figure, are two causes or one."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import duckdb

from liuke.insight.diagnosis.describe_problem import Found
from liuke.insight.diagnosis.slice_sql import inside
from liuke.insight.drilldown.naming import ALIKE

_SHOWS = 3.0
"""Standard errors a difference must show."""

_LEAST_UNITS = 30
"""Fewer units before or since tell nothing."""


def two_causes(connection: duckdb.DuckDBPyConnection, wide: Found, narrow: Found) -> bool:
    """The wider slice's figure fell outside the narrower one too, so that is not where it comes from; and the
    narrower slice's own figure fell there and not all over the wider one, so that is no part of it either.

    The tables of the units of both must be there. What cannot be told for want of a dimension or of units is
    taken for one cause.
    """
    rest = _fall(connection, of=wide, wide=wide, narrow=narrow, in_narrow=False)
    if rest is None or rest.points < _SHOWS * rest.error:
        return False
    if not narrow.is_change:
        return True
    own = _fall(connection, of=narrow, wide=wide, narrow=narrow, in_narrow=True)
    beside = _fall(connection, of=narrow, wide=wide, narrow=narrow, in_narrow=False)
    if own is None or beside is None:
        return False
    further = own.points - beside.points
    return beside.points < ALIKE * own.points and further >= _SHOWS * sqrt(own.error**2 + beside.error**2)


@dataclass(frozen=True)
class _Fall:
    """By how much a figure got worse, with its standard error."""

    points: float
    error: float


def _fall(
    connection: duckdb.DuckDBPyConnection, *, of: Found, wide: Found, narrow: Found, in_narrow: bool
) -> _Fall | None:
    """Of the figure and since the month of ``of``, in the narrower slice or in what the wider has besides."""
    columns = {dimension.name for dimension in of.units.dimensions}
    if not columns >= {*wide.change.slice, *narrow.change.slice}:
        return None
    within = f"coalesce({inside(narrow.change.slice)}, false)"
    where = within if in_narrow else f"{inside(wide.change.slice)} AND NOT {within}"
    rows = connection.execute(
        f"SELECT month >= {of.change.since_month}, sum(units), sum(value) / sum(units),"
        f" sum(value * value) / sum(units) FROM {of.units.table} WHERE {where} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if len(rows) < 2 or min(units for _, units, *_ in rows) < _LEAST_UNITS:
        return None
    (_, n, before, square), (_, m, after, square_after) = rows
    error = sqrt(max(square - before**2, 0.0) / n + max(square_after - after**2, 0.0) / m)
    fell = before - after if of.units.worse == "lower" else after - before
    return _Fall(fell, error)
