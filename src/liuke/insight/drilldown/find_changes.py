"""Finds the slices whose figure changed for the worse."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from liuke.insight.drilldown.baseline import expect_by_dimensions
from liuke.insight.drilldown.causes import find_causes
from liuke.insight.drilldown.coding import coded_units
from liuke.insight.drilldown.findings import SliceChange
from liuke.insight.drilldown.question import Dimension, Measure, Options, Question, Worse
from liuke.insight.drilldown.telling import tell


def find_changes(
    *,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    dimensions: Sequence[Dimension],
    measure: Measure,
    worse: Worse,
    last_month: int,
    options: Options | None = None,
) -> list[SliceChange]:
    """The slices that explain for whom a figure got worse and has stayed worse, the most certain first.

    ``table`` (in ``connection``) has the columns ``month`` (year * 12 + month - 1), one VARCHAR per dimension
    (NULL: unknown), ``units`` (a count), ``value`` (for shares the successes, for means the sum) and, for
    means, ``value_sq`` (the sum of squares); one row per unit or any aggregate. Months after ``last_month``
    are not looked at. A group in which nothing changed is told of a change with probability
    ``options.false_alarms`` at most.

    Each finding is one cause under its coarsest name; ``p_value`` is after everything that was searched;
    ``lost_units`` for a mean is the sum lost, in the figure's unit. How it is found and what it cannot see:
    docs/algorithms/drilldown.md. Raises TooManyDimensions, UnknownParent.

    ES6 owners of the south return less often from month 18 on; everybody else comes as before:

    >>> connection = duckdb.connect()
    >>> _ = connection.execute('''
    ...     CREATE TABLE due AS
    ...     SELECT 24000 + month AS month, series, district, 100 AS units,
    ...            if(series = 'ES6' AND district = 'south' AND month >= 18, 58, 75) AS value
    ...     FROM range(24) AS m(month), (VALUES ('ES6'), ('ET5')) AS s(series),
    ...          (VALUES ('north'), ('south'), ('west')) AS d(district)''')
    >>> [found] = find_changes(
    ...     connection=connection, table="due", dimensions=[Dimension("series"), Dimension("district")],
    ...     measure="share", worse="lower", last_month=24023)
    >>> found.slice, found.since_month, found.before, found.after, round(found.lost_units)
    ({'series': 'ES6', 'district': 'south'}, 24018, 0.75, 0.58, 102)
    """
    question = Question(connection, table, dimensions, measure, worse, last_month, options or Options())
    options = question.options
    coded = coded_units(question)
    if coded is None or coded.months < options.months_before + options.months_after:
        return []
    search, causes = find_causes(expect_by_dimensions(coded))
    return tell(coded, search, causes)
